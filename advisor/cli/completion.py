"""``advisor completion``: the script that lets a shell complete names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

__all__ = ["completion"]


_USE = """\b
To switch it on:
  bash, in ~/.bashrc:  eval "$(advisor completion bash)"
  zsh, in ~/.zshrc:    eval "$(advisor completion zsh)"
  fish, once:          advisor completion fish > ~/.config/fish/completions/advisor.fish
"""


@click.command(short_help="Print the completion script for a shell.", epilog=_USE)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell."""
    maker = get_completion_class(shell)
    if maker is not None:
        root = ctx.find_root().command
        click.echo(maker(root, {}, "advisor", "_ADVISOR_COMPLETE").source())

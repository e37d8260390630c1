"""``advisor check``: a network and one batch in, what the first trials show out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from advisor.check import Check
from advisor.check.calls import check as run_check
from advisor.cli.options import build_advisor, rule_base_options
from advisor.cli.reporting import exit_status, fail_on_option
from advisor.cli.screen import ascii_only, emit, show, width
from advisor.cli.writing import descriptor_yaml

__all__ = ["check"]

_EXAMPLES = """\b
Examples:
  advisor check train:setup
  advisor check package.module:setup --steps 100 --seconds 20
  advisor check train:setup -o project.yaml && advisor advise project.yaml
"""


@click.command(short_help="Try a network on zeros and on one batch.", epilog=_EXAMPLES)
@click.argument("target", metavar="PACKAGE.MODULE:SETUP")
@click.option("--steps", type=click.IntRange(1), default=300, show_default=True, help="Updates.")
@click.option(
    "--seconds",
    type=click.FloatRange(0, min_open=True),
    default=60.0,
    show_default=True,
    help="Time for all runs together.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Random seed.")
@rule_base_options
@click.option("--full", is_flag=True, help="Draw all curves, fold nothing.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the filled descriptor here, as YAML.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to write what is found.",
)
@fail_on_option
@click.pass_context
def check(
    ctx: click.Context,
    target: str,
    steps: int,
    seconds: float,
    seed: int,
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
    full: bool,
    output: Path | None,
    form: str,
    fail_on: str,
) -> None:
    """Run the first trials on a network of PyTorch or Keras and one batch.

    SETUP is a function without arguments; its code is run. It returns a mapping: model, loss
    and batch (PyTorch), or a compiled model and batch (Keras). All runs are made on copies.
    """
    # What TensorFlow writes while it starts is no part of the answer.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    advisor = build_advisor(rules_paths, disable)
    found = run_check(
        target, steps=steps, seconds=seconds, seed=seed, advisor=advisor, progress=_progress()
    )
    if output is not None:
        emit(descriptor_yaml(found.descriptor, {}), output)
        click.echo(f"Wrote {output}. Next: advisor advise {output}", err=True)
    _write(found, form, full=full)
    ctx.exit(exit_status(found.report, fail_on))


def _progress() -> Callable[[str], object]:
    """Name what is run, where somebody may be waiting for it."""
    if not sys.stderr.isatty():
        return lambda name: None
    return lambda name: click.echo(f"running: {name} ...", err=True)


def _write(found: Check, form: str, *, full: bool) -> None:
    if form == "json":
        emit(found.to_json() + b"\n")
    elif form == "markdown":
        emit(found.to_markdown(full=full))
    else:
        show(found.to_lines(width=width(), ascii_only=ascii_only(), full=full))

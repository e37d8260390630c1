"""The options of a rule base; to read them, nothing of it is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click

from advisor.errors import shortened

__all__ = ["pairs", "rule_base_options"]

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., object])


def rule_base_options(command: AnyCommand) -> AnyCommand:
    """Add ``--rules`` and ``--disable``."""
    command = click.option(
        "--disable",
        multiple=True,
        metavar="RULE=REASON",
        help="Take a rule out, with the reason. May be repeated.",
    )(command)
    return click.option(
        "--rules",
        "rules_paths",
        multiple=True,
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="Add your own rule file or folder. May be repeated.",
    )(command)


def pairs(items: Iterable[str], hint: str, form: str) -> dict[str, str]:
    """Split ``NAME=VALUE`` arguments; a name may be given once only."""
    found: dict[str, str] = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(
                f"{shortened(item)!r} is not of the form {form}", param_hint=hint
            )
        if name.strip() in found:
            raise click.BadParameter(f"{shortened(name.strip())} is given twice", param_hint=hint)
        found[name.strip()] = value.strip()
    return found

"""Options that several sub-commands share, and what they are turned into."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click

from advisor.cli.rule_base import pairs, rule_base_options
from advisor.descriptor.terms import TERMS
from advisor.rulebase.files import shipped_folder
from advisor.service import Advisor

__all__ = [
    "build_advisor",
    "json_or_text",
    "own_rules",
    "pairs",
    "rule_base_options",
    "run_options",
    "series_columns",
    "set_option",
]

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., object])


def set_option(command: AnyCommand) -> AnyCommand:
    """Add ``--set PATH=VALUE``."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="PATH=VALUE",
        help="Set a descriptor field, e.g. problem.task=regression or data.outliers=none; "
        "an empty value takes it away. May be repeated.",
    )(command)


def run_options(command: AnyCommand) -> AnyCommand:
    """Add what is said of logged runs: ``--descriptor``, ``--set``, ``--map`` and ``--kind``."""
    command = click.option(
        "--kind", type=click.Choice(list(TERMS["run_kind"])), help="What kind of run is logged."
    )(command)
    command = click.option(
        "--map",
        "columns",
        multiple=True,
        metavar="SERIES=COLUMN",
        help="Say which column holds a series, e.g. train_loss=my_loss. May be repeated.",
    )(command)
    command = set_option(command)
    return click.option(
        "-d",
        "--descriptor",
        "file",
        metavar="FILE",
        help="What is known of the project; - for standard input.",
    )(command)


def series_columns(columns: Iterable[str]) -> dict[str, str]:
    """Split what was given with ``--map``."""
    return pairs(columns, "--map", "SERIES=COLUMN")


def json_or_text(command: AnyCommand) -> AnyCommand:
    """Add ``--format text|json``."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How to write the answer.",
    )(command)


def build_advisor(rules_paths: Iterable[Path] = (), disable: Iterable[str] = ()) -> Advisor:
    """Load the rule base with the caller's own rules, without the disabled ones."""
    reasons = pairs(disable, "--disable", "RULE=REASON")
    for rule, reason in reasons.items():
        if not reason.strip():
            raise click.BadParameter(f"{rule}: a reason is missing", param_hint="--disable")
    return Advisor(rules=own_rules(rules_paths), disable=reasons)


def own_rules(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Leave the shipped rule files out of what somebody adds to them, and say so."""
    shipped = shipped_folder().resolve()
    own = []
    for path in paths:
        if shipped in (path.resolve(), path.resolve().parent):
            click.echo(f"{path}: a shipped rule file or folder, read in any case", err=True)
        else:
            own.append(path)
    return tuple(own)

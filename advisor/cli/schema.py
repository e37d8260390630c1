"""``advisor schema``: JSON Schemas, for editors and other programs."""

from __future__ import annotations

import json

import click

from advisor.cli.screen import emit

__all__ = ["schema"]


_NAMES = ("descriptor", "report", "rules")

_USE = """\b
An editor checks a YAML file against it when the first line says:
  # yaml-language-server: $schema=descriptor.schema.json
"""


@click.command(short_help="Print a JSON Schema: descriptor, report or rules.", epilog=_USE)
@click.argument("what", type=click.Choice(_NAMES))
def schema(what: str) -> None:
    """Print the JSON Schema of a descriptor, a report or a rule file."""
    from advisor.schemas import SCHEMAS

    emit(json.dumps(SCHEMAS[what](), indent=2, ensure_ascii=False) + "\n")

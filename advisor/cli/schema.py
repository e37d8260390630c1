"""``advisor schema``: JSON Schemas, for editors and other programs."""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from advisor.cli.screen import emit

__all__ = ["schema"]


def _descriptor() -> object:
    from advisor.descriptor import json_schema

    return json_schema()


def _report() -> object:
    from advisor.report.model import Report

    return Report.model_json_schema(mode="serialization")


def _rules() -> object:
    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaMode, models_json_schema

    from advisor.rulebase.schema import FILE_KINDS

    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "validation") for model in dict.fromkeys(FILE_KINDS.values())
    ]
    kinds, whole = models_json_schema(models, title="Rule file")
    return {**whole, "oneOf": list(kinds.values())}


_SCHEMAS: dict[str, Callable[[], object]] = {
    "descriptor": _descriptor,
    "report": _report,
    "rules": _rules,
}


_USE = """\b
An editor checks a YAML file against it when the first line says:
  # yaml-language-server: $schema=descriptor.schema.json
"""


@click.command(short_help="Print a JSON Schema: descriptor, report or rules.", epilog=_USE)
@click.argument("what", type=click.Choice(list(_SCHEMAS)))
def schema(what: str) -> None:
    """Print the JSON Schema of a descriptor, a report or a rule file."""
    emit(json.dumps(_SCHEMAS[what](), indent=2, ensure_ascii=False) + "\n")

"""JSON Schemas of what goes in and comes out, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from advisor.descriptor import json_schema
from advisor.report import Report
from advisor.rulebase.kinds import FILE_KINDS
from advisor.rulebase.snippet_schema import FRAMEWORKS

__all__ = ["FRAMEWORKS", "SCHEMAS"]


def _report() -> dict[str, Any]:
    return Report.model_json_schema(mode="serialization")


def _rules() -> dict[str, Any]:
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "validation") for model in dict.fromkeys(FILE_KINDS.values())
    ]
    kinds, whole = models_json_schema(models, title="Rule file")
    return {**whole, "oneOf": list(kinds.values())}


SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "descriptor": json_schema,
    "report": _report,
    "rules": _rules,
}
"""What makes the schema of a descriptor, a report or a rule file."""

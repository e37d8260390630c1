"""Examples of what the routes take, for the OpenAPI description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["CHANGES", "COLUMNS", "DESCRIPTOR", "LINES", "bodies", "lines", "selection"]

DESCRIPTOR: Mapping[str, Any] = {
    "problem": {"task": "binary_classification"},
    "model": {"last_activation": "softmax"},
}
"""A small project with a last layer that does not fit."""

COLUMNS: Mapping[str, Any] = {
    "run": {"columns": {"loss": [2.3, 2.31, 2.3, 2.31, 2.3, 2.3]}},
    "descriptor": {"problem": {"task": "binary_classification"}},
}
"""A run that is stuck."""

CHANGES: Mapping[str, Any] = {
    "descriptor": {"problem": {"task": "binary_classification"}},
    "changes": {"problem.task": "regression"},
}
"""A project that turns from classes to numbers."""


LINES = '{"problem": {"task": "regression"}}\n{"problem": {"task": "regresion"}}\n'
"""Two projects, one of them misspelled."""


def bodies(kinds: Mapping[str, tuple[str, object]]) -> dict[str, Any]:
    """Describe the body of a route: by media type the component of its shape, and an example."""
    content: dict[str, Any] = {}
    for media_type, (component, example) in kinds.items():
        content[media_type] = {"schema": {"$ref": f"#/components/schemas/{component}"}}
        if example is not None:
            content[media_type]["example"] = example
    return {"requestBody": {"required": True, "content": content}}


def lines(example: str) -> dict[str, Any]:
    """Describe the body of a route that reads a descriptor a line."""
    # Of no type: whatever comes is lines, and what is wrong with one is said in its place.
    schema = {"description": "A descriptor a line, as JSON."}
    content = {"application/x-ndjson": {"schema": schema, "example": example}}
    return {"requestBody": {"required": False, "content": content}}


def selection(*single: str, **descriptions: str) -> dict[str, Any]:
    """Describe query parameters that may be given several times, but for single ones."""
    values = {"type": "array", "items": {"type": "string"}}
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "description": said,
                "schema": {"type": "string"} if name in single else values,
            }
            for name, said in descriptions.items()
        ]
    }

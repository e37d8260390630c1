"""The OpenAPI description: the shapes of bodies that the Advisor reads, and the names it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from advisor import Advisor, Descriptor
from advisor.schemas import SCHEMAS

from .bodies import Changes, LoggedRun
from .examples import answers
from .gate import OPEN
from .log_files import Upload
from .parameters import ADVISE, WHY_NOT
from .problems import ProblemDetails, documented

__all__ = ["describe"]

_KEYS = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
_READ = (Descriptor, LoggedRun, Changes, Upload)
_OTHER_NAMES = "another name of one of these symbols"

_Names = Mapping[str, Callable[[Advisor], Iterable[str]]]
# The parameters that take one name of a closed list, by the operation and the parameter.
_NAMES: Mapping[str, _Names] = {
    "advise": {each.name: each.choices for each in ADVISE},
    "ask": {"topic": lambda advisor: advisor.rulebase.topics},
    "why_not": {each.name: each.choices for each in WHY_NOT},
    "explain": {
        "rule_id": lambda advisor: [*advisor.rulebase.rules, *advisor.rulebase.disabled],
    },
    "schema": {"name": lambda _: SCHEMAS},
}


def describe(app: FastAPI, *, guarded: bool) -> None:
    """Let the application describe bodies, names and refusals too; made when first asked for.

    Args:
        app: The application.
        guarded: Whether a key is wanted.
    """
    plain = app.openapi
    made: dict[str, dict[str, Any]] = {}

    def openapi() -> dict[str, Any]:
        advisor = app.state.desk.advisor
        if advisor.rulebase.hash not in made:
            made.clear()
            app.openapi_schema = None
            made[advisor.rulebase.hash] = document = plain()
            _complete(document, advisor, guarded=guarded)
        return made[advisor.rulebase.hash]

    app.__dict__["openapi"] = openapi


def _complete(document: dict[str, Any], advisor: Advisor, *, guarded: bool) -> None:
    components = document.setdefault("components", {})
    shapes = components.setdefault("schemas", {})
    for name, shape in _shapes().items():
        shapes.setdefault(name, shape)
    shown = answers(advisor)
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for name, names in _NAMES.get(operation["operationId"], {}).items():
                _close(operation["parameters"], name, list(names(advisor)))
            if operation["operationId"] in shown:
                _show(operation, shown[operation["operationId"]])
            _tell_of_gate(operation, guarded=guarded, is_open=path in OPEN)
    if guarded:
        components["securitySchemes"] = _KEYS


def _show(operation: dict[str, Any], answer: object) -> None:
    """Give an example of the answer."""
    (content,) = operation["responses"]["200"]["content"].values()
    content["example"] = answer


def _tell_of_gate(operation: dict[str, Any], *, guarded: bool, is_open: bool) -> None:
    """Describe how a request is turned away before its route is asked."""
    if is_open:
        return
    for status, refusal in documented(*([401] if guarded else []), 429, 503).items():
        operation["responses"][str(status)] = refusal
    if guarded:
        operation["security"] = [{name: []} for name in _KEYS]


def _close(parameters: list[dict[str, Any]], name: str, names: list[str]) -> None:
    """List the values that a parameter may take."""
    (schema,) = [each["schema"] for each in parameters if each["name"] == name]
    schema.get("items", schema)["enum"] = names


def _shapes() -> dict[str, Any]:
    _, whole = models_json_schema(
        [(model, "validation") for model in _READ] + [(ProblemDetails, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    shapes = dict(whole["$defs"])
    _leave_symbols(shapes)
    for model in ("LoggedRun", "Changes"):
        shapes[model]["properties"]["descriptor"] = {"$ref": "#/components/schemas/Descriptor"}
    fields = dict(_fields(shapes, shapes["Descriptor"], ""))
    shapes["Changes"]["properties"]["changes"] |= {
        "properties": {path: _or_null(shape) for path, shape in fields.items()},
        "additionalProperties": False,
    }  # fmt: skip
    shapes["LoggedRun"]["properties"]["kind"] = fields["history.kind"]
    return shapes


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return shape if "anyOf" in shape else {"anyOf": [shape, {"type": "null"}]}


def _leave_symbols(shape: Any) -> None:
    """Leave out the other names of symbols: all are taken, and none should be written anew."""
    if isinstance(shape, list):
        shape[:] = [
            each
            for each in shape
            if not (isinstance(each, dict) and each.get("description") == _OTHER_NAMES)
        ]
    if isinstance(shape, dict | list):
        for part in shape.values() if isinstance(shape, dict) else shape:
            _leave_symbols(part)


def _fields(
    shapes: Mapping[str, Any], section: Mapping[str, Any], within: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the shape of each field of a descriptor, by its dotted path."""
    for name, shape in section["properties"].items():
        inner = [each["$ref"] for each in shape.get("anyOf", ()) if "$ref" in each]
        if inner:
            yield from _fields(shapes, shapes[inner[0].rpartition("/")[2]], f"{within}{name}.")
        else:
            yield f"{within}{name}", shape

"""What the tools take, told so that an agent gets it right without reading anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal

from mcp_types import Tool
from pydantic import FailFast, Field

from advisor.descriptor import FIELDS, Descriptor
from advisor.descriptor import Field as DescriptorField
from advisor.mcp.answers import Form
from advisor.rulebase import RuleBase

__all__ = [
    "Columns",
    "Framework",
    "Kind",
    "Mapped",
    "Project",
    "RuleId",
    "Sources",
    "Spelled",
    "Topics",
    "Written",
    "with_names",
]

_FEW = 12
_SPAM = {"problem": {"task": "binary_classification"}, "model": {"loss": "mse"}}


def _sections() -> dict[str, object]:
    """Give the sections of a descriptor with their fields: the whole schema is ten times longer."""
    inner: dict[str, list[str]] = {}
    for field in FIELDS.values():
        section, _, name = field.path.partition(".")
        if name:
            inner.setdefault(section, []).append(name + _symbols(field))
    told: dict[str, object] = {"name": {"type": "string"}}
    for section, fields in inner.items():
        about = Descriptor.model_fields[section].description
        told[section] = {"type": "object", "description": f"{about}: {'; '.join(fields)}"}
    return told


def _symbols(field: DescriptorField) -> str:
    few = 0 < len(field.symbols) <= _FEW
    return f" ({', '.join(map(str, field.symbols)).lower()})" if few else ""


Spelled = Annotated[
    dict[str, Any],
    Field(
        description="What is known of the project, by section; leave out what is not known. A"
        " dotted name is a field of an inner object. Symbols of fields without a list: a wrong"
        " one is refused with the nearest, and open questions list them.",
        examples=[_SPAM],
        json_schema_extra={"properties": _sections()},
    ),
]
Project = Annotated[
    dict[str, Any],
    Field(
        description="What is known of the project, by section, with the fields of `advise`.",
        examples=[_SPAM],
    ),
]
Columns = Annotated[
    # One wrong value of a column tells enough; a log may hold a million.
    dict[str, Annotated[list[float | None], FailFast()]],
    Field(
        description="The columns of the log, each a list with a value an epoch; null for a gap.",
        examples=[{"loss": [2.3, 1.1, 0.7], "val_loss": [2.2, 1.3, 1.4]}],
    ),
]
Mapped = Annotated[
    dict[str, str] | None,
    Field(
        description="The column of each series that its name does not tell.",
        examples=[{"train_loss": "train/total"}],
    ),
]
Kind = Annotated[
    str | None,
    Field(
        description="What kind of run was logged, if known.",
        json_schema_extra={"enum": [*FIELDS["history.kind"].symbols, None]},
    ),
]
Written = Annotated[
    Form, Field(description="markdown to read and pass on, json to work with: it is far longer.")
]
RuleId = Annotated[
    str, Field(description="The id of a rule, as reports name it.", examples=["LL001"])
]
Topics = Annotated[list[str] | None, Field(description="Topics to speak of; all by default.")]
Sources = Annotated[
    list[str] | None, Field(description="Documents that may speak; all by default.")
]
Framework = Annotated[
    Literal["pytorch", "keras", "sklearn"] | None,
    Field(description="Show the advice as code of this framework too."),
]


_NAMES: Mapping[str, Callable[[RuleBase], Iterator[str]]] = {
    "topic": lambda rules: iter(rules.topics),
    "topics": lambda rules: iter(rules.topics),
    "sources": lambda rules: iter(rules.documents),
    "document": lambda rules: iter(dict.fromkeys(s.document for s in rules.statements.values())),
}
"""The names that an argument may take, from the rules that answer at the moment."""


def with_names(tool: Tool, rulebase: RuleBase) -> Tool:
    """Return a tool that lists the names its arguments may take."""
    given = {
        name: _closed(schema, list(_NAMES[name](rulebase))) if name in _NAMES else schema
        for name, schema in tool.input_schema["properties"].items()
    }
    return tool.model_copy(update={"input_schema": {**tool.input_schema, "properties": given}})


def _closed(schema: dict[str, Any], names: list[str]) -> dict[str, Any]:
    if schema.get("type") == "string":
        return {**schema, "enum": names}
    if "items" in schema:
        return {**schema, "items": _closed(schema["items"], names)}
    inner = schema.get("anyOf")
    return {**schema, "anyOf": [_closed(each, names) for each in inner]} if inner else schema

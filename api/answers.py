"""Write answers: JSON as it comes from the Advisor, and what the documents may be cached by."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import to_json

from advisor import Advisor, Report

__all__ = ["DiagnosisAnswer", "Health", "as_json", "cacheable"]


class RunAbout(BaseModel):
    """What was read of a log: the series of each column, and the columns without one."""

    name: str
    reader: str
    columns: dict[str, str]
    unused: list[str]
    notes: list[str]


class DiagnosisAnswer(BaseModel):
    """The diagnosis of one run, as ``Diagnosis.to_json`` writes it."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_version: int = Field(alias="schema")
    run: RunAbout
    symptoms: list[str]
    report: Report


class Health(BaseModel):
    """That the server answers, and with which rule base."""

    status: str
    version: str
    hash: str


def as_json(content: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON text."""
    return Response(content, media_type="application/json", headers=dict(headers or {}))


def cacheable(request: Request, advisor: Advisor, content: bytes | JsonValue | object) -> Response:
    """Answer with JSON that only the rule base decides; 304 to who has it already."""
    base = advisor.rulebase
    tag = f'W/"{base.version}-{base.hash}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    asked = request.headers.get("if-none-match", "")
    if any(_same(each, tag) for each in asked.split(",")):
        return Response(status_code=304, headers=headers)
    text = content if isinstance(content, bytes) else to_json(content, inf_nan_mode="strings")
    return as_json(text, headers)


def _same(given: str, tag: str) -> bool:
    bare = given.strip()
    return bare == "*" or bare.removeprefix("W/") == tag.removeprefix("W/")

"""The requests of a client, as a server of ours wants them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import JsonValue, TypeAdapter

from advisor.descriptor import Descriptor, DescriptorLike, read

__all__ = [
    "Request",
    "RunLike",
    "advise",
    "ask",
    "batch",
    "diagnose",
    "explain",
    "what_if",
    "why_not",
]

RunLike = Mapping[str, Iterable[object]] | str | PathLike[str]
"""The columns of a run, or the path of a log on this machine."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: where it goes and what it brings."""

    method: str
    path: str
    content: bytes | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, str] | None = None
    log: Path | None = None


def advise(
    descriptor: DescriptorLike,
    topics: Sequence[str] | None,
    sources: Sequence[str] | None,
    framework: str | None,
) -> Request:
    """Ask for advice on a project."""
    params = {"topics": topics, "sources": sources, "framework": framework and [framework]}
    told = {name: list(value) for name, value in params.items() if value is not None}
    return Request("POST", "/v1/advise", _text(descriptor), told)


def diagnose(
    run: RunLike,
    descriptor: DescriptorLike | None,
    kind: str | None,
    columns: Mapping[str, str] | None,
    sources: Sequence[str] | None,
) -> Request:
    """Ask for a diagnosis of columns, or of a log on this machine."""
    project = b"{}" if descriptor is None else _text(descriptor)
    params = {} if sources is None else {"sources": list(sources)}
    told: dict[str, Any] = {"kind": kind} if kind else {}
    if isinstance(run, Mapping):
        lists = {name: list(values) for name, values in run.items()}
        told |= {"run": {"columns": lists}, "descriptor": json.loads(project)}
        return Request("POST", "/v1/diagnose", _text(told | {"map": dict(columns or {})}), params)
    parts = {"descriptor": project.decode(), "map": json.dumps(dict(columns or {})), **told}
    return Request("POST", "/v1/diagnose", params=params, parts=parts, log=Path(run))


def ask(topic: str, facts: Mapping[str, object]) -> Request:
    """Ask one topic."""
    told = {name: _told(value) for name, value in facts.items() if value is not None}
    return Request("GET", f"/v1/ask/{quote(topic, safe='')}", params=told)


def what_if(descriptor: DescriptorLike, changes: Mapping[str, object]) -> Request:
    """Ask what changes would change."""
    body = {"descriptor": json.loads(_text(descriptor)), "changes": dict(changes)}
    return Request("POST", "/v1/what-if", _text(body))


def why_not(rule: str, descriptor: DescriptorLike) -> Request:
    """Ask which conditions of a rule hold."""
    return Request("POST", "/v1/why-not", _text(descriptor), {"rule": rule})


def explain(rule: str) -> Request:
    """Ask about one rule."""
    return Request("GET", f"/v1/rules/{quote(rule, safe='')}")


def batch(descriptors: Iterable[DescriptorLike]) -> Iterator[bytes]:
    """Write many projects, one a line."""
    return (b"%b\n" % _text(each).replace(b"\n", b" ") for each in descriptors)


def _text(value: object) -> bytes:
    """Write JSON; numbers that are not finite are written as the words that are read back."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str | PathLike):
        value = read(Path(value))
    if isinstance(value, Descriptor):
        value = value.model_dump(by_alias=True, exclude_unset=True)
    return TypeAdapter(JsonValue, config={"ser_json_inf_nan": "strings"}).dump_json(value)  # type: ignore[arg-type]


def _told(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(_told, value))
    return str(value).lower() if isinstance(value, bool) else str(value)

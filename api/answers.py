"""Write answers: JSON as it comes from the Advisor, and what the documents may be cached by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from fastapi import Request, Response
from pydantic import BaseModel, JsonValue
from pydantic_core import to_json
from starlette.datastructures import Headers

from advisor import Advisor

from .desk import Desk
from .memory import question

__all__ = ["Health", "as_json", "cacheable", "remembered", "tagged", "under_tag"]


class Health(BaseModel):
    """That the server answers, and with which rule base."""

    status: str
    version: str
    hash: str


def as_json(content: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with JSON text."""
    return Response(content, media_type="application/json", headers=dict(headers or {}))


def remembered(
    request: Request, advisor: Advisor, body: bytes, give: Callable[[], bytes]
) -> Response:
    """Answer with JSON that was given to the same question before, or ask."""
    memory = cast("Desk", request.app.state.desk).memory
    asked = question(advisor.rulebase.hash, request.scope, body)
    found = memory.get(asked)
    if found is not None:
        return as_json(found.content)
    content = give()
    memory.put(asked, content, request.scope["route"])
    return as_json(content)


def cacheable(request: Request, advisor: Advisor, content: bytes | JsonValue | object) -> Response:
    """Answer with JSON that only the rule base decides, and remember it."""
    text = content if isinstance(content, bytes) else to_json(content, inf_nan_mode="strings")
    asked = question(advisor.rulebase.hash, request.scope)
    cast("Desk", request.app.state.desk).memory.put(asked, text, request.scope["route"])
    return tagged(advisor, text, request.headers)


def tagged(advisor: Advisor, content: bytes, asked: Headers) -> Response:
    """Answer with JSON that is the same as long as the rule base is."""
    base = advisor.rulebase
    return under_tag(f"{base.version}-{base.hash}", content, "application/json", asked)


def under_tag(name: str, content: bytes, kind: str, asked: Headers) -> Response:
    """Answer with something whose tag is new whenever it changes.

    Who has it already, as the headers of the request say, is told so with 304.
    """
    tag = f'W/"{name}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    known = asked.getlist("if-none-match")
    if known and any(_same(each, tag) for each in ",".join(known).split(",")):
        return Response(status_code=304, headers={**headers, "vary": "Accept-Encoding"})
    return Response(content, media_type=kind, headers=headers)


def _same(given: str, tag: str) -> bool:
    bare = given.strip()
    return bare == "*" or bare.removeprefix("W/") == tag.removeprefix("W/")

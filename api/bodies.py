"""Read what a request brings: bounded, strict, with every problem named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import HTTPException
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from advisor.errors import did_you_mean, shortened
from advisor.source import Document, read_text

from .problems import ErrorItem, Objections, pointer

__all__ = [
    "Changes",
    "LoggedRun",
    "RunColumns",
    "announced_length",
    "check_unpacked",
    "read_body",
    "read_json",
]

AnyBody = TypeVar("AnyBody", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RunColumns(_Body):
    """The columns of a training log, each a list of values in the order of the epochs."""

    columns: dict[str, list[JsonValue]] = Field(min_length=1)


class LoggedRun(_Body):
    """A run to diagnose, by columns.

    ``kind`` is that of ``history.kind``, where it is known; ``map`` tells the column of a
    series where its name does not say what it holds.
    """

    run: RunColumns
    descriptor: dict[str, JsonValue] = {}
    kind: str | None = None
    map: dict[str, str] = {}


class Changes(_Body):
    """A descriptor and new values by dotted path; null takes a value or a section out."""

    descriptor: dict[str, JsonValue]
    changes: dict[str, JsonValue]


def check_unpacked(request: Request) -> None:
    """Refuse a packed body (415), which could unpack to any size."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        text = "send the body unpacked, without a content-encoding"
        raise HTTPException(415, text, {"accept-encoding": "identity"})


def announced_length(request: Request) -> int | None:
    """Return how many bytes the body is said to have, if it is said."""
    told = request.headers.get("content-length", "")
    return int(told) if told.isdecimal() else None


async def read_body(request: Request) -> bytes:
    """Read the whole body, or refuse it (413): unseen, if it says that it is too large."""
    check_unpacked(request)
    # The limit that FastAPI offers answers in plain text; ours is refused like anything else.
    limit = int(request.app.state.settings.max_body)
    too_large = HTTPException(413, f"the body is larger than {limit} bytes")
    if (announced_length(request) or 0) > limit:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large
    return bytes(body)


def read_json(raw: bytes, model: type[AnyBody]) -> tuple[AnyBody, Document]:
    """Read a body of a known shape; the document knows where in the text things stand.

    Raises:
        SourceError: The text is no JSON, or has a key twice.
        Refused: With everything that does not fit.
    """
    document = read_text(raw, name="<body>", format="json")
    try:
        return model.model_validate(document.data), document
    except ValidationError as error:
        known = list(model.model_fields)
        items = [_item(each, known, document) for each in error.errors()]
        raise Objections(items).refusal() from None


def _item(error: Mapping[str, Any], known: list[str], document: Document) -> ErrorItem:
    keys = tuple(error["loc"])
    strange = error["type"] == "extra_forbidden"
    message = str(error["msg"])
    if strange and len(keys) == 1:
        message = f"unknown member {shortened(str(keys[0]))!r}{did_you_mean(keys[0], known)}"
    place = document.locate(keys, key=strange)
    return ErrorItem(
        code=error["type"],
        message=message,
        path=".".join(map(str, keys)),
        pointer=pointer(keys),
        line=place.line,
        column=place.column,
    )

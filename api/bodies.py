"""Read what a request brings: bounded, strict, with every problem named."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import HTTPException, RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from pydantic_core import from_json

from advisor.errors import did_you_mean, shortened

__all__ = ["Changes", "LoggedRun", "RunColumns", "check_unpacked", "read_body", "read_json"]

AnyBody = TypeVar("AnyBody", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RunColumns(_Body):
    """The columns of a training log, each a list of values in the order of the epochs."""

    columns: dict[str, list[JsonValue]] = Field(min_length=1)


class LoggedRun(_Body):
    """A run to diagnose; ``kind`` is that of ``history.kind``, where it is known."""

    run: RunColumns
    descriptor: dict[str, JsonValue] = {}
    kind: str | None = None


class Changes(_Body):
    """A descriptor and new values by dotted path; null takes a value out."""

    descriptor: dict[str, JsonValue]
    changes: dict[str, JsonValue]


def check_unpacked(request: Request) -> None:
    """Refuse a packed body (415), which could unpack to any size."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HTTPException(415, "send the body unpacked, without a content-encoding")


async def read_body(request: Request) -> bytes:
    """Read the whole body, or refuse it (413) as soon as it is too large."""
    check_unpacked(request)
    # The limit that FastAPI offers answers in plain text; ours is refused like anything else.
    limit = int(request.app.state.settings.max_body)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise HTTPException(413, f"the body is larger than {limit} bytes")
    return bytes(body)


def read_json(raw: bytes, model: type[AnyBody]) -> AnyBody:
    """Read a body of a known shape.

    Raises:
        HTTPException: 400, the text is no JSON or has a key twice.
        RequestValidationError: 422, with everything that does not fit.
    """
    try:
        from_json(raw)
        data = json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"the body is not JSON: {shortened(str(error), 200)}") from None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        known = list(model.model_fields)
        raise RequestValidationError([_detail(each, known) for each in error.errors()]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({shortened(name) for name in names if names.count(name) > 1})
        raise ValueError(f"given more than once: {', '.join(twice)}")
    return data


def _detail(error: Any, known: list[str]) -> dict[str, object]:
    place = tuple(error["loc"])
    message = str(error["msg"])
    if error["type"] == "extra_forbidden" and len(place) == 1:
        message = f"unknown member {shortened(str(place[0]))!r}{did_you_mean(place[0], known)}"
    return {"type": error["type"], "loc": ("body", *place), "msg": message}

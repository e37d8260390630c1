"""What schemathesis has to be told of the API; SCHEMATHESIS_HOOKS names this module."""

from __future__ import annotations

from typing import Any

import schemathesis

__all__ = ["as_lines", "map_body"]


@schemathesis.serializer("application/x-ndjson")
def as_lines(ctx: schemathesis.SerializationContext, value: object) -> bytes:
    """Send lines as they are."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.hook
def map_body(ctx: schemathesis.HookContext, body: object) -> object:
    """Write whole numbers without a point.

    To JSON Schema 64.0 is an integer; a descriptor takes it for another number than 64.
    """
    return _without_point(body)


def _without_point(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _without_point(inner) for key, inner in part.items()}
    if isinstance(part, list):
        return [_without_point(inner) for inner in part]
    return int(part) if isinstance(part, float) and part.is_integer() else part

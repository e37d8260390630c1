"""Packed answers, for those who say that they take them."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

__all__ = ["Packing"]


class Packing(GZipMiddleware):
    """Packs answers as GZipMiddleware does, which takes even ``gzip;q=0`` for a wish."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say in plain words whether gzip is taken, and hand the request on."""
        if scope["type"] == "http":
            asked = Headers(scope=scope).getlist("accept-encoding")
            if asked and asked != ["gzip"]:
                wish = "gzip" if _takes_gzip(",".join(asked)) else "identity"
                headers = MutableHeaders(raw=list(scope["headers"]))
                del headers["accept-encoding"]
                headers["accept-encoding"] = wish
                scope["headers"] = headers.raw
        await super().__call__(scope, receive, send)


def _takes_gzip(asked: str) -> bool:
    """Read a header Accept-Encoding (RFC 9110, 12.5.3)."""
    weights: dict[str, bool] = {}
    for choice in asked.lower().split(","):
        coding, *parameters = (part.strip() for part in choice.split(";"))
        weights[coding] = not any(_is_zero(parameter) for parameter in parameters)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", False)))


def _is_zero(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and value.strip().rstrip("0").rstrip(".") in ("", "0")

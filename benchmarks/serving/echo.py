"""What the server is compared with: an empty FastAPI route and a bare ASGI application."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

__all__ = ["bare", "routed"]

routed = FastAPI(openapi_url=None)
"""One route that parses a JSON body and gives it back."""


@routed.post("/echo")
async def echo(body: dict[str, Any]) -> dict[str, Any]:
    """Give back what came."""
    return body


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Give back the bytes that came, without looking at them."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})

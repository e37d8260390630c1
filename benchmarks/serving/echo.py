"""What the server is compared with: an empty FastAPI route and a bare ASGI application."""

from __future__ import annotations

import socket
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send
from uvicorn.supervisors import Multiprocess

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


def main(application: str, port: str, workers: str) -> None:
    """Serve one of them as ours is served: answers are sent at once, however many processes."""
    listener = socket.create_server(("127.0.0.1", int(port)))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        f"benchmarks.serving.echo:{application}",
        workers=int(workers),
        log_level="warning",
        access_log=False,
    )
    if workers == "1":
        uvicorn.Server(config).run(sockets=[listener])
    else:
        Multiprocess(config, [listener]).run()


if __name__ == "__main__":
    main(*sys.argv[1:])

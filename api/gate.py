"""Who comes in: by key, not too many at once, and not for ever."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import respond
from .settings import Settings

__all__ = ["OPEN", "Gate", "digest"]

OPEN = ("/healthz", "/readyz")
"""Paths that need no key; who asks for them is never turned away."""

_WATCHED = "/metrics"
_RETRY_AFTER = {"retry-after": "1"}
_CHALLENGE = {"www-authenticate": "Bearer"}


def digest(key: str) -> str:
    """Return what is kept of a key: its SHA-256, in hexadecimal.

    Keys are long and random, so nothing slower is called for.
    """
    return hashlib.sha256(key.encode()).hexdigest()


class Gate:
    """Refuses requests without a key (401), beyond the limit (429) and beyond the time (503).

    The time ends when an answer begins; a stream then has that long for each line.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._keys = settings.api_keys
        self._limit = settings.max_requests
        self._seconds = settings.time_limit
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
        elif self._keys and not _known(Headers(scope=scope), self._keys):
            text = "a known API key is wanted, as `Authorization: Bearer KEY` or `X-API-Key: KEY`"
            await _refuse(scope, receive, send, 401, text, _CHALLENGE)
        elif scope["path"] == _WATCHED:  # numbers are wanted most when there is too much to do
            await self._app(scope, receive, send)
        elif self._inside >= self._limit:
            text = f"{self._limit} requests are being answered already; try again soon"
            await _refuse(scope, receive, send, 429, text, _RETRY_AFTER)
        else:
            self._inside += 1
            try:
                await self._in_time(scope, receive, send)
            finally:
                self._inside -= 1

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def begin(message: Message) -> None:
            nonlocal begun
            if not begun:
                begun = True
                clock.reschedule(None)
            await send(message)

        try:
            async with asyncio.timeout(self._seconds) as clock:
                await self._app(scope, receive, begin)
        except TimeoutError:
            if begun:
                raise
            text = f"not done within {self._seconds:g} seconds"
            await _refuse(scope, receive, send, 503, text, _RETRY_AFTER)


def _known(headers: Headers, keys: Collection[str]) -> bool:
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    given = headers.get("x-api-key") or (bearer.strip() if scheme.lower() == "bearer" else "")
    told = digest(given)
    # Every key is compared, whole, so that the time taken tells nothing of them.
    return sum(hmac.compare_digest(told, key) for key in keys) > 0


async def _refuse(
    scope: Scope, receive: Receive, send: Send, status: int, detail: str, headers: dict[str, str]
) -> None:
    await respond(Request(scope), status, detail, headers)(scope, receive, send)

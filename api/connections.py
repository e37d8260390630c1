"""Connections, around requests: not too many, no head without end, no client that is too slow."""

from __future__ import annotations

import asyncio
import resource
import socket
from functools import cache
from http import HTTPStatus
from importlib.util import find_spec
from typing import Any, cast

from h11 import SEND_BODY

from .problems import MEDIA_TYPE, details
from .settings import Settings

if find_spec("httptools"):
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as Protocol
else:
    from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol  # type: ignore[assignment]

__all__ = ["Connection", "SharingLoop"]

_LARGEST_HEAD = 65_536
_OTHER_FILES = 64
_ON_ITS_WAY = 1.0
_REFUSALS = {
    400: "the request is not HTTP, or not as HTTP wants it",
    408: "no whole head of a request came in time",
    431: f"the head of the request is larger than {_LARGEST_HEAD} bytes",
    503: "too many connections are open already; try again soon",
}


class Connection(Protocol):
    """A connection that is closed when too many are open (503) or the head of a request is bad.

    Bad is a head that takes too long (408), for which uvicorn waits for ever, or one that is too
    large (431). One whose client does not read is cut off, and so is one that goes on sending a
    body long after it was answered. The limits are those of the environment.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head = 0
        self._clock: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._leaving = False
        self._in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, or refuse to."""
        super().connection_made(transport)
        # asyncio does so only where the listener names its protocol, and ours came from outside.
        # Otherwise the body of an answer may wait 40 ms until the client says that it has the head.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if len(self.connections) > _limits()[0]:
            self._refuse(503)
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what comes to the parser, and look whether the head of a request is whole."""
        before = cast("Any", self.cycle)  # None until the first request
        answered = before is None or before.response_complete
        in_head = answered and not self._body_comes()
        if in_head:
            end = data.find(b"\r\n\r\n")
            self._head += len(data) if end < 0 else end
            if self._head > _LARGEST_HEAD:
                self._refuse(431)
                return
        super().data_received(data)
        if self.cycle is not before:
            self._stop()
            if self._leaving:
                self.cycle.keep_alive = False
        elif in_head:
            if self._clock is None:
                self._wait()
        elif answered:
            self._let_go(after=self._body_comes())

    def on_headers_complete(self) -> None:
        """Note that the head of a request is whole; httptools calls this."""
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that its body is whole; httptools calls this."""
        super().on_message_complete()
        self._in_body = False

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(400)

    def shutdown(self) -> None:
        """Leave, but not before an answer to who came in just now and has a request on its way."""
        if self.cycle is None and not self._leaving:
            self._leaving = True
            self.loop.call_later(_ON_ITS_WAY, self.shutdown)
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        """Wait until the client reads what it asked for, but not for ever."""
        self._unread = self.loop.call_later(_limits()[1], self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """Go on: the client reads."""
        self._read()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to wait."""
        self._stop()
        self._read()
        super().connection_lost(exc)

    def _read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _body_comes(self) -> bool:
        """Whether the rest of a body is still on its way."""
        other = getattr(self, "conn", None)  # of h11, which knows it itself
        return self._in_body if other is None else other.their_state is SEND_BODY

    def _let_go(self, *, after: bool) -> None:
        """Read on what was answered already, so that the client gets to the answer; not for ever.

        To close at once would reset the connection, and the answer would be lost with it.
        """
        if not after:
            self._stop()
        elif self._clock is None:
            self._clock = self.loop.call_later(_limits()[1], self.transport.close)

    def _wait(self) -> None:
        self._clock = self.loop.call_later(_limits()[1], self._refuse, 408)

    def _stop(self) -> None:
        self._head = 0
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _refuse(self, status: int) -> None:
        self._stop()
        if not self.transport.is_closing():
            self.transport.write(_refusal(status))
            self.transport.close()


@cache
def _refusal(status: int) -> bytes:
    """Write a refusal in the shape of all others; there is no request yet that it could name."""
    body = details(status, _REFUSALS[status]).encode()
    head = {
        "content-type": MEDIA_TYPE,
        "content-length": str(len(body)),
        "connection": "close",
        **({"retry-after": "1"} if status == 503 else {}),
    }
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in head.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class SharingLoop(asyncio.SelectorEventLoop):
    """A loop of one of several processes, which leaves the others their share of connections."""

    async def create_server(self, *arguments: Any, **named: Any) -> asyncio.Server:
        """Listen through a socket that gives one connection at a time."""
        given = named.get("sock")
        if given is not None:
            named["sock"] = _OneByOne(given.family, given.type, given.proto, given.detach())
        return await super().create_server(*arguments, **named)


class _OneByOne(socket.socket):
    """A listener that has nothing more to give after each connection, until it is asked anew.

    asyncio takes all connections that wait at once: when many come together, one process would
    have them all, and keep them, while the others have nothing to do.
    """

    _gave = False

    def accept(self) -> tuple[socket.socket, Any]:
        """Give a connection, or say that none waits."""
        if self._gave:
            self._gave = False
            raise BlockingIOError
        found = super().accept()
        self._gave = True
        return found


@cache
def _limits() -> tuple[int, float]:
    """Return how many connections may be open, and the seconds for the head of a request."""
    settings = Settings()
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(settings.max_connections, max(files - _OTHER_FILES, 1)), settings.time_limit

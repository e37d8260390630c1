"""Many descriptors in one request: a line in, a line out, none kept in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from tempfile import SpooledTemporaryFile

from fastapi import Request, Response
from pydantic_core import to_json
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from advisor import Advisor, AdvisorError, ProblemsError

from .problems import ErrorItem, items_of

__all__ = ["AnsweredLines"]

_IN_MEMORY = 1_048_576
_PIECE = 65_536
_DROP = 1.0


class AnsweredLines(Response):
    """Answers each line of a body in its place, while the body still comes in.

    A line is a descriptor as JSON; its answer holds ``line``, and ``report`` or ``problems``.
    Empty lines are counted and not answered. A body that stalls ends the answer.
    """

    media_type = "application/x-ndjson"

    def __init__(self, request: Request, advisor: Advisor) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._request = request
        self._advisor = advisor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read and write side by side."""
        settings = self._request.app.state.settings
        await send(
            {"type": "http.response.start", "status": 200, "headers": self.raw_headers},
        )
        with _Waiting(settings.time_limit, settings.max_log) as waiting:
            reading = asyncio.create_task(waiting.fill(self._request))
            try:
                async for text in _answers(waiting.pieces(), self._advisor, settings.max_body):
                    if waiting.gone:
                        return
                    await send({"type": "http.response.body", "body": text, "more_body": True})
            finally:
                reading.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Waiting:
    """The part of a body that came in and is not answered yet, beyond a little on the disk.

    Most clients send all before they read anything: what they send has to go somewhere. Where
    there is too much of it no more is taken until some of it is answered.
    """

    def __init__(self, seconds: float, room: int) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY, prefix="advisor-")  # noqa: SIM115
        self._seconds = seconds
        self._room = room
        self._came = asyncio.Event()
        self._empty = asyncio.Event()
        self._written = 0
        self._whole = False
        self.gone = False

    def __enter__(self) -> _Waiting:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    async def fill(self, request: Request) -> None:
        """Take in all that comes, and note when the client goes: nobody would read the answers."""
        try:
            async for chunk in request.stream():
                self._take(chunk)
                if self._written >= self._room:
                    self._empty.clear()
                    # Now and then a little is taken all the same: it is how one learns of it.
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._empty.wait(), _DROP)
            self._end()
            await request.receive()
        except ClientDisconnect:
            pass
        self.gone = True
        self._end()

    def _take(self, chunk: bytes) -> None:
        self._file.seek(self._written)
        self._file.write(chunk)
        self._written += len(chunk)
        self._came.set()

    def _end(self) -> None:
        self._whole = True
        self._came.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give what came, in order.

        Raises:
            TimeoutError: Nothing more came in time.
        """
        while True:
            read = 0
            while read < self._written:
                self._file.seek(read)
                piece = self._file.read(_PIECE)
                read += len(piece)
                yield piece
            self._file.seek(0)
            self._file.truncate()
            self._written = 0
            self._empty.set()
            if self._whole:
                return
            self._came.clear()
            await asyncio.wait_for(self._came.wait(), self._seconds)


async def _answers(
    pieces: AsyncIterator[bytes], advisor: Advisor, longest: int
) -> AsyncIterator[bytes]:
    number = 0
    try:
        async for line in _lines(pieces, longest):
            number += 1
            if line is None:
                text = f"longer than {longest} bytes"
                yield _problems(number, [ErrorItem(code="too_long", message=text)])
            elif line.strip():
                yield _answer(number, line, advisor)
                await asyncio.sleep(0)  # others wait, too
    except TimeoutError:
        text = "nothing more came in time; from here on no line is answered"
        yield _problems(number + 1, [ErrorItem(code="stalled", message=text)])


async def _lines(pieces: AsyncIterator[bytes], longest: int) -> AsyncIterator[bytes | None]:
    """Part what comes into lines; None stands for a line that is too long to be kept."""
    rest, skipping = bytearray(), False
    async for piece in pieces:
        begin = 0
        while (end := piece.find(b"\n", begin)) >= 0:
            rest += piece[begin:end]
            yield None if skipping or len(rest) > longest else bytes(rest)
            rest.clear()
            begin, skipping = end + 1, False
        rest += piece[begin:]
        if skipping or len(rest) > longest:
            rest.clear()
            skipping = True
    if rest or skipping:
        yield None if skipping else bytes(rest)


def _answer(number: int, line: bytes, advisor: Advisor) -> bytes:
    try:
        report = advisor.advise_json(line)
    except ProblemsError as error:
        return _problems(number, items_of(error))
    except AdvisorError as error:
        return _problems(number, [ErrorItem(code="refused", message=str(error))])
    return b'{"line":%d,"report":%b}\n' % (number, report)


def _problems(number: int, items: list[ErrorItem]) -> bytes:
    listed = [item.model_dump(exclude_none=True) for item in items]
    return b'{"line":%d,"problems":%b}\n' % (number, to_json(listed))

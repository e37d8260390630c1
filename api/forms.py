"""Read forms with files: bounded, whole, each part once and by a known name."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import Request
from fastapi.exceptions import HTTPException
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from advisor.errors import did_you_mean, shortened

from .bodies import announced_length, check_unpacked
from .problems import ErrorItem, Objections

__all__ = ["bytes_of", "check_parts", "file_of", "read_form"]

_MOST_PARTS = 16


@asynccontextmanager
async def read_form(request: Request, limit: int) -> AsyncIterator[FormData]:
    """Read a form of at most so many bytes; its files lie on the disk until the end.

    Raises:
        HTTPException: 415, it is packed; 411, its length is not told; 413, it is too large;
            400, it cannot be read, or ends too early.
    """
    check_unpacked(request)
    _check_length(request, limit)
    parser = _Parser(
        request.headers,
        request.stream(),
        max_files=_MOST_PARTS,
        max_fields=_MOST_PARTS,
        max_part_size=request.app.state.settings.max_body,
    )
    try:
        form = await parser.parse()
    except _TooLarge as error:
        raise HTTPException(413, error.message) from None
    except (MultiPartException, KeyError) as error:
        said = error.message if isinstance(error, MultiPartException) else "it has no media type"
        raise HTTPException(400, f"the form cannot be read: {said}") from None
    try:
        if not parser.whole:
            raise HTTPException(400, "the form ends before its closing boundary")
        yield form
    finally:
        parser.close()


def check_parts(form: FormData, known: Sequence[str]) -> Objections:
    """Object to parts that nobody asked for, and to those that come twice."""
    objections = Objections()
    for name, count in Counter(name for name, _ in form.multi_items()).items():
        said = shortened(name)
        if name not in known:
            text = f"unknown part {said!r}{did_you_mean(name, known)}"
            objections.add(ErrorItem(code="unknown_part", message=text, path=f"form.{said}"))
        elif count > 1:
            text = f"{said} is given more than once"
            objections.add(ErrorItem(code="given_twice", message=text, path=f"form.{said}"))
    return objections


def file_of(form: FormData, name: str, objections: Objections) -> UploadFile:
    """Return a part that has to be a file, and refuse the form if anything is wrong with it."""
    part = form.get(name)
    if not isinstance(part, UploadFile):
        text = f"{name} is wanted, a file"
        objections.add(ErrorItem(code="missing", message=text, path=f"form.{name}"))
    objections.refuse()
    assert isinstance(part, UploadFile)
    return part


async def bytes_of(form: FormData, name: str, limit: int) -> bytes | None:
    """Return what a part holds, whether it is a file or not; None if there is no such part."""
    part = form.get(name)
    if not isinstance(part, UploadFile):
        return None if part is None else part.encode()
    if (part.size or 0) > limit:
        raise HTTPException(413, f"the part {name!r} is larger than {limit} bytes")
    return await part.read()


def _check_length(request: Request, limit: int) -> None:
    """Refuse by the announced length; a form without one could fill the disk."""
    length = announced_length(request)
    if length is None:
        raise HTTPException(411, "say how long the form is: Content-Length is missing")
    if length > limit:
        raise HTTPException(413, f"the form is larger than {limit} bytes")


class _TooLarge(MultiPartException):
    """A part that is kept in memory is too large."""


class _Parser(MultiPartParser):
    """Knows whether the form was whole, and takes no text but UTF-8."""

    whole = False

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        part = self._current_part
        if part.file is None and len(part.data) + end - start > self.max_part_size:
            name = shortened(part.field_name)
            raise _TooLarge(f"the part {name!r} is larger than {self.max_part_size} bytes")
        super().on_part_data(data, start, end)

    def on_part_end(self) -> None:
        part = self._current_part
        if part.file is None:
            try:
                part.data.decode()
            except UnicodeDecodeError:
                name = shortened(part.field_name)
                raise MultiPartException(f"the part {name!r} is not UTF-8 text") from None
        super().on_part_end()

    def on_end(self) -> None:
        self.whole = True

    def close(self) -> None:
        """Let go of all files, those of unfinished parts too."""
        for file in self._files_to_close_on_error:
            file.close()

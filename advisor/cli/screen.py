"""Put results on standard output in the form that the other end can take."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from advisor.cli.group import drop, unwritten
from advisor.errors import AdvisorError
from advisor.report.page import ASCII, UNICODE, Line, Page
from advisor.report.terminal import render_color

__all__ = ["ascii_only", "emit", "new_page", "show", "wants_color", "width"]

_PIPE_WIDTH = 80
_WIDEST = 110


def wants_color() -> bool:
    """Tell whether standard output shall be coloured."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def width() -> int:
    """Return the columns to wrap to: those of the terminal, or 80 in a pipe."""
    if not sys.stdout.isatty():
        return _PIPE_WIDTH
    return min(shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns, _WIDEST)


def ascii_only(output: Path | None = None) -> bool:
    """Tell whether the output cannot show more than ASCII; a file is always UTF-8."""
    return output is None and _encoding() != "utf-8"


def new_page() -> Page:
    """Return an empty page of the width and the characters of standard output."""
    return Page(width(), ASCII if ascii_only() else UNICODE)


def show(lines: Sequence[Line]) -> None:
    """Print styled lines, coloured where colours are wanted."""
    if wants_color():
        _write(render_color(lines), None, color=True)
    else:
        emit("".join("".join(text for text, _ in line) + "\n" for line in lines))


def emit(text: str | bytes, output: Path | None = None) -> None:
    """Write a result to a file, or to standard output where no file is given.

    Bytes are written as they are; a text in the encoding of the other end.

    Raises:
        AdvisorError: it cannot be written there.
    """
    _write(text, output)


def _write(text: str | bytes, output: Path | None, *, color: bool | None = None) -> None:
    try:
        if output is not None:
            output.write_bytes(text.encode() if isinstance(text, str) else text)
            return
        if isinstance(text, str):
            encoding = _encoding()
            text = text.encode(encoding, "replace").decode(encoding)
        click.echo(text, nl=False, color=color)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if output is None:
            drop(sys.stdout)
        raise AdvisorError(unwritten(error, output)) from None


def _encoding() -> str:
    try:
        return codecs.lookup(sys.stdout.encoding or "ascii").name
    except LookupError:
        return "ascii"

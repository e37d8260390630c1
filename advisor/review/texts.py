"""The lines of a file as its author sees them, and the comments in them."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import InspectError
from advisor.inspect.find import PROGRAMS
from advisor.inspect.program.source import code_cells, program_text
from advisor.review.subjects import DESCRIPTORS
from advisor.source import split_lines

__all__ = ["TextLine", "comments_in", "lines_of"]

_NOTEBOOK = ".ipynb"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line with its 1-based number; in a notebook the number counts within the 1-based cell."""

    text: str
    number: int
    cell: int | None = None


def lines_of(path: Path) -> tuple[TextLine, ...]:
    """Return the lines of a descriptor, a program or a notebook; a model has none."""
    suffix = path.suffix.lower()
    if suffix not in PROGRAMS | DESCRIPTORS:
        return ()
    try:
        content = path.read_bytes()
        if suffix == _NOTEBOOK:
            cells = enumerate(code_cells(content, str(path)), 1)
            return tuple(line for cell, text in cells for line in _numbered(text, cell))
        if suffix == ".py":
            return tuple(_numbered(program_text(content, str(path)), None))
        return tuple(_numbered(content.decode("utf-8-sig"), None))
    except (OSError, UnicodeDecodeError, InspectError):
        return ()


def _numbered(text: str, cell: int | None) -> Iterator[TextLine]:
    for number, line in enumerate(split_lines(text), 1):
        yield TextLine(line, number, cell)


def comments_in(path: Path, lines: Sequence[TextLine]) -> Iterator[tuple[TextLine, int]]:
    """Give each line that may hold a comment, and the index where the comment begins.

    Args:
        path: The file; JSON has no comments.
        lines: Its lines.
    """
    suffix = path.suffix.lower()
    if suffix == ".py":
        yield from _tokenized(lines)
    elif suffix != ".json":
        yield from ((line, line.text.index("#")) for line in lines if "#" in line.text)


def _tokenized(lines: Sequence[TextLine]) -> Iterator[tuple[TextLine, int]]:
    # A number sign within a string begins no comment.
    text = io.StringIO("".join(f"{line.text}\n" for line in lines), newline="\n")
    try:
        for token in tokenize.generate_tokens(text.readline):
            if token.type == tokenize.COMMENT:
                yield lines[token.start[0] - 1], token.start[1]
    except (tokenize.TokenError, SyntaxError):
        return

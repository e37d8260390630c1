"""Open a text file for reading, or say why it is none."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from advisor.intake.run import refuse

__all__ = ["SAMPLE", "open_text", "sample"]

SAMPLE = 64 * 1024
"""How many bytes of a file are looked at to find out what it is."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def sample(path: Path) -> bytes:
    """Return the beginning of a file.

    Raises:
        IntakeError: The file is empty or may not be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise refuse("I001", "is no regular file", path)
        with path.open("rb") as file:
            head = file.read(SAMPLE)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise refuse("I001", f"cannot be read: {reason}", path) from None
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise refuse("I002", "the file is empty", path)
    return head


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """Open a text file in the encoding that its first bytes tell, UTF-8 otherwise.

    Raises:
        IntakeError: The file is no text, at the beginning or further on.
    """
    head = sample(path)
    encoding = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "utf-8")
    if encoding != "utf-16" and b"\x00" in head:
        raise refuse("I002", "the file is binary and of no kind that is known here", path)
    with path.open(encoding=encoding, newline="") as file:
        try:
            yield file
        except UnicodeError:
            message = "the file is no text: not UTF-8, nor UTF-16 with a mark"
            raise refuse("I002", message, path) from None

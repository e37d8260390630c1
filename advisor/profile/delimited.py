"""Delimited text: find delimiter and header, and say where a broken file breaks."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from advisor.profile.refusal import refuse

__all__ = ["Dialect", "explain_break", "sniff"]

_DELIMITERS = ",;\t|"
_HEAD = 1 << 20
_LOOKED_AT = 50
_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+,\d+\s*")
_NUMBER = re.compile(r"\s*[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?\s*")
_COLUMNS_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited text is written, and about how many bytes a row of it takes.

    ``written`` are the names of its columns with the blanks around them.
    """

    delimiter: str
    written: tuple[str, ...]
    names: tuple[str, ...]
    decimal_comma: bool
    row_bytes: float


def sniff(path: Path, head: bytes) -> Dialect:
    """Find out how a delimited text is written, from its beginning.

    Raises:
        TableError: It has no header, or one that names a column twice.
    """
    text = _decoded(path, head)
    if "\n" not in text and len(head) >= _HEAD:
        raise refuse("T002", "the first megabyte holds no end of a line: this is no table", path)
    lines = text.splitlines()
    lines = lines[:-1] if len(head) >= _HEAD else lines
    delimiter = max(_DELIMITERS, key=lambda mark: _agreement(lines[:_LOOKED_AT], mark))
    rows = list(islice(csv.reader(lines, delimiter=delimiter), _LOOKED_AT))
    names = tuple(name.strip() for name in rows[0])
    _check_header(path, names)
    decimal_comma = delimiter != "," and any(
        _DECIMAL_COMMA.fullmatch(cell) for row in rows[1:] for cell in row
    )
    return Dialect(delimiter, tuple(rows[0]), names, decimal_comma, len(text) / max(len(lines), 1))


def explain_break(path: Path, dialect: Dialect) -> tuple[str, int | None]:
    """Say what breaks a file, and in which line; called only after a reader gave up."""
    expected = len(dialect.names)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter=dialect.delimiter, strict=True)
            for row in rows:
                if len(row) > expected:
                    return f"{len(row)} cells where the header has {expected}", rows.line_num
    except UnicodeDecodeError:
        return "not UTF-8 text; convert it first, for instance with iconv", _line_of_bad_byte(path)
    except csv.Error:
        return "a quotation mark is not closed, or stands inside a cell", None
    return "the file breaks the form of delimited text", None


def _decoded(path: Path, head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse("T004", "UTF-16 text; convert it to UTF-8 first", path)
    if b"\x00" in head:
        raise refuse("T002", "a binary or encrypted file, of no kind that is known here", path)
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4 or len(head) < _HEAD:
            if _is_noise(head):
                message = "a binary or encrypted file, of no kind that is known here"
                raise refuse("T002", message, path) from None
            line = head.count(b"\n", 0, error.start) + 1
            message = "not UTF-8 text; convert it first, for instance with iconv"
            raise refuse("T004", message, path, line) from None
        return head.decode("utf-8-sig", "ignore")


def _is_noise(head: bytes) -> bool:
    """Whether bytes look drawn at random, as in an encrypted file, and not like some text."""
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head[:4096])
    return odd > len(head[:4096]) * 0.02


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Return in how many lines a delimiter gives as many cells as the first, and how many."""
    widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
    if not widths or widths[0] == 1:
        return 0, 0
    return Counter(widths)[widths[0]], widths[0]


def _check_header(path: Path, names: Sequence[str]) -> None:
    if len(names) > _COLUMNS_MOST:
        message = f"{len(names):,} columns; more than {_COLUMNS_MOST:,} are not profiled"
        raise refuse("T005", message, path, 1)
    given = [name for name in names if name]
    counted = given == [str(number) for number in range(len(given))]
    if not given or (not counted and all(_NUMBER.fullmatch(name) for name in given)):
        raise refuse("T005", "the first line holds no names of columns; add a header", path, 1)
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        shown = ", ".join(map(repr, twice[:3]))
        raise refuse("T005", f"columns have the same name: {shown}", path, 1)


def _line_of_bad_byte(path: Path) -> int | None:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return None

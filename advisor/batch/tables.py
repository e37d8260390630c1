"""Read tables whose columns are named as the fields of a descriptor: ``problem.task``."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from advisor.batch.items import Item, Position
from advisor.batch.packing import is_packed, opened
from advisor.descriptor import FIELDS
from advisor.errors import AdvisorError, did_you_mean, shortened
from advisor.source import SIZE_LIMIT

__all__ = ["ColumnTable", "CsvTable"]

_SLICE = 1024
_WORDS = {"true": True, "false": False}
_LISTS = frozenset({"symbols", "integers", "series"})


class CsvTable:
    """CSV with a header; empty cells say nothing, lists are JSON or parted by semicolons."""

    def __init__(self, path: Path) -> None:
        """Read the header.

        Raises:
            AdvisorError: it is missing, or a column names no field.
        """
        self._path = path
        self._size = path.stat().st_size
        self._packed = is_packed(path)
        self.fraction: float | None = None
        csv.field_size_limit(SIZE_LIMIT)
        with opened(path) as stream:
            self._columns = next(csv.reader(_Lines(stream)), [])
        _check_columns(str(path), self._columns)

    def items(self, start: Position) -> Iterator[Item]:
        """Read row by row; the rows before the start are read over."""
        with opened(self._path) as stream:
            lines = _Lines(stream)
            reader = csv.reader(lines)
            next(reader)
            number = 0
            while True:
                lines.taken.clear()
                cells, problem = _next_row(reader)
                if cells is None:
                    return
                if not cells and problem is None:
                    continue
                number += 1
                if number > start.offset:
                    if self._size and not self._packed:
                        self.fraction = min(lines.read / self._size, 1.0)
                    after = Position(start.source, number, number)
                    yield self._item(after, cells, b"".join(lines.taken), problem)

    def _item(self, after: Position, cells: list[str], raw: bytes, problem: str | None) -> Item:
        if problem is None and len(cells) != len(self._columns):
            problem = f"has {len(cells)} cells where the header has {len(self._columns)}"
        if problem is None and not _is_utf8(raw):
            problem = "not UTF-8 text"
        name, number, shown = str(self._path), after.line, raw.rstrip(b"\r\n")
        if problem is not None:
            return Item(name, number, shown, after, problem=problem)
        given = zip(self._columns, cells, strict=True)
        row = {path: _typed(path, cell) for path, cell in given if cell.strip()}
        return Item(name, number, shown, after, text=_nested_json(row))


class ColumnTable:
    """Parquet or Arrow, through polars; a null says nothing."""

    def __init__(self, path: Path) -> None:
        """Read the schema.

        Raises:
            AdvisorError: polars is not installed, the file is broken or a column unknown.
        """
        try:
            import polars
        except ImportError:
            message = f"reading {path.suffix} needs polars: pip install 'nn-advisor[parquet]'"
            raise AdvisorError(message) from None
        self._path = path
        self.fraction: float | None = 0.0
        try:
            scan = polars.scan_ipc if path.suffix.lower() == ".arrow" else polars.scan_parquet
            self._table: Any = scan(path, glob=False)
            columns = self._table.collect_schema().names()
            self._rows = self._table.select(polars.len()).collect().item()
        except (polars.exceptions.PolarsError, OSError) as error:
            raise AdvisorError(f"{path}: cannot be read as a table: {error}") from None
        _check_columns(str(path), columns)

    def items(self, start: Position) -> Iterator[Item]:
        """Read slice by slice."""
        for begin in range(start.offset, self._rows, _SLICE):
            rows = self._table.slice(begin, _SLICE).collect().iter_rows(named=True)
            for number, row in enumerate(rows, start=begin + 1):
                self.fraction = number / self._rows
                yield self._item(Position(start.source, number, number), row)

    def _item(self, after: Position, row: Mapping[str, object]) -> Item:
        said = {path: value for path, value in row.items() if value is not None}
        try:
            text = _nested_json(said)
        except (TypeError, ValueError) as error:
            raw = json.dumps(said, default=str).encode()
            return Item(str(self._path), after.line, raw, after, problem=f"wrong type: {error}")
        return Item(str(self._path), after.line, text, after)


class _Lines:
    """Lines of a stream as text, with the bytes of those taken since the last row."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.taken: list[bytes] = []
        self.read = 0

    def __iter__(self) -> Iterator[str]:
        while raw := self._stream.readline(SIZE_LIMIT):
            self.taken.append(raw)
            text = raw if self.read else raw.removeprefix(b"\xef\xbb\xbf")
            self.read += len(raw)
            yield text.decode("utf-8", "surrogateescape")


def _next_row(reader: Iterator[list[str]]) -> tuple[list[str] | None, str | None]:
    try:
        return next(reader, None), None
    except csv.Error as error:
        return [], f"not a row of CSV: {error}"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _check_columns(name: str, columns: Iterable[str]) -> None:
    columns = list(columns)
    if not columns:
        raise AdvisorError(f"{name}: the table is empty; its header must name fields")
    for number, column in enumerate(columns):
        if column in columns[:number]:
            raise AdvisorError(f"{name}: two columns are named {shortened(column)!r}")
        if column not in FIELDS:
            near = did_you_mean(column, FIELDS)
            raise AdvisorError(f"{name}: the column {shortened(column)!r} is no field{near}")


def _typed(path: str, cell: str) -> object:
    kind = FIELDS[path].kind
    text = cell.strip()
    if kind in _LISTS and not text.startswith("["):
        return [_scalar(part.strip(), kind) for part in text.split(";")]
    return _scalar(text, kind)


def _scalar(text: str, kind: str) -> object:
    if kind in ("text", "symbol") or (kind == "symbols" and not text.startswith("[")):
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        return json.loads(text)
    except ValueError:
        return text  # the descriptor will say what it expects there


def _nested_json(row: Mapping[str, object]) -> bytes:
    data: dict[str, Any] = {}
    for path, value in row.items():
        *sections, last = path.split(".")
        inner = data
        for section in sections:
            inner = inner.setdefault(section, {})
        inner[last] = value
    return json.dumps(data, ensure_ascii=False).encode()

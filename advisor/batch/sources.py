"""Read the inputs of a batch as numbered items, from any position on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from advisor.batch.items import Item, Position
from advisor.batch.packing import is_packed, opened, unpacked_suffix, unpacking_errors
from advisor.errors import AdvisorError
from advisor.source import SIZE_LIMIT, Format

__all__ = ["FolderSource", "Inputs", "LineSource", "Source", "file_item", "source_of"]

_BOM = b"\xef\xbb\xbf"
_PIECE = 1 << 20
_SHOWN = 1000
_FORMATS: dict[str, Format] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".toml": "toml",
}


_TABLES = (".csv", ".parquet", ".arrow")


class Source(Protocol):
    """One input: it can be read from a position on, and knows how much of it is read."""

    fraction: float | None

    def items(self, start: Position) -> Iterator[Item]:
        """Read on from a position; the ``source`` of all positions is that of this one."""
        ...


class Inputs:
    """Several inputs, read one after another."""

    def __init__(self, names: Sequence[str]) -> None:
        """Look at the inputs, so that one that cannot be used is refused before work begins.

        Raises:
            AdvisorError: an input does not exist, is named twice, or has unknown columns.
        """
        places = [name if name == "-" else Path(name).resolve() for name in names]
        for number, place in enumerate(places):
            if place in places[:number]:
                raise AdvisorError(f"{names[number]}: is named twice among the inputs")
        self._sources = [source_of(name) for name in names]
        self._names = names
        self._now = 0

    @property
    def fraction(self) -> float | None:
        """The share of the inputs that is read, or None where nobody can know."""
        if self._now >= len(self._sources):
            return 1.0
        inner = self._sources[self._now].fraction
        return None if inner is None else (self._now + inner) / len(self._sources)

    def items(self, start: Position) -> Iterator[Item]:
        """Read all inputs from a position on.

        Raises:
            AdvisorError: an input breaks off or cannot be read further.
        """
        broken: tuple[type[Exception], ...] = (OSError, *unpacking_errors())
        for number in range(start.source, len(self._sources)):
            self._now = number
            begin = start if number == start.source else Position(number)
            try:
                yield from self._sources[number].items(begin)
            except broken as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise AdvisorError(f"{self._names[number]}: cannot be read: {reason}") from None
        self._now = len(self._sources)


class LineSource:
    """JSON Lines: of a file, packed or not, or of standard input for ``-``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._size = 0 if name == "-" else Path(name).stat().st_size
        self._packed = is_packed(Path(name))
        self.fraction: float | None = None

    def items(self, start: Position) -> Iterator[Item]:
        """Read line by line; blank lines are counted and left out."""
        if self._name == "-":
            yield from self._lines(sys.stdin.buffer, start)
            return
        with opened(Path(self._name)) as stream:
            yield from self._lines(stream, start)

    def _lines(self, stream: BinaryIO, start: Position) -> Iterator[Item]:
        _skip(stream, start.offset)
        line, offset = start.line, start.offset
        while raw := stream.readline(SIZE_LIMIT + 2):
            length = len(raw)
            if length > SIZE_LIMIT and not raw.endswith(b"\n"):
                length += _rest_of_line(stream)
            problem = f"too large: more than {SIZE_LIMIT:,} bytes" if length > len(raw) else None
            text = raw[:_SHOWN] if problem else raw.rstrip(b"\r\n")
            text = text.removeprefix(_BOM) if offset == 0 else text
            line, offset = line + 1, offset + length
            if self._size and not self._packed:
                self.fraction = min(offset / self._size, 1.0)
            if text and not text.isspace():
                yield Item(
                    self._name, line, text, Position(start.source, line, offset), problem=problem
                )


class FolderSource:
    """Descriptors in files of their own, in the order of their paths."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files = sorted(files)
        self.fraction: float | None = 0.0

    def items(self, start: Position) -> Iterator[Item]:
        """Read file by file; one that cannot be read is an item with a problem."""
        for number in range(start.offset, len(self._files)):
            self.fraction = (number + 1) / len(self._files)
            after = Position(start.source, number + 1, number + 1)
            yield file_item(self._files[number], 1, after)


def file_item(path: Path, line: int, after: Position) -> Item:
    """Read the file of one descriptor; where that fails, the item says why."""
    name = str(path).encode("utf-8", "backslashreplace").decode()
    raw, problem = _content(path)
    form = _FORMATS.get(path.suffix.lower(), "yaml")
    return Item(name, line, raw, after, format=form, problem=problem)


def source_of(name: str) -> Source:
    """Choose how to read an input: by its suffix, and JSON Lines where that tells nothing.

    Raises:
        AdvisorError: it does not exist or cannot be used.
    """
    path = Path(name)
    if name == "-":
        return LineSource(name)
    try:
        if path.is_dir():
            return _folder(path)
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise AdvisorError(f"{name}: {getattr(error, 'strerror', None) or error}") from None
    suffix = unpacked_suffix(path)
    if suffix in _FORMATS and path.suffix.lower() == suffix:
        return FolderSource([path])
    return _table(path, suffix) if suffix in _TABLES else LineSource(name)


def _table(path: Path, suffix: str) -> Source:
    from advisor.batch.tables import ColumnTable, CsvTable  # they load the descriptor's fields

    if suffix == ".csv":
        return CsvTable(path)
    if is_packed(path):
        raise AdvisorError(f"{path}: a {suffix} file is packed within; unpack the file itself")
    return ColumnTable(path)


def _folder(path: Path) -> FolderSource:
    found = [file for file in path.rglob("*") if file.suffix.lower() in _FORMATS]
    files = [file for file in found if not file.is_dir()]
    if not files:
        raise AdvisorError(f"{path}: holds no descriptor (.yaml, .yml, .json, .toml)")
    return FolderSource(files)


def _content(path: Path) -> tuple[bytes, str | None]:
    try:
        with path.open("rb") as stream:
            raw = stream.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return b"", f"cannot be read: {reason.lower()}"
    if len(raw) > SIZE_LIMIT:
        return raw[:_SHOWN], f"too large: more than {SIZE_LIMIT:,} bytes"
    return raw, None


def _skip(stream: BinaryIO, count: int) -> None:
    """Pass over what an earlier run has done; a pipe can only be read."""
    if count and stream.seekable():
        stream.seek(count)
        return
    while count > 0 and (piece := stream.read(min(count, _PIECE))):
        count -= len(piece)


def _rest_of_line(stream: BinaryIO) -> int:
    length = 0
    while piece := stream.readline(_PIECE):
        length += len(piece)
        if piece.endswith(b"\n"):
            break
    return length

"""Read tables: CSV in its dialects, JSON Lines, JSON."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from pathlib import Path

from advisor.intake.run import Row, Sheet, refuse
from advisor.intake.text import open_text, sample

__all__ = [
    "flat",
    "is_json_lines",
    "load_json",
    "read_delimited",
    "read_json",
    "read_json_lines",
    "sheet_of_columns",
]

_DELIMITERS = ",\t;|"
_DECIMAL = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+")
_LARGEST_JSON = 256 * 1024 * 1024
_BEGINNING = 50
_SPARSE = 4
"""With fewer rows, a column of half as many may as well be one that was not finished."""

_CUT = "The last line is cut short, as of a log that is still written, and left out."


def read_delimited(path: Path) -> Sheet:
    """Read a table with a header: comma, tab, semicolon, bar or blanks between its cells."""
    delimiter, header, skipped = _header(path)
    names = tuple(name.strip() for name in header)
    notes: list[str] = []
    return Sheet(
        name=str(path),
        reader="csv",
        columns=tuple(name for name in names if name),
        rows=_delimited_rows(path, delimiter, names, skipped, notes),
        notes=notes,
    )


def read_json_lines(path: Path) -> Sheet:
    """Read one JSON object a line; columns that come up later count too."""
    names: dict[str, None] = {}
    notes: list[str] = []
    for _, cells in _json_rows(path, []):
        names.update(dict.fromkeys(cells))
    return Sheet(str(path), "jsonl", tuple(names), _json_rows(path, notes), notes=notes)


def read_json(path: Path) -> Sheet:
    """Read a JSON list of objects, or an object of lists such as a Keras history."""
    data = load_json(path)
    if isinstance(data, Mapping):
        tables = [data, *(inner for inner in data.values() if isinstance(inner, Mapping))]
        for table in tables:
            lists = {name: cells for name, value in table.items() if (cells := _column(value))}
            if len(lists) == 1 and all(isinstance(row, Mapping) for row in (*lists.values(),)[0]):
                data = (*lists.values(),)[0]
                break
            if lists:
                return sheet_of_columns(lists, str(path))
        else:
            data = [data]
    if isinstance(data, list) and data and all(isinstance(row, Mapping) for row in data):
        rows = [flat(row) for row in data]
        names = tuple(dict.fromkeys(chain.from_iterable(rows)))
        return Sheet(str(path), "json", names, [(None, row) for row in rows])
    message = "the JSON is no log: neither a list of objects nor an object of lists"
    raise refuse("I003", message, path)


def _column(value: object) -> list[object]:
    """Return the cells of a column: a list, or an object that numbers its rows as pandas does."""
    if isinstance(value, Mapping) and all(str(row).isdecimal() for row in value):
        return list(value.values())
    return value if isinstance(value, list) else []


def is_json_lines(head: bytes) -> bool:
    """Whether a text that begins as JSON holds one object a line."""
    first, _, rest = head.strip().partition(b"\n")
    try:
        return isinstance(json.loads(first), dict) and rest.lstrip().startswith(b"{")
    except (ValueError, RecursionError):
        return False


def sheet_of_columns(columns: Mapping[str, Sequence[object]], name: str) -> Sheet:
    """Make a sheet of columns of values; shorter ones end earlier, or are put in every nth row."""
    length = max((len(values) for values in columns.values()), default=0)
    notes: list[str] = []
    spread = {key: _spread(key, values, length, notes) for key, values in columns.items()}
    rows = (
        (None, {name: values[row] for name, values in spread.items() if row < len(values)})
        for row in range(length)
    )
    return Sheet(name, "json", tuple(map(str, columns)), rows, notes=notes)


def _spread(name: str, values: Sequence[object], length: int, notes: list[str]) -> Sequence[object]:
    """Put values that were measured every few epochs, as Keras may validate, into their rows."""
    every = length // len(values) if values else 1
    if every < 2 or length % len(values) or length < _SPARSE:
        return values
    notes.append(f"{name} has one value for every {every} rows, and is put there.")
    rows: list[object] = [None] * length
    rows[every - 1 :: every] = values
    return rows


def load_json(path: Path) -> object:
    """Return what a JSON file holds.

    Raises:
        IntakeError: The file is too large to be read whole, or breaks the syntax.
    """
    if path.stat().st_size > _LARGEST_JSON:
        raise refuse("I002", "more than 256 MB of JSON; write one object a line instead", path)
    with open_text(path) as file:
        try:
            return json.load(file)
        except json.JSONDecodeError as error:
            message = f"broken or unfinished JSON: {error.msg.lower()}"
            raise refuse("I006", message, path, error.lineno) from None
        except RecursionError:
            raise refuse("I006", "the JSON is nested too deeply", path) from None


def flat(row: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Return the single values of nested objects under names joined by a slash."""
    found: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}/")
        elif value is None or isinstance(value, str | int | float):
            found[f"{prefix}{name}"] = value
    return found


def _json_rows(path: Path, notes: list[str]) -> Iterator[Row]:
    with open_text(path) as file:
        broken = None
        for number, line in enumerate(file, start=1):
            if broken is not None:
                raise broken
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                # The last line may still be being written.
                broken = refuse("I006", f"the line is no JSON object: {error}", path, number)
                continue
            if not isinstance(row, Mapping):
                raise refuse("I006", "the line holds no object of names and values", path, number)
            yield number, flat(row)
        if broken is not None:
            notes.append(_CUT)


def _header(path: Path) -> tuple[str | None, list[str], int]:
    """Return the delimiter, the cells of the header and how many lines stand before its end."""
    with open_text(path) as file:
        for number, line in enumerate(file, start=1):
            text = line.strip()
            if text and not text.startswith("#"):
                break
            if number >= _BEGINNING:
                break
        else:
            raise refuse("I002", "the file holds nothing but comments", path)
    counts = {delimiter: text.count(delimiter) for delimiter in _DELIMITERS}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    delimiter = best if counts[best] else None
    header = next(csv.reader([text], delimiter=best)) if delimiter else text.split()
    if not any(_is_name(name) for name in header):
        message = "the first line holds no names of columns; a header is needed"
        raise refuse("I003", message, path, number)
    return delimiter, header, number


def _with_point(cell: str, settled: Callable[[], bool], path: Path, line: int) -> str:
    """Return a number with a point for its decimal comma; a text stays as it is.

    Raises:
        IntakeError: The comma may as well stand between thousands.
    """
    if "," not in cell:
        return cell
    if _THOUSANDS.fullmatch(cell.strip()) and not settled():
        message = f"{cell!r}: does the comma stand before a fraction or between thousands?"
        raise refuse("I006", message, path, line)
    return cell.replace(",", ".") if _DECIMAL.fullmatch(cell.strip()) else cell


def _has_decimal_commas(path: Path) -> bool:
    """Whether near the beginning of a file there is a comma that can only be a decimal one."""
    cells = re.split(r"[;\t\r\n]", sample(path).decode("utf-8", "replace"))
    return any(_DECIMAL.fullmatch(cell) and not _THOUSANDS.fullmatch(cell) for cell in cells)


def _is_name(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return bool(cell.strip())
    return False


def _is_between(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a line holds no values: blank, a comment, or the header that is written again."""
    first = cells[0].strip() if cells else ""
    if not first:
        return not any(map(str.strip, cells))
    return first[0] == "#" or (first == names[0] and [*map(str.strip, cells)] == [*names])


def _delimited_rows(
    path: Path, delimiter: str | None, names: Sequence[str], skipped: int, notes: list[str]
) -> Iterator[Row]:
    # Where cells are parted by something else, a comma inside a number can only be decimal.
    settled = cache(partial(_has_decimal_commas, path))
    decimal_comma = delimiter in (";", "\t")
    with open_text(path) as file:
        for _ in range(skipped):
            next(file)
        lines = csv.reader(file, delimiter=delimiter) if delimiter else map(str.split, file)
        short: tuple[int, int] | None = None
        number = skipped
        try:
            for number, cells in enumerate(lines, start=skipped + 1):
                if _is_between(cells, names):
                    continue
                if short is not None:
                    what = f"{short[1]} cells where the header has {len(names)}"
                    raise refuse("I006", what, path, short[0])
                if len(cells) != len(names):
                    # Only the last line may be unfinished.
                    short = number, len(cells)
                    continue
                if decimal_comma:
                    cells = [_with_point(cell, settled, path, number) for cell in cells]
                yield number, dict(zip(names, cells, strict=True))
        except csv.Error as error:
            raise refuse("I006", str(error), path, number + 1) from None
        if short is not None:
            notes.append(_CUT)

"""Read TOML strictly, and find the places of its keys as well as a search of lines can."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import cached_property

from advisor.errors import Location, Problem, SourceError
from advisor.source.document import DEPTH_LIMIT, Document, Place, deeper_than
from advisor.source.scalars import DIGIT_LIMIT

__all__ = ["read_toml"]

_NAME = r"(?:[A-Za-z0-9_-]++|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')"
_KEYS = rf"{_NAME}(?:[ \t]*+\.[ \t]*+{_NAME})*+"
_HEADER = re.compile(rf"[ \t]*+\[(\[?)[ \t]*+({_KEYS})[ \t]*+\]")
_ENTRY = re.compile(rf"[ \t]*+({_KEYS})[ \t]*+=[ \t]*+")
_DECIMAL = re.compile(r"(?<![\w.])[0-9_]++\.[0-9_]++(?:[eE][-+]?[0-9]++)?(?![\w.])")
_NAMES = re.compile(_NAME)
_WHERE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_TWICE = ("overwrite", "twice", "duplicate", "redefine")

Path = tuple[str | int, ...]


def read_toml(text: str, name: str) -> Document:
    """Read TOML; dates are kept as text.

    Raises:
        SourceError: what is wrong with the text.
    """
    places = _Places(text)
    too_deep = Problem("Y011", f"nested deeper than {DEPTH_LIMIT}", location=Location(name))
    if line := _dotted_line(text):
        raise SourceError([Problem("Y011", too_deep.message, location=Location(name, line))])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError([_syntax(error, name)]) from None
    except RecursionError:
        raise SourceError([too_deep]) from None
    except ValueError:
        message = f"a number with more than {DIGIT_LIMIT} digits"
        raise SourceError([Problem("Y005", message, location=Location(name))]) from None
    if deeper_than(DEPTH_LIMIT, data):
        raise SourceError([too_deep])
    return Document(name, {key: _dates_as_text(value) for key, value in data.items()}, places.find)


def _dotted_line(text: str) -> int | None:
    """Return the first line with a very long dotted key, over which the parser would sit long."""
    for number, line in enumerate(text.split("\n"), 1):
        dots = line.count(".")
        if dots > DEPTH_LIMIT and dots - len(_DECIMAL.findall(line)) > DEPTH_LIMIT:
            return number
    return None


def _syntax(error: tomllib.TOMLDecodeError, name: str) -> Problem:
    match = _WHERE.fullmatch(str(error))
    said, line, column = match.groups() if match else (str(error), None, None)
    where = Location(name, int(line), int(column)) if line and column else Location(name)
    code = "Y006" if any(word in said for word in _TWICE) else "Y005"
    return Problem(code, f"not valid TOML: {said[:1].lower()}{said[1:]}", location=where)


def _dates_as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: _dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


class _Places:
    """Where keys and tables stand, by a look at each line."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def index(self) -> dict[Path, tuple[Place, Place]]:
        """Path -> places of its key and of its value; the first of several wins."""
        found: dict[Path, tuple[Place, Place]] = {}
        for path, key, value in self._lines():
            found.setdefault(path, (key, value))
        return found

    def find(self, path: Sequence[str | int], key: bool) -> Place:
        """Return the place of a path, or of the nearest outer one that has a line."""
        for length in range(len(path), 0, -1):
            places = self.index.get(tuple(path[:length]))
            if places:
                return places[0] if key and length == len(path) else places[1]
        return (1, 1)

    def _lines(self) -> Iterator[tuple[Path, Place, Place]]:
        table: Path = ()
        counts: dict[Path, int] = {}
        for number, line in enumerate(self._text.split("\n"), 1):
            if header := _HEADER.match(line):
                table = _names(header[2])
                place = (number, header.start(2) + 1)
                yield table, place, place
                if header[1]:
                    counts[table] = counts.get(table, -1) + 1
                    table = (*table, counts[table])
            elif entry := _ENTRY.match(line):
                names = _names(entry[1])
                places = (number, entry.start(1) + 1), (number, entry.end() + 1)
                yield (*table, *names), *places


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _NAMES.findall(dotted))

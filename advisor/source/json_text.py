"""Read JSON strictly, and find places in it when somebody asks."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NoReturn

from advisor.errors import Location, Problem, SourceError
from advisor.source.document import DEPTH_LIMIT, Document, Node, Place, no_mapping
from advisor.source.scalars import DIGIT_LIMIT

__all__ = ["read_json"]

PROBLEM_LIMIT = 100
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+'
_BRACKET = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
_TOKEN = re.compile(rf'{_STRING}|[\[\]{{}}:]|[^\s\[\]{{}}:,"]++', re.DOTALL)
_LONG_NUMBER = re.compile(rf"{_STRING}|[0-9]{{{DIGIT_LIMIT + 1},}}+", re.DOTALL)


class _LongNumber(Exception):
    """A whole number has too many digits."""


def read_json(text: str, name: str) -> Document:
    """Read JSON whose top level is an object; NaN and Infinity are taken as numbers.

    Raises:
        SourceError: all that is wrong with the text.
    """
    places = _Places(text)
    _refuse_depth(text, name, places)
    twice: list[str] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice.append("")
        return found

    try:
        data = json.loads(text, object_pairs_hook=once, parse_int=_integer)
    except json.JSONDecodeError as error:
        where = Location(name, error.lineno, error.colno)
        said = f"{error.msg[:1].lower()}{error.msg[1:]}"
        _refuse("Y005", f"not valid JSON: {said}", where)
    except _LongNumber:
        where = Location(name, *places.at(_long_number(text)))
        _refuse("Y005", f"a number with more than {DIGIT_LIMIT} digits", where)
    if twice:
        raise SourceError(_duplicates(name, places))
    if not isinstance(data, dict):
        where = Location(name, *places.root.place)
        _refuse("Y013", no_mapping(data), where)
    return Document(name, data, places.find)


def _refuse(code: str, message: str, location: Location) -> NoReturn:
    raise SourceError([Problem(code, message, location=location)]) from None


def _integer(digits: str) -> int:
    if len(digits) > DIGIT_LIMIT:
        raise _LongNumber
    return int(digits)


def _long_number(text: str) -> int:
    return next(m.start() for m in _LONG_NUMBER.finditer(text) if m[0][0] != '"')


def _refuse_depth(text: str, name: str, places: _Places) -> None:
    if text.count("[") + text.count("{") <= DEPTH_LIMIT:
        return
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > DEPTH_LIMIT:
            where = Location(name, *places.at(match.start()))
            _refuse("Y011", f"nested deeper than {DEPTH_LIMIT}", where)


def _duplicates(name: str, places: _Places) -> list[Problem]:
    found = []
    for path, first, second in places.duplicates()[:PROBLEM_LIMIT]:
        message = f"key {path[-1]!r} stands here and in line {first[0]}, column {first[1]}"
        where = Location(name, *second)
        found.append(Problem("Y006", message, ".".join(map(str, path)), where, path))
    return found


class _Places:
    """Where the values of a JSON text stand, found out when first asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._twice: list[tuple[tuple[str | int, ...], Place, Place]] = []

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._text))]

    def at(self, offset: int) -> Place:
        """Return line and column of an offset."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def find(self, path: Sequence[str | int], key: bool) -> Place:
        """Return the place of a path, or of as much of it as there is."""
        return self.root.find(path, key)

    def duplicates(self) -> list[tuple[tuple[str | int, ...], Place, Place]]:
        """Return path, first place and later place of every key that stands twice."""
        _ = self.root
        return self._twice

    @cached_property
    def root(self) -> Node:
        """The tree of places; a text that is no container has one node."""
        outside = Node((1, 1))
        frames: list[tuple[Node, bool]] = [(outside, False)]
        path: list[str | int] = []
        key: str | None = None
        for match in _TOKEN.finditer(self._text):
            token, (node, is_object) = match[0], frames[-1]
            if token == ":":
                continue
            if token in "]}":
                frames.pop()
                path.pop()
                continue
            place = self.at(match.start())
            if is_object and key is None:
                key = json.loads(token)
                self._note_key(node, str(key), place, path)
                continue
            part = len(node.children) if key is None else key
            key = None
            node.children[part] = place
            if token in "[{":
                inner = node.children[part] = Node(place)
                frames.append((inner, token == "{"))
                path.append(part)
        root = outside.children.get(0, (1, 1))
        return root if isinstance(root, Node) else Node(root)

    def _note_key(self, node: Node, key: str, place: Place, path: list[str | int]) -> None:
        if key in node.keys:
            self._twice.append(((*path[1:], key), node.keys[key], place))
        node.keys.setdefault(key, place)

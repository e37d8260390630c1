"""A text that was read: its data, and where in the text each value stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.errors import Location

__all__ = [
    "DEPTH_LIMIT",
    "SIZE_LIMIT",
    "Document",
    "Locator",
    "Node",
    "Place",
    "deeper_than",
    "no_mapping",
]

SIZE_LIMIT = 10_000_000
"""Most bytes that a text may have."""

DEPTH_LIMIT = 64
"""Most mappings and lists that may stand inside one another."""

Place = tuple[int, int]
"""Line and column, both counted from 1."""

Locator = Callable[[Sequence[str | int], bool], Place | None]
"""Finds the place of a path, of its key where the flag is set."""


@dataclass(slots=True)
class Node:
    """Where a mapping or list stands, where its keys stand, and what stands inside it."""

    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    children: dict[str | int, Node | Place] = field(default_factory=dict)

    def find(self, path: Sequence[str | int], key: bool) -> Place:
        """Return the place of a path, or of as much of it as there is."""
        place, node = self.place, self
        for part in path:
            child = node.children.get(part)
            if child is None:
                break
            place = child.place if isinstance(child, Node) else child
            if key and isinstance(part, str):
                place = node.keys[part]
            if not isinstance(child, Node):
                break
            node = child
        return place


class Document:
    """Data that were read from a text, and the text's memory of where they stood."""

    def __init__(self, name: str, data: Mapping[str, object], locator: Locator) -> None:
        self.name = name
        self.data = data
        self._locator = locator

    def locate(self, path: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the place of a value, or of its key; of the nearest outer one if it is gone."""
        place = self._locator(path, key)
        return Location(self.name, *place) if place else Location(self.name)


def no_mapping(data: object) -> str:
    """Say that the top level of a text is something else than a mapping."""
    kind = "a list" if isinstance(data, list) else "a single value"
    return f"a mapping of names to values is wanted at the top level, not {kind}"


def deeper_than(limit: int, data: object) -> tuple[str | int, ...] | None:
    """Return the path of a list or mapping inside more than so many others, if there is one."""
    level: list[tuple[tuple[str | int, ...], object]] = [((), data)]
    for _ in range(limit):
        if not level:
            break
        level = [
            ((*path, key), value)
            for path, outer in level
            for key, value in _items(outer)
            if isinstance(value, dict | list)
        ]
    return level[0][0] if level else None


def _items(value: object) -> list[tuple[str | int, object]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []

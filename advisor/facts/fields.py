"""Lay the stated fields of a descriptor out in one row, each at a fixed place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter

from pydantic import BaseModel

from advisor.descriptor import FIELDS, Descriptor

__all__ = ["PLACES", "Values", "lay_out"]

Values = list[object]
"""The stated values of all fields, by place; None for what is not stated."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the fields of one section go, and the sections inside it."""

    start: int
    stop: int
    pick: Callable[[dict[str, object]], tuple[object, ...]]
    inner: tuple[tuple[str, _Layout], ...]


def lay_out(descriptor: Descriptor) -> Values:
    """Return the values of all fields; lists of symbols become tuples, to be looked up by."""
    values: Values = [None] * len(PLACES)
    _fill(descriptor, _LAYOUT, values)
    for place in _SYMBOL_LISTS:
        value = values[place]
        if isinstance(value, list):
            values[place] = tuple(value)
    return values


def _fill(section: BaseModel, layout: _Layout, values: Values) -> None:
    data = section.__dict__
    values[layout.start : layout.stop] = layout.pick(data)
    for name, inner in layout.inner:
        part = data[name]
        if part is not None:
            _fill(part, inner, values)


def _layout_of(model: type[BaseModel], prefix: str, places: dict[str, int]) -> _Layout:
    """Give the fields of a section neighbouring places, then those of its inner sections."""
    sections = {name: _section(info.annotation) for name, info in model.model_fields.items()}
    names = [name for name, section in sections.items() if section is None]
    start = len(places)
    places.update((f"{prefix}{name}", start + n) for n, name in enumerate(names))
    inner = tuple(
        (name, _layout_of(section, f"{prefix}{name}.", places))
        for name, section in sections.items()
        if section is not None
    )
    return _Layout(start, start + len(names), _picker(names), inner)


def _picker(names: list[str]) -> Callable[[dict[str, object]], tuple[object, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda data: tuple(data[name] for name in names)


def _section(annotation: object) -> type[BaseModel] | None:
    options = getattr(annotation, "__args__", (annotation,))
    return next((o for o in options if isinstance(o, type) and issubclass(o, BaseModel)), None)


PLACES: dict[str, int] = {}
"""The place of each field, by its dotted path."""

_LAYOUT = _layout_of(Descriptor, "", PLACES)
_SYMBOL_LISTS = [PLACES[field.path] for field in FIELDS.values() if field.kind == "symbols"]

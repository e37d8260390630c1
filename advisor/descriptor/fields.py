"""Every field of a descriptor by its dotted path, read off the models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from advisor.descriptor.kinds import Symbols
from advisor.descriptor.model import Descriptor
from advisor.descriptor.section import Section

__all__ = ["EXPECTED", "FIELDS", "SECTIONS", "SYMBOLS", "Field", "Kind"]

Kind = Literal["symbol", "boolean", "integer", "number", "text", "symbols", "integers", "series"]
EXPECTED: Mapping[Kind, str] = MappingProxyType(
    {
        "boolean": "true or false",
        "integer": "a whole number",
        "number": "a number",
        "text": "a text",
        "symbols": "a list of symbols",
        "integers": "a list of whole numbers",
        "series": "a list of numbers",
    }
)
"""What a field of each kind holds, in words; a symbol is told by its choices."""

_SCALARS: dict[object, Kind] = {bool: "boolean", int: "integer", float: "number", str: "text"}
_LISTS: dict[Kind, Kind] = {"symbol": "symbols", "integer": "integers", "number": "series"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: where it stands, what it may hold and what it means."""

    path: str
    kind: Kind
    symbols: tuple[str, ...]
    description: str


def _parts(annotation: object) -> Iterator[object]:
    """Walk through optional, annotated and list types down to plain ones."""
    yield annotation
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from _parts(part)


def _name(info: FieldInfo, attribute: str) -> str:
    return info.alias or attribute


def _kind(parts: list[object]) -> Kind:
    if any(isinstance(part, Symbols) for part in parts):
        kind: Kind = "symbol"
    else:
        kind = next((_SCALARS[part] for part in parts if part in _SCALARS), "integer")
    return _LISTS[kind] if any(get_origin(part) is list for part in parts) else kind


def _section(parts: list[object]) -> type[Section] | None:
    return next((p for p in parts if isinstance(p, type) and issubclass(p, Section)), None)


def _read(
    model: type[Section],
    prefix: str,
    fields: dict[str, Field],
    sections: dict[str, type[Section]],
    symbols: dict[str, Symbols],
) -> None:
    for attribute, info in model.model_fields.items():
        parts = list(_parts(info.annotation))
        path = prefix + _name(info, attribute)
        if section := _section(parts):
            sections[path] = section
            _read(section, f"{path}.", fields, sections, symbols)
            continue
        for part in parts:
            if isinstance(part, Symbols):
                symbols[path] = part
        closed = symbols[path].symbols if path in symbols else ()
        fields[path] = Field(path, _kind(parts), closed, info.description or "")


_fields: dict[str, Field] = {}
_sections: dict[str, type[Section]] = {"": Descriptor}
_symbols: dict[str, Symbols] = {}
_read(Descriptor, "", _fields, _sections, _symbols)

FIELDS: Mapping[str, Field] = MappingProxyType(_fields)
"""Dotted path -> field, in the order of the models."""

SECTIONS: Mapping[str, type[Section]] = MappingProxyType(_sections)
"""Dotted path -> model of each section; the empty path is the descriptor itself."""

SYMBOLS: Mapping[str, Symbols] = MappingProxyType(_symbols)
"""Dotted path -> closed list of symbols, for the fields that hold symbols."""

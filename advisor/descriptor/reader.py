"""Read a descriptor from JSON, a mapping, a document or a file, or say all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from advisor.descriptor.fields import SECTIONS
from advisor.descriptor.model import Descriptor
from advisor.descriptor.refusal import Locate, problems_of
from advisor.descriptor.section import Section
from advisor.errors import DescriptorError, Location
from advisor.source import SIZE_LIMIT, Document, read_path, read_text

__all__ = [
    "DescriptorLike",
    "from_document",
    "from_json",
    "from_mapping",
    "json_schema",
    "read",
    "read_descriptor",
]

DescriptorLike = Descriptor | Mapping[str, object] | str | PathLike[str] | bytes
"""A descriptor, the same as a mapping, the path of its file, or its JSON text as bytes."""

_validate_json: Callable[[bytes | str], Descriptor] = (
    Descriptor.__pydantic_validator__.validate_json
)
_validate: Callable[[object], Descriptor] = Descriptor.__pydantic_validator__.validate_python

_DEEPEST = 4


def from_json(raw: bytes | str, name: str = "<json>") -> Descriptor:
    """Read a descriptor from JSON.

    Raises:
        SourceError: the text is not JSON, or has a key twice.
        DescriptorError: the text says what a descriptor may not.
    """
    if len(raw) <= SIZE_LIMIT:
        try:
            descriptor = _validate_json(raw)
        except ValidationError:
            pass
        else:
            if _keys(descriptor) == _colons(raw, descriptor.name):
                return descriptor
    return from_document(read_text(raw, name=name, format="json"))


def from_mapping(data: Mapping[str, object], name: str = "<descriptor>") -> Descriptor:
    """Read a descriptor from nested mappings.

    Raises:
        DescriptorError: the mapping says what a descriptor may not.
    """

    def nowhere(path: object, *, key: bool = False) -> Location:
        return Location(name)

    try:
        return _validate(data)
    except ValidationError:
        return _checked(_plain(data, _DEEPEST), nowhere)


def from_document(document: Document) -> Descriptor:
    """Read a descriptor from a document, whose places then stand in the problems.

    Raises:
        DescriptorError: the document says what a descriptor may not.
    """
    return _checked(document.data, document.locate)


def read(path: Path) -> Descriptor:
    """Read a descriptor from a YAML, JSON or TOML file.

    Raises:
        SourceError: the file cannot be read.
        DescriptorError: the file says what a descriptor may not.
    """
    return from_document(read_path(path))


def read_descriptor(given: DescriptorLike) -> Descriptor:
    """Read a descriptor from whatever a caller has of it.

    Raises:
        SourceError: the file or text cannot be read.
        DescriptorError: it says what a descriptor may not.
    """
    if isinstance(given, Descriptor):
        return given
    if isinstance(given, bytes):
        return from_json(given)
    if isinstance(given, Mapping):
        return from_mapping(given)
    return read(Path(given))


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a descriptor."""
    return Descriptor.model_json_schema()


def _checked(data: object, locate: Locate) -> Descriptor:
    try:
        return _validate(data)
    except ValidationError as error:
        raise DescriptorError(problems_of(error, locate)) from None


def _plain(value: object, depth: int) -> object:
    """Copy nested mappings into dictionaries, the only mappings that strict models take."""
    if depth and isinstance(value, Mapping):
        return {key: _plain(item, depth - 1) for key, item in value.items()}
    return value


def _keys(section: Section) -> int:
    """Count the keys of the text that a section was read from, if none stood there twice."""
    stated = section.__pydantic_fields_set__
    values = section.__dict__
    count = len(stated)
    for name in _SUBSECTIONS[type(section)] & stated:
        if (inner := values[name]) is not None:
            count += _keys(inner)
    return count


def _colons(raw: bytes | str, name: str | None) -> int:
    """Count the colons that follow keys: all but those in the one free text.

    An escaped colon cannot be told from none, so with a backslash the name's own colons
    stay in the count. More colons than keys only mean a slower look at the text.
    """
    count = raw.count(b":") if isinstance(raw, bytes) else raw.count(":")
    if name is None or ":" not in name:
        return count
    escaped = b"\\" in raw if isinstance(raw, bytes) else "\\" in raw
    return count if escaped else count - name.count(":")


_SUBSECTIONS: dict[type[Section], frozenset[str]] = {}
for _path, _model in SECTIONS.items():
    _inside = f"{_path}." if _path else ""
    _SUBSECTIONS[_model] = frozenset(
        name for name in _model.model_fields if f"{_inside}{name}" in SECTIONS
    )

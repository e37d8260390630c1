"""Open what is reviewed: descriptors, programs, models."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.descriptor import Descriptor, from_document, from_mapping
from advisor.descriptor.fields import SECTIONS
from advisor.inspect.find import inspect
from advisor.inspect.result import Inspection, Place
from advisor.source import Document, read_path

__all__ = ["DESCRIPTORS", "Subject", "open_subjects", "reads_as_descriptor"]

DESCRIPTORS = frozenset({".yaml", ".yml", ".json", ".toml"})
"""Suffixes of files that may hold a descriptor."""

_TOP = frozenset(path for path in SECTIONS if path and "." not in path)


@dataclass(frozen=True, slots=True)
class Subject:
    """One project to review.

    ``place`` gives where a field was stated, None for one that was not; for what a program
    imports from beside it, that is in another file than ``start``. ``partly`` tells that
    something of a model could not be told.
    """

    name: str
    descriptor: Descriptor
    place: Callable[[str], Place | None]
    start: Place
    partly: bool = False


def open_subjects(path: Path, shown: str) -> list[Subject]:
    """Return the projects that a file holds.

    Args:
        path: The file.
        shown: How the file is named in places.

    Raises:
        SourceError: It is a descriptor that cannot be read.
        DescriptorError: It is a descriptor that says what it may not.
        InspectError: It is a program or a model that cannot be read, or holds no model.
    """
    if path.suffix.lower() in DESCRIPTORS:
        document = read_path(path)
        if path.suffix.lower() != ".json" or reads_as_descriptor(document.data):
            return [_of_document(document, shown)]
    return [_of_inspection(found, path, shown) for found in inspect(path)]


def reads_as_descriptor(data: Mapping[str, object]) -> bool:
    """Whether a document has sections of a descriptor, and nothing beside them."""
    keys = set(data)
    return bool(keys & _TOP) and keys <= _TOP | {"schema", "name"}


def _of_document(document: Document, shown: str) -> Subject:
    descriptor = from_document(document)

    def place(path: str) -> Place | None:
        names = path.split(".")
        if _at(document.data, names) is None:
            return None
        found = document.locate(names, key=True)
        return Place(file=shown, line=found.line, column=found.column)

    name = descriptor.name or Path(shown).stem
    return Subject(name, descriptor, place, Place(file=shown, line=1))


def _at(data: object, names: list[str]) -> object:
    for name in names:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _of_inspection(found: Inspection, file: Path, shown: str) -> Subject:
    def place(path: str) -> Place | None:
        stated = found.found.get(path)
        if stated is None:
            return None
        beside = os.path.relpath(stated.file, file.parent)
        named = Path(os.path.normpath(Path(shown).parent / beside)).as_posix()
        return replace(stated, file=shown if stated.file == str(file) else named)

    descriptor = from_mapping(_plain(found.descriptor))
    start = Place(file=shown, line=1)
    return Subject(found.name, descriptor, place, start, partly=bool(found.undecided))


def _plain(data: Mapping[str, object]) -> Mapping[str, object]:
    # What a reader of models brings is what JSON can say; sections must be dictionaries.
    plain: Mapping[str, object] = json.loads(json.dumps(data))
    return plain

"""What a reader of models brings back: a descriptor, the place of each field, what stays open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisor.descriptor import nested
from advisor.errors import InspectError, Location, Problem

__all__ = ["Draft", "Inspection", "Place", "Told", "Undecided", "refuse"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found: a file, a 1-based line and column, and the text that stands there.

    ``cell`` is the 1-based cell of a notebook, whose lines are counted anew. Files that have no
    lines, such as ONNX models, have a text alone: the name of the node or layer.
    """

    file: str
    line: int | None = None
    column: int | None = None
    text: str = ""
    cell: int | None = None

    def __str__(self) -> str:
        """Write the place as editors read it, ``file:line:column``."""
        file = self.file if self.cell is None else f"{self.file}#cell{self.cell}"
        return str(Location(file, self.line, self.column))


@dataclass(frozen=True, slots=True)
class Told:
    """A value and where it was told; None stands for one that is there and cannot be read."""

    value: object
    place: Place


@dataclass(frozen=True, slots=True)
class Undecided:
    """A field that could not be settled, with the reason and, where there is one, the place."""

    path: str
    reason: str
    place: Place | None = None

    def __str__(self) -> str:
        """Write it on one line, ``file:line:column: path: reason``."""
        where = "" if self.place is None else f"{self.place}: "
        return f"{where}{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Inspection:
    """One model as it was found.

    ``descriptor`` is what `Advisor.advise` takes. ``found`` gives the place of each of its fields
    by dotted path, ``undecided`` what could not be settled and why. ``reader`` names the form:
    ``keras``, ``onnx``, ``hugging_face``, ``safetensors``, ``torch_module``, ``python`` or
    ``notebook``. ``file`` is what was inspected; what a program imports from files beside it has
    its places there.
    """

    name: str
    reader: str
    descriptor: Mapping[str, object]
    found: Mapping[str, Place] = field(default_factory=dict)
    undecided: tuple[Undecided, ...] = ()
    file: str = ""

    def to_json(self) -> str:
        """Return everything as JSON, places spelt out."""
        found = {path: _place(place) for path, place in self.found.items()}
        undecided = [
            {"path": each.path, "reason": each.reason, "place": _place(each.place)}
            for each in self.undecided
        ]
        return json.dumps(
            {
                "name": self.name,
                "file": self.file,
                "reader": self.reader,
                "descriptor": self.descriptor,
                "found": found,
                "undecided": undecided,
            },
            ensure_ascii=False,
        )


class Draft:
    """An inspection in the making; the first word on a field stands."""

    def __init__(self) -> None:
        self._fields: dict[str, object] = {}
        self._found: dict[str, Place] = {}
        self._undecided: dict[str, Undecided] = {}

    def __bool__(self) -> bool:
        """Whether anything was stated."""
        return bool(self._fields)

    def state(self, path: str, value: object, place: Place) -> None:
        """Say what a field is and where that was found."""
        if path not in self._fields:
            self._fields[path] = value
            self._found[path] = place
            self._undecided.pop(path, None)

    def leave(self, path: str, reason: str, place: Place | None = None) -> None:
        """Say why a field could not be settled; a value that is stated anyway stands."""
        if path not in self._fields:
            self._undecided.setdefault(path, Undecided(path, reason, place))

    def get(self, path: str) -> object:
        """Return what was stated of a field, or None."""
        return self._fields.get(path)

    @property
    def fields(self) -> Mapping[str, object]:
        """What was stated, by dotted path."""
        return dict(self._fields)

    def place(self, path: str) -> Place | None:
        """Return where a field was found, or None."""
        return self._found.get(path)

    def marks(self) -> str:
        """Return what tells this apart from another: the fields and their places."""
        return repr((self._fields, self._found))

    def finish(self, name: str, reader: str) -> Inspection:
        """Return the inspection."""
        fields = {"schema": 1, "name": name[:1000], **self._fields}
        undecided = tuple(self._undecided.values())
        return Inspection(name, reader, nested(fields), dict(self._found), undecided)


def refuse(
    code: str, message: str, file: str | Path, line: int | None = None, column: int | None = None
) -> InspectError:
    """Make the error of one problem with a model or a source file."""
    return InspectError([Problem(code, message, location=Location(str(file), line, column))])


def _place(place: Place | None) -> dict[str, object] | None:
    if place is None:
        return None
    fields = {
        "file": place.file,
        "cell": place.cell,
        "line": place.line,
        "column": place.column,
        "text": place.text,
    }
    return {name: value for name, value in fields.items() if value not in (None, "")}

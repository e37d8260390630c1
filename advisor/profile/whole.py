"""A profile: everything that was found, and the forms it is handed on in."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from advisor import descriptor as descriptors
from advisor.descriptor import Descriptor
from advisor.profile.model import Column, Inferred, Part, Question, Remark
from advisor.profile.preparation import preparation_code
from advisor.profile.yaml_text import descriptor_text

__all__ = ["Profile"]


class Profile(Part):
    """What a table, or a folder of images, says about a project.

    ``rows`` counts examples, ``sampled`` those that went into shapes and quartiles; all else is
    counted over all rows. ``reader``, ``delimiter`` and ``decimal_comma`` tell how a file was
    read, ``ordered_by`` in the order of which dates its rows stand.
    """

    schema_version: Literal[1] = 1
    name: str
    source: str
    reader: str
    rows: int
    sampled: int
    target: str | None = None
    inferred: tuple[Inferred, ...]
    questions: tuple[Question, ...] = ()
    remarks: tuple[Remark, ...] = ()
    columns: tuple[Column, ...] = ()
    delimiter: str | None = None
    decimal_comma: bool = False
    ordered_by: str | None = None
    samples: int = 0

    def __getitem__(self, path: str) -> Inferred:
        """Return one inferred field by its path in the descriptor."""
        for field in self.inferred:
            if field.path == path:
                return field
        raise KeyError(path)

    def __contains__(self, path: str) -> bool:
        """Tell whether a field was inferred."""
        return any(field.path == path for field in self.inferred)

    @property
    def stated(self) -> dict[str, JsonValue]:
        """The fields that are sure enough to be stated, by path."""
        return {field.path: field.value for field in self.inferred if field.confidence != "low"}

    def descriptor(self) -> Descriptor:
        """Return the descriptor that `Advisor.advise` takes."""
        return descriptors.from_mapping({"name": self.name, **descriptors.nested(self.stated)})

    def to_yaml(self) -> str:
        """Return the descriptor as YAML: each field under its evidence, the unsure in comments."""
        heading = (
            f"Profiled from {self.source}: {self.rows:,} examples. The advisor inferred what "
            "follows; correct what is wrong."
        )
        return descriptor_text(self.name, heading, self.inferred, self.questions)

    def to_json(self) -> bytes:
        """Return the whole profile as JSON."""
        return self.model_dump_json(indent=2).encode() + b"\n"

    def to_code(self) -> str:
        """Return a Python module that prepares the table with scikit-learn.

        Raises:
            AdvisorError: No target is known, or it is no table that was profiled.
        """
        return preparation_code(
            self.source,
            self.columns,
            self.inferred,
            reader=self.reader,
            delimiter=self.delimiter,
            decimal_comma=self.decimal_comma,
            ordered_by=self.ordered_by,
            show_values=self.samples > 0,
        )

"""What a batch and its workers say to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pickle import PickleBuffer
from typing import Literal

from advisor.batch.tally import Tally

__all__ = ["Answer", "Form", "Hello", "Refusal", "Setup", "Shape"]

Form = Literal["reports", "conclusions", "descriptors", "bare"]
"""Envelopes with reports, a flat row a conclusion or a descriptor, or the bare report."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is written of each report: the form, and the parts of conclusions kept, or all.

    Flat rows are JSON Lines, or CSV.
    """

    form: Form = "reports"
    select: tuple[str, ...] = ()
    csv: bool = False

    @property
    def questions(self) -> bool:
        """Whether what is written tells of open questions."""
        return self.form != "conclusions" and not self.select


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is to be: the rule base, the shape of what it writes, whether it counts."""

    rules: tuple[str, ...] = ()
    disable: Mapping[str, str] | None = None
    thresholds: Mapping[str, float] | None = None
    shape: Shape = Shape()
    counting: bool = False


@dataclass(frozen=True, slots=True)
class Hello:
    """The first word of a worker: the hash of its rule base, or why there is none."""

    rules: str = ""
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an item has no report."""

    reason: str


@dataclass(slots=True)
class Answer:
    """What came of a chunk.

    ``parts`` has an entry for each item: the length of what is to be written of it, or why
    nothing is. ``text`` is all that is to be written, one after the other.
    """

    parts: list[int | Refusal] = field(default_factory=list)
    text: bytes = b""
    tally: Tally = field(default_factory=Tally)

    def outcomes(self) -> Iterator[bytes | Refusal]:
        """Give for each item what is to be written, or why nothing is."""
        begin = 0
        for part in self.parts:
            if isinstance(part, Refusal):
                yield part
            else:
                yield self.text[begin : begin + part]
                begin += part

    def add(self, other: Answer) -> None:
        """Add what came of the items after these."""
        self.parts += other.parts
        self.text += other.text
        self.tally.add(other.tally)

    def __reduce__(self) -> tuple[object, ...]:
        """Leave the text out of the pickle, so that it is sent without being copied."""
        return Answer, (self.parts, PickleBuffer(self.text), self.tally)

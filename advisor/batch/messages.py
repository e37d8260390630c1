"""What a batch and its workers say to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from advisor.batch.tally import Tally

__all__ = ["Answer", "Form", "Hello", "Refusal", "Setup", "Shape"]

Form = Literal["jsonl", "flat", "csv", "bare"]
"""Envelopes with reports, flat rows as JSON Lines or as CSV, or the bare report."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is written of each report: the form, and the parts of conclusions kept, or all."""

    form: Form = "jsonl"
    select: tuple[str, ...] = ()


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
    """What came of a chunk: for each item what is to be written, or why nothing is."""

    outcomes: list[bytes | Refusal] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

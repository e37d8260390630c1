"""The parts of a profile: inferred fields with evidence, columns, questions, remarks."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

__all__ = ["Column", "Confidence", "Inferred", "Kind", "Part", "Question", "Reading", "Remark"]

Confidence = Literal["high", "medium", "low"]
Kind = Literal[
    "number",
    "category",
    "boolean",
    "date",
    "text",
    "address",
    "list",
    "identifier",
    "constant",
    "empty",
]


class Part(BaseModel):
    """Something that does not change once it was found."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reading(Part):
    """Another value that a field could have, and what speaks for it."""

    value: JsonValue
    evidence: str


class Inferred(Part):
    """One field of the descriptor as the data show it.

    With low confidence the value is offered and not stated: the descriptor leaves it out.
    """

    path: str
    value: JsonValue
    evidence: str
    confidence: Confidence
    competing: tuple[Reading, ...] = ()


class Question(Part):
    """What the data cannot settle, with the field that an answer goes to."""

    path: str
    question: str
    choices: tuple[str, ...] = ()


class Remark(Part):
    """Something that was seen and has no field of its own in the descriptor."""

    about: str
    text: str


class Column(Part):
    """One column: what it holds, and the numbers that say so.

    ``mean``, ``deviation``, ``minimum``, ``maximum`` and ``quartiles`` belong to numbers,
    ``spellings`` and ``typos`` to categories: what is written, to what is probably meant. The
    two stay here and are never written out whole. ``samples`` holds values, never rows, and
    none where the caller wants none.
    """

    name: str
    kind: Kind
    role: Literal["feature", "target", "left_out"]
    missing: int = 0
    distinct: int | None = None
    distinct_is_estimate: bool = False
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    deviation: float | None = None
    quartiles: tuple[float, float, float] | None = None
    integers: bool = False
    standardized: bool = False
    has_class_missing: bool = False
    suspected_outliers: int = 0
    heavy_tail: bool = False
    date_format: str | None = None
    time_of_day: bool = False
    spellings: dict[str, str] = Field(default={}, exclude=True)
    typos: dict[str, str] = Field(default={}, exclude=True)
    samples: tuple[str, ...] = ()

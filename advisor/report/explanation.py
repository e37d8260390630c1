"""What the advisor says about its own rules: explanations, reasons why not, comparisons."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from advisor.report.model import CodeExample, Conclusion, Provenance, Scalar

__all__ = [
    "Change",
    "Comparison",
    "Condition",
    "Coverage",
    "Requirement",
    "RuleExplanation",
    "ThresholdUse",
    "WhyNot",
]


def _empty(value: tuple[object, ...]) -> bool:
    return not value


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_inf_nan="strings", defer_build=True
    )


class ThresholdUse(_Part):
    """A cut-point behind a fact, with the reason for it."""

    name: str
    value: float
    reason: str
    basis: str
    reference: str | None


class Requirement(_Part):
    """One condition of a rule: a fact and the symbols that satisfy it."""

    fact: str
    wanted: tuple[Scalar, ...]
    path: str | None
    question: str | None
    thresholds: tuple[ThresholdUse, ...] = ()


class RuleExplanation(_Part):
    """Everything there is to know about one rule.

    ``disabled`` is the reason why it was taken out, ``place`` its file and line.
    """

    rule: str
    name: str
    topic: str
    topic_title: str
    status: str
    kind: str
    severity: str
    symptom: str | None
    when: tuple[Requirement, ...]
    outputs: dict[str, tuple[Scalar, ...]]
    reviews: dict[str, str]
    message: str
    rationale: str
    causes: tuple[str, ...]
    remedies: tuple[str, ...]
    innocent_explanations: tuple[str, ...]
    measure_next: tuple[str, ...]
    updates: tuple[str, ...]
    updated_by: tuple[str, ...]
    provenance: Provenance
    statements: dict[str, str]
    examples: tuple[str, ...]
    place: str
    disabled: str | None = None
    code: tuple[CodeExample, ...] = Field(default=(), exclude_if=_empty)


class Condition(_Part):
    """One condition of a rule, held against a descriptor.

    ``measure`` says how the value was measured, where it is not that of the field itself.
    """

    fact: str
    wanted: tuple[Scalar, ...]
    symbol: Scalar | None
    status: Literal["holds", "fails", "unknown"]
    path: str | None
    value: JsonValue
    question: str | None
    measure: str | None = None


class WhyNot(_Part):
    """Whether a rule fires on a descriptor, and which conditions decide it.

    ``blocked_by`` is the earlier row that was hit, or is not decided yet, in a table in
    which only the first hit counts.
    """

    rule: str
    outcome: Literal["fired", "clear", "not_evaluable"]
    conditions: tuple[Condition, ...]
    blocked_by: str | None = None


class Change(_Part):
    """A conclusion that both descriptors lead to, but not in the same words."""

    rule: str
    before: Conclusion
    after: Conclusion


class Comparison(_Part):
    """What changes in the report when a descriptor changes."""

    gained: tuple[Conclusion, ...]
    lost: tuple[Conclusion, ...]
    changed: tuple[Change, ...]


class Coverage(_Part):
    """A statement of a document and the rules that claim it."""

    statement: str
    document: str
    where: str
    says: str
    rules: tuple[str, ...]

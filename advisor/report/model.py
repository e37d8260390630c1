"""The report: what the advisor says about one project, as one immutable object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, PrivateAttr

__all__ = [
    "HEALTHY",
    "Because",
    "CodeExample",
    "Conclusion",
    "Confidence",
    "Kind",
    "NotEvaluable",
    "Onset",
    "OpenQuestion",
    "Provenance",
    "Report",
    "RuleBaseInfo",
    "Scalar",
    "Severity",
    "Uncovered",
]

Kind = Literal["recommendation", "finding", "diagnosis", "good_sign"]
Severity = Literal["info", "warning", "error"]
Confidence = Literal["low", "medium", "high"]
Scalar = bool | int | float | str


def _absent(value: object) -> bool:
    return value is None


def _empty(value: tuple[object, ...]) -> bool:
    return not value


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        ser_json_inf_nan="strings",
        serialize_by_alias=True,
        defer_build=True,
    )


HEALTHY = frozenset({"healthy", "gan_healthy"})
"""The symptoms of runs with which nothing is wrong."""


class RuleBaseInfo(_Part):
    """Which rule base gave the answer."""

    version: str
    hash: str
    sources: tuple[str, ...] = Field(description="Documents that were allowed to speak.")


class Provenance(_Part):
    """On whose word a conclusion stands."""

    document: str
    year: int | None
    locator: str
    statements: tuple[str, ...]
    basis: Literal["stated", "interpreted"]


class Because(_Part):
    """One fact that a conclusion rests on, with the evidence behind its symbol."""

    fact: str
    symbol: Scalar
    path: str | None = Field(description="Descriptor field; null where a rule derived the fact.")
    value: JsonValue = Field(description="What was given or measured there.")
    threshold: float | int | None = Field(description="The cut-point compared with, if any.")
    rule: str | None = Field(
        default=None, exclude_if=_absent, description="The rule that derived the fact."
    )
    quantity: str | None = Field(
        default=None, exclude_if=_absent, description="The number that was measured."
    )
    measure: str | None = Field(
        default=None, exclude_if=_absent, description="How it is measured, and of which fields."
    )
    looked_at: tuple[str, ...] | None = Field(
        default=None,
        exclude_if=_absent,
        description="Fields that told nothing; none tells the fact.",
    )


class Onset(_Part):
    """The place in a log where a symptom begins."""

    series: str = Field(description="Descriptor field of the series that shows it.")
    row: int = Field(ge=0, description="Row of the log, counted from 0.")
    at: float | int = Field(description="Epoch or step of that row.")
    unit: str | None = Field(description="What `at` counts, where the descriptor says so.")


class Conclusion(_Part):
    """One thing that the advisor says, with its reasons and its source."""

    rule: str
    name: str
    topic: str
    kind: Kind
    severity: Severity
    symptom: str | None = Field(default=None, exclude_if=_absent)
    confidence: Confidence | None = Field(
        default=None,
        exclude_if=_absent,
        description="For what was read off a series: how many values stand behind it.",
    )
    begins: Onset | None = Field(
        default=None, exclude_if=_absent, description="Where in the log the symptom begins."
    )
    outputs: dict[str, tuple[Scalar, ...]] = Field(description="Alternatives in order.")
    stated: dict[str, JsonValue] | None = Field(
        default=None, exclude_if=_absent, description="What the descriptor says instead."
    )
    agrees: tuple[str, ...] | None = Field(
        default=None, exclude_if=_absent, description="Outputs that are stated as advised."
    )
    message: str
    rationale: str
    causes: tuple[str, ...]
    remedies: tuple[str, ...]
    innocent_explanations: tuple[str, ...]
    measure_next: tuple[str, ...]
    updates: tuple[str, ...] | None = Field(
        default=None, exclude_if=_absent, description="Older rules that this one overtakes."
    )
    because: tuple[Because, ...]
    provenance: Provenance

    @property
    def wrong(self) -> bool:
        """Whether this says that something is wrong."""
        return self.kind in ("finding", "diagnosis") and self.symptom not in HEALTHY

    @property
    def good(self) -> bool:
        """Whether this says that something is right."""
        return self.kind == "good_sign" or self.symptom in HEALTHY


class OpenQuestion(_Part):
    """A descriptor field nobody has filled, and the rules that it would decide."""

    path: str
    question: str
    choices: tuple[Scalar, ...]
    decides: tuple[str, ...]


class NotEvaluable(_Part):
    """A rule that could not be decided, and the fields it waits for."""

    rule: str
    missing: tuple[str, ...]


class Uncovered(_Part):
    """A topic that was asked for and is silent on purpose."""

    topic: str
    reason: str


class CodeExample(_Part):
    """One piece of advice as code for one framework, or why that framework has none."""

    rule: str
    advises: dict[str, str] = Field(description="Outputs of the rule that the code stands for.")
    framework: str
    code: str | None
    lacks: str | None = Field(
        default=None, exclude_if=_absent, description="Why the framework has no code for it."
    )
    to_set: tuple[str, ...] = Field(
        default=(), description="Names in the code with a number that nothing stated."
    )


class Report(_Part):
    """Every conclusion about one project, most important first, and what is still open."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    name: str | None
    rulebase: RuleBaseInfo
    conclusions: tuple[Conclusion, ...]
    open_questions: tuple[OpenQuestion, ...]
    not_evaluable: tuple[NotEvaluable, ...]
    uncovered: tuple[Uncovered, ...] = Field(
        default=(),
        exclude_if=_empty,
        description="Topics asked for that have no row for this project, each with the reason.",
    )
    code: tuple[CodeExample, ...] = Field(
        default=(), exclude_if=_empty, description="The advice as code, where it was asked for."
    )

    # The text a report was parsed from is the report: writing it again may not change a byte.
    _text: bytes | None = PrivateAttr(default=None)

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """Parse a report and remember its exact text."""
        report = cls.model_validate_json(text)
        report._text = text.encode() if isinstance(text, str) else bytes(text)
        return report

    def to_json(self) -> bytes:
        """Return the report as JSON, byte for byte the text it was parsed from."""
        return self._text if self._text is not None else self.model_dump_json().encode()

    def __eq__(self, other: object) -> bool:
        """Whether two reports say the same, however their texts are spaced."""
        return isinstance(other, Report) and self.__dict__ == other.__dict__

    def model_copy(self, *, update: Mapping[str, object] | None = None, deep: bool = False) -> Self:
        """Copy the report; a changed copy forgets the text of the original."""
        copy = super().model_copy(update=update, deep=deep)
        if update:
            copy._text = None
        return copy

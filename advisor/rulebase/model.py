"""The rule base: checked, immutable, and all that the engine and the answers need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from advisor.errors import Location
from advisor.facts import Vocabulary

__all__ = [
    "Document",
    "Example",
    "Fill",
    "Gap",
    "Kind",
    "Output",
    "Provenance",
    "Rule",
    "RuleBase",
    "Severity",
    "Snippet",
    "Statement",
    "Threshold",
    "Topic",
]

Kind = Literal["recommendation", "finding", "diagnosis", "good_sign"]
Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Document:
    """A source that rules cite."""

    key: str
    title: str
    author: str
    year: int
    revision: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a document says, in own words."""

    id: str
    document: str
    where: str
    says: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A cut-point and the reason for it."""

    name: str
    value: float
    reason: str
    basis: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """On whose word a rule speaks."""

    document: str
    year: int
    locator: str
    statements: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Output:
    """One alternative that a rule gives: a value, or the quantity that computes it."""

    value: str | bool | int | float | None = None
    quantity: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``when`` maps facts to the symbols that satisfy it; all facts must agree."""

    id: str
    name: str
    topic: str
    status: str
    when: Mapping[str, tuple[str, ...]]
    then: Mapping[str, tuple[Output, ...]]
    kind: Kind
    severity: Severity
    review_severity: Severity
    salience: int
    symptom: str | None
    onset: str | None
    may_pass: bool
    message: str
    review_message: str | None
    rationale: str | None
    causes: tuple[str, ...]
    remedies: tuple[str, ...]
    innocent_explanations: tuple[str, ...]
    measure_next: tuple[str, ...]
    updates: tuple[str, ...]
    provenance: Provenance
    location: Location


@dataclass(frozen=True, slots=True)
class Example:
    """A case that is run as a test; ``given`` holds facts, ``descriptor`` raw fields."""

    name: str
    given: Mapping[str, str] | None
    descriptor: Mapping[str, object] | None
    fires: tuple[str, ...]
    then: Mapping[str, tuple[str | float, ...]]
    asks: tuple[str, ...]
    kinds: Mapping[str, Kind]
    location: Location


@dataclass(frozen=True, slots=True)
class Gap:
    """A combination of inputs that a table leaves without a row on purpose."""

    when: Mapping[str, tuple[str, ...]]
    reason: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The rules about one matter. ``review`` maps outputs to the facts that state them.

    A ``diagnostic`` topic is asked when a run is diagnosed.
    """

    name: str
    title: str
    kind: str
    hit_policy: str
    internal: bool
    presentation: str | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    review: Mapping[str, str]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    uncovered: tuple[Gap, ...] = ()
    diagnostic: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """A number that code takes from the descriptor's ``path``, or else ``otherwise``."""

    name: str
    means: str
    path: str | None
    otherwise: float


@dataclass(frozen=True, slots=True)
class Snippet:
    """How advice is written in code.

    ``advises`` maps outputs to the value advised; ``code`` and ``lacks`` are by framework.
    """

    advises: Mapping[str, str]
    when: Mapping[str, tuple[str, ...]]
    code: Mapping[str, str]
    lacks: Mapping[str, str]
    fill: tuple[Fill, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleBase:
    """Everything that the rule files say, after reading, validation and lint.

    ``topics`` stand in the order of their strata: each after those whose outputs it reads.
    ``derived`` maps each output that other topics read to its topic and its symbols.
    ``disabled`` holds rules taken out by a profile, with the reason. ``snippets`` stand in the
    order in which they are tried.
    """

    topics: Mapping[str, Topic]
    rules: Mapping[str, Rule]
    vocabulary: Vocabulary
    derived: Mapping[str, tuple[str, tuple[str, ...]]]
    thresholds: Mapping[str, Threshold]
    documents: Mapping[str, Document]
    statements: Mapping[str, Statement]
    disabled: Mapping[str, str]
    version: str
    hash: str
    snippets: tuple[Snippet, ...] = ()

    def symbols(self, fact: str) -> tuple[str, ...]:
        """Return the symbols of a fact or of another topic's output."""
        if fact in self.vocabulary.facts:
            return self.vocabulary.facts[fact].symbols
        return self.derived[fact][1]

    @property
    def cut_points(self) -> dict[str, float]:
        """The thresholds' values by name."""
        return {name: threshold.value for name, threshold in self.thresholds.items()}

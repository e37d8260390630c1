"""What the rules of one ruleset make of one combination of symbols."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.rulebase import Kind

__all__ = ["Derived", "Hit", "Outcome", "Undecided"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that fired, and how its outputs compare with what the descriptor states.

    ``rule`` is the rule's number. ``kind`` is the kind of conclusion after the review.
    """

    rule: int
    kind: Kind
    contradicted: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that could not be decided, and the numbers of the facts it lacks."""

    rule: int
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """A symbol that a topic concludes for others: fact number, code, producing rule.

    ``rule`` is None where the topic is decided and concludes nothing; ``missing`` names
    what is lacking where it is not decided.
    """

    fact: int
    code: int
    rule: int | None
    missing: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)
class Outcome:
    """All that a ruleset concludes from one combination; remembered, so never changed.

    ``rendered`` is room for whoever presents outcomes to keep what it made of this one.
    """

    hits: tuple[Hit, ...]
    undecided: tuple[Undecided, ...]
    derived: tuple[Derived, ...]
    rendered: object = None

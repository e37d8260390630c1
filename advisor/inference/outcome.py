"""What the rules of one ruleset make of one combination of symbols."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from advisor.facts import Memo
from advisor.rulebase import Kind

__all__ = ["Derived", "Hit", "Outcome", "Review", "Reviewed", "Undecided"]


@dataclass(slots=True, eq=False)
class Hit:
    """A rule that fired, and how its outputs compare with what the descriptor states.

    ``rule`` is the rule's number. ``kind`` is the kind of conclusion after the review.
    ``rendered`` is room for whoever presents hits to keep what it made of this one.
    """

    rule: int
    kind: Kind
    contradicted: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    rendered: Any = None


@dataclass(slots=True, eq=False)
class Undecided:
    """A rule that could not be decided, and the numbers of the facts it lacks.

    ``rendered`` is room for whoever presents it to keep what it made of it.
    """

    rule: int
    missing: tuple[int, ...]
    rendered: Any = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A symbol that a topic concludes for others: fact number, code, producing rule.

    ``rule`` is None where the topic is decided and concludes nothing, ``rests_on`` are the
    facts of its conditions; ``missing`` names what is lacking where it is not decided.
    """

    fact: int
    code: int
    rule: int | None
    missing: tuple[int, ...] = ()
    rests_on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a ruleset concludes from one combination; remembered, so never changed.

    ``hits`` need no review; the rules of ``reviews`` fired too, and what kind of
    conclusion each leads to depends on what the descriptor states.
    """

    hits: tuple[Hit, ...]
    reviews: tuple[Review, ...]
    undecided: tuple[Undecided, ...]
    derived: tuple[Derived, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An output of a rule and the fact that states it: which codes agree, which say nothing.

    For a set-valued fact ``advised`` holds the bits of the advised symbols.
    """

    output: str
    fact: int
    advised: frozenset[int] | int
    silent: frozenset[int]

    def verdict(self, code: int) -> bool | None:
        """Return whether a stated code agrees, or None where nothing is stated."""
        if code in self.silent:
            return None
        if isinstance(self.advised, int):
            return bool(code & self.advised)
        return code in self.advised


@dataclass(slots=True, eq=False)
class Review:
    """The comparison of one rule's outputs with what is stated, remembered by the codes."""

    rule: int
    outputs: tuple[Reviewed, ...]
    memo: Memo[object, Hit] = field(default_factory=Memo)
    pick: itemgetter[object] = field(init=False)

    def __post_init__(self) -> None:
        self.pick = itemgetter(*(reviewed.fact for reviewed in self.outputs))

    def hit(self, codes: list[int]) -> Hit:
        """Return the hit that the codes of all facts make of this rule."""
        key = self.pick(codes)
        found = self.memo.get(key)
        return self.memo.keep(key, self._compare(codes)) if found is None else found

    def _compare(self, codes: list[int]) -> Hit:
        verdicts = {entry.output: entry.verdict(codes[entry.fact]) for entry in self.outputs}
        against = tuple(output for output, verdict in verdicts.items() if verdict is False)
        agreed = tuple(output for output, verdict in verdicts.items() if verdict)
        if against:
            return Hit(self.rule, "finding", against, agreed)
        kind: Kind = "good_sign" if len(agreed) == len(verdicts) else "recommendation"
        return Hit(self.rule, kind, (), agreed)

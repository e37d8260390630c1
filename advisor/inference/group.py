"""One ruleset of a topic: evaluate it once per combination of symbols, then remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from advisor.facts import MISSING
from advisor.inference.outcome import Derived, Hit, Outcome, Undecided
from advisor.inference.session import Ruleset
from advisor.rulebase import Kind

__all__ = ["CompiledRule", "Group", "Reviewed"]

MEMO_LIMIT = 4096


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


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule in numbers: its conditions, the review of its outputs, what it derives."""

    number: int
    when: Mapping[int, frozenset[int]]
    reviewed: tuple[Reviewed, ...]
    derives: Mapping[int, int]
    advice: bool
    kind: Kind

    def missing(self, codes: Mapping[int, int]) -> tuple[int, ...] | None:
        """Return the facts it lacks; None when a known fact speaks against it."""
        lacking = []
        for fact, allowed in self.when.items():
            if codes[fact] == MISSING:
                lacking.append(fact)
            elif codes[fact] not in allowed:
                return None
        return tuple(lacking)


class Group:
    """Some rules of one topic with their ruleset and a bounded memory of outcomes."""

    def __init__(
        self,
        topic: str,
        rules: Sequence[CompiledRule],
        *,
        first_only: bool,
        nothing: Mapping[int, int],
    ) -> None:
        """Compile the rules.

        Args:
            topic: The topic's name.
            rules: The rules, in the order of the file.
            first_only: Whether only the first hit counts.
            nothing: For each derived fact of these rules, the code of *concludes nothing*.
        """
        self.topic = topic
        self.rules = tuple(rules)
        self.facts = tuple(sorted({f for rule in rules for f in _facts_of(rule)}))
        self._first_only = first_only
        self._nothing = nothing
        self._pick = itemgetter(*self.facts) if self.facts else None
        self._memo: dict[object, Outcome] = {}
        self._ruleset = Ruleset(topic, [rule.when for rule in rules])

    def outcome(self, codes: Sequence[int]) -> Outcome:
        """Return what the rules make of the codes of all facts."""
        key = self._pick(codes) if self._pick else ()
        found = self._memo.get(key)
        if found is None:
            if len(self._memo) >= MEMO_LIMIT:
                self._memo.clear()
            found = self._evaluate({fact: codes[fact] for fact in self.facts})
            self._memo[key] = found
        return found

    def forget(self) -> None:
        """Empty the memory."""
        self._memo.clear()

    def close(self) -> None:
        """Release the engine's ruleset."""
        self._ruleset.close()

    def _evaluate(self, codes: Mapping[int, int]) -> Outcome:
        fired = frozenset(self._ruleset.fired(codes))
        hits: list[Hit] = []
        undecided: list[Undecided] = []
        blocking: tuple[int, ...] = ()
        for place, rule in enumerate(self.rules):
            if place in fired and not blocking:
                hits.append(_review(rule, codes))
                if self._first_only:
                    break
                continue
            missing = blocking if place in fired else rule.missing(codes)
            if missing:
                undecided.append(Undecided(rule.number, missing))
                blocking = blocking or (missing if self._first_only else ())
        return Outcome(tuple(hits), tuple(undecided), self._derive(hits, undecided))

    def _derive(self, hits: list[Hit], undecided: list[Undecided]) -> tuple[Derived, ...]:
        by_number = {rule.number: rule for rule in self.rules}
        return tuple(
            _derived(fact, nothing, hits, undecided, by_number)
            for fact, nothing in self._nothing.items()
        )


def _derived(
    fact: int,
    nothing: int,
    hits: list[Hit],
    undecided: list[Undecided],
    by_number: Mapping[int, CompiledRule],
) -> Derived:
    for hit in hits:
        code = by_number[hit.rule].derives.get(fact)
        if code is not None:
            return Derived(fact, code, hit.rule)
    missing = [
        lacking
        for entry in undecided
        if fact in by_number[entry.rule].derives
        for lacking in entry.missing
    ]
    if missing:
        return Derived(fact, MISSING, None, tuple(dict.fromkeys(missing)))
    return Derived(fact, nothing, None)


def _facts_of(rule: CompiledRule) -> set[int]:
    return {*rule.when, *(reviewed.fact for reviewed in rule.reviewed)}


def _review(rule: CompiledRule, codes: Mapping[int, int]) -> Hit:
    if not rule.advice or not rule.reviewed:
        return Hit(rule.number, rule.kind)
    verdicts = {r.output: r.verdict(codes[r.fact]) for r in rule.reviewed}
    against = tuple(output for output, verdict in verdicts.items() if verdict is False)
    agreed = tuple(output for output, verdict in verdicts.items() if verdict)
    if against:
        return Hit(rule.number, "finding", against, agreed)
    kind: Kind = "good_sign" if len(agreed) == len(verdicts) else "recommendation"
    return Hit(rule.number, kind, (), agreed)

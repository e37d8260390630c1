"""One ruleset of a topic: evaluate it once per combination of symbols, then remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from advisor.facts import MISSING, Memo
from advisor.inference.outcome import Derived, Hit, Outcome, Review, Undecided
from advisor.inference.session import Ruleset

__all__ = ["CompiledRule", "Group"]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule in numbers: its conditions, what it derives, and how it is to be reviewed."""

    number: int
    when: Mapping[int, frozenset[int]]
    derives: Mapping[int, int]
    speaks: Hit | Review

    def missing(self, codes: Sequence[int]) -> tuple[int, ...] | None:
        """Return the facts it lacks; None when a known fact speaks against it."""
        lacking = []
        for fact, allowed in self.when.items():
            if codes[fact] == MISSING:
                lacking.append(fact)
            elif codes[fact] not in allowed:
                return None
        return tuple(lacking)


class Group:
    """Some rules of one topic with their ruleset and a bounded memory of outcomes.

    ``pick`` takes from the codes of all facts those that the rules read; ``memo`` holds the
    outcomes by what it picked, None where nothing comes of it.
    """

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
        self.facts = tuple(sorted({fact for rule in rules for fact in rule.when}))
        self._rules = tuple(rules)
        self._first_only = first_only
        self._nothing = nothing
        self.pick = itemgetter(*self.facts) if self.facts else _no_facts
        self.memo: Memo[object, Outcome | None] = Memo()
        self._outcomes: Memo[Outcome, Outcome] = Memo()
        self._undecided: Memo[tuple[int, tuple[int, ...]], Undecided] = Memo()
        self._ruleset = Ruleset(topic, [rule.when for rule in rules])

    def work_out(self, codes: Sequence[int]) -> Outcome | None:
        """Evaluate the rules for the codes of all facts, and remember what comes of it."""
        key = self.pick(codes)
        known = MISSING not in key if isinstance(key, tuple) else key != MISSING
        fired = self._ruleset.fired(codes)
        if known and not fired and not self._nothing:
            return self.memo.keep(key, None)
        found = self._evaluate(fired, codes, known=known)
        if found.silent:
            return self.memo.keep(key, None)
        # Few outcomes differ: kept once each, they stay in the processor's caches.
        return self.memo.keep(key, self._outcomes.get(found) or self._outcomes.keep(found, found))

    def forget(self) -> None:
        """Empty the memory."""
        for memo in (self.memo, self._outcomes, self._undecided):
            memo.clear()
        for rule in self._rules:
            if isinstance(rule.speaks, Review):
                rule.speaks.memo.clear()

    def close(self) -> None:
        """Release the engine's ruleset."""
        self._ruleset.close()

    def _evaluate(self, fired: Sequence[int], codes: Sequence[int], *, known: bool) -> Outcome:
        undecided: list[Undecided] = []
        if known:  # the rules that did not fire are clear
            hits = [self._rules[place] for place in fired[: 1 if self._first_only else None]]
        else:
            hits, undecided = self._weigh(fired, codes)
        speaking = [rule.speaks for rule in hits]
        return Outcome(
            tuple([one for one in speaking if isinstance(one, Hit)]),
            tuple([one for one in speaking if isinstance(one, Review)]),
            tuple(undecided),
            tuple([self._derive(fact, hits, undecided) for fact in self._nothing]),
        )

    def _weigh(
        self, fired: Sequence[int], codes: Sequence[int]
    ) -> tuple[list[CompiledRule], list[Undecided]]:
        """Return the rules that fired, and those that could yet fire if more were known."""
        hits: list[CompiledRule] = []
        undecided: list[Undecided] = []
        blocking: tuple[int, ...] = ()
        for place, rule in enumerate(self._rules):
            if place in fired and not blocking:
                hits.append(rule)
                if self._first_only:
                    break
                continue
            missing = blocking if place in fired else rule.missing(codes)
            if missing:
                undecided.append(self._waiting(rule.number, missing))
                blocking = blocking or (missing if self._first_only else ())
        return hits, undecided

    def _waiting(self, rule: int, missing: tuple[int, ...]) -> Undecided:
        key = (rule, missing)
        return self._undecided.get(key) or self._undecided.keep(key, Undecided(rule, missing))

    def _derive(self, fact: int, hits: list[CompiledRule], undecided: list[Undecided]) -> Derived:
        for rule in hits:
            if fact in rule.derives:
                return Derived(fact, rule.derives[fact], rule.number, rests_on=tuple(rule.when))
        able = {rule.number for rule in self._rules if fact in rule.derives}
        missing = [name for entry in undecided if entry.rule in able for name in entry.missing]
        if missing:
            return Derived(fact, MISSING, None, tuple(dict.fromkeys(missing)))
        return Derived(fact, self._nothing[fact], None)


def _no_facts(codes: Sequence[int]) -> tuple[()]:
    return ()

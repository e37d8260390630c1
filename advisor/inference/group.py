"""One ruleset of a topic: evaluate it once per combination of symbols, then remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from advisor.facts import MISSING, Memo
from advisor.inference.outcome import Derived, Hit, Outcome, Review, Undecided
from advisor.inference.session import Ruleset

__all__ = ["CompiledRule", "Group"]

Places = tuple[int, ...]
"""Rules by their place in the group, or facts by their numbers."""

Waiting = tuple[tuple[int, Places], ...]
"""Rules by their place, each with the facts it lacks."""


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
        self._outcomes: Memo[tuple[Places, Waiting], Outcome | None] = Memo()
        self._undecided: Memo[tuple[int, Places], Undecided] = Memo()
        self._ruleset = Ruleset(topic, [rule.when for rule in rules])

    def work_out(self, codes: Sequence[int]) -> Outcome | None:
        """Evaluate the rules for the codes of all facts, and remember what comes of it."""
        key = self.pick(codes)
        fired = self._ruleset.fired(codes)
        if MISSING in key if isinstance(key, tuple) else key == MISSING:
            hits, waiting = self._weigh(fired, codes)
        else:  # the rules that did not fire are clear
            hits, waiting = fired[:1] if self._first_only else fired, ()
        return self.memo.keep(key, self._outcome(hits, waiting))

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

    def _weigh(self, fired: Places, codes: Sequence[int]) -> tuple[Places, Waiting]:
        """Return the rules that fired, and those that could yet fire if more were known."""
        hits: list[int] = []
        waiting: list[tuple[int, Places]] = []
        blocking: Places = ()
        for place, rule in enumerate(self._rules):
            if place in fired and not blocking:
                hits.append(place)
                if self._first_only:
                    break
                continue
            missing = blocking if place in fired else rule.missing(codes)
            if missing:
                waiting.append((place, missing))
                blocking = blocking or (missing if self._first_only else ())
        return tuple(hits), tuple(waiting)

    def _outcome(self, hits: Places, waiting: Waiting) -> Outcome | None:
        """Return what follows from some rules, once for all combinations that lead to it.

        Few outcomes differ, and kept once each they stay in the caches of the processor.
        """
        content = (hits, waiting)
        if content in self._outcomes:
            return self._outcomes[content]
        if not hits and not waiting and not self._nothing:
            return self._outcomes.keep(content, None)
        speaking = [self._rules[place].speaks for place in hits]
        outcome = Outcome(
            tuple([one for one in speaking if isinstance(one, Hit)]),
            tuple([one for one in speaking if isinstance(one, Review)]),
            tuple([self._wait(*entry) for entry in waiting]),
            tuple([self._derive(fact, hits, waiting) for fact in self._nothing]),
        )
        return self._outcomes.keep(content, outcome)

    def _wait(self, place: int, missing: Places) -> Undecided:
        known = self._undecided.get((place, missing))
        if known is not None:
            return known
        undecided = Undecided(self._rules[place].number, missing)
        return self._undecided.keep((place, missing), undecided)

    def _derive(self, fact: int, hits: Places, waiting: Waiting) -> Derived:
        for rule in [self._rules[place] for place in hits]:
            if fact in rule.derives:
                return Derived(fact, rule.derives[fact], rule.number, rests_on=tuple(rule.when))
        missing = [
            name for place, names in waiting if fact in self._rules[place].derives for name in names
        ]
        if missing:
            return Derived(fact, MISSING, None, tuple(dict.fromkeys(missing)))
        return Derived(fact, self._nothing[fact], None)


def _no_facts(codes: Sequence[int]) -> tuple[()]:
    return ()

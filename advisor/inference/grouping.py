"""Divide a topic's rules into rulesets that read few facts each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import prod

from advisor.rulebase import Rule, Topic

__all__ = ["divide"]

LIMIT = 2048
"""How many combinations of symbols one ruleset may see before its rules are divided.

Answers are remembered by combination: with few combinations nearly every query is one
that was answered before.
"""

CROWD = 400
"""How many conditions rules may have that read more combinations than `LIMIT` together.

Each set of rules costs a look-up a query, so rules over the same facts share one even then.
The engine holds at most 500 distinct tests side by side.
"""


@dataclass
class _Part:
    facts: set[str] = field(default_factory=set)
    rules: list[Rule] = field(default_factory=list)
    conditions: int = 0


def divide(topic: Topic, sizes: Callable[[str], int]) -> list[tuple[Rule, ...]]:
    """Divide the rules of a topic, keeping together those that share facts.

    Rules of a table whose first hit counts stay together.
    """
    if topic.hit_policy == "first":
        return [topic.rules]
    parts: list[_Part] = []
    for rule in topic.rules:
        _place(rule, frozenset(rule.when), parts, sizes)
    return [tuple(part.rules) for part in parts]


def _place(
    rule: Rule, facts: frozenset[str], parts: list[_Part], sizes: Callable[[str], int]
) -> None:
    conditions = prod(map(len, rule.when.values()))

    def growth(part: _Part) -> int:
        return prod(map(sizes, facts - part.facts))

    def fits(part: _Part) -> bool:
        if facts <= part.facts and part.conditions + conditions <= CROWD:
            return True
        return _space(part.facts | facts, sizes) <= LIMIT

    room = [part for part in parts if fits(part)]
    part = min(room, key=growth, default=None)
    if part is None:
        part = _Part()
        parts.append(part)
    part.facts |= facts
    part.rules.append(rule)
    part.conditions += conditions


def _space(facts: set[str] | Sequence[str], sizes: Callable[[str], int]) -> int:
    return prod(map(sizes, facts))

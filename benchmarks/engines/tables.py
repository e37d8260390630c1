"""Decision tables as every engine gets them: taken from rule files, or made up for growth."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from advisor.rulebase import RuleBase, Topic

__all__ = ["TOPICS", "Engine", "Facts", "Knowledge", "Row", "Table", "never_twice", "taken_from"]

TOPICS = (
    "last_layer",
    "metric",
    "evaluation",
    "network",
    "loss_expectation",
    "loss_standing",
    "loss_values",
)
"""Four tables that stand alone, and a chain: each of the last three reads the one before."""

Facts = Mapping[str, str]
"""What is known of one project: symbols by fact; what is not known is left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: the symbols that satisfy each fact, and what it concludes for later tables."""

    id: str
    when: Mapping[str, tuple[str, ...]]
    concludes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The rules about one matter; of an ``exclusive`` table at most one ever fires."""

    name: str
    exclusive: bool
    rows: tuple[Row, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the rules read."""
        return tuple(dict.fromkeys(fact for row in self.rows for fact in row.when))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Tables in the order in which they build on each other, and the facts that they read.

    ``symbols`` are those of each fact that may be given, ``concluded`` those of each fact that a
    table concludes; ``unstated`` says what a fact becomes where nothing is known of it.
    """

    tables: tuple[Table, ...]
    symbols: Mapping[str, tuple[str, ...]]
    concluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unstated: Mapping[str, str] = field(default_factory=dict)


class Engine(Protocol):
    """Knowledge made ready in one engine, in the way that is fastest there."""

    def ask(self, facts: Facts) -> object:
        """Answer one query, in the engine's own form."""

    def ask_all(self, many: Sequence[Facts]) -> Sequence[object]:
        """Answer many queries."""

    def rules(self, answer: object) -> frozenset[str]:
        """Return the ids of the rules that fired; not part of what is timed."""


def taken_from(rulebase: RuleBase, names: Sequence[str] = TOPICS) -> Knowledge:
    """Take the tables of some topics out of a rule base."""
    topics = [topic for topic in rulebase.topics.values() if topic.name in names]
    read = dict.fromkeys(fact for topic in topics for rule in topic.rules for fact in rule.when)
    concluded = {
        fact: symbols
        for fact, (producer, symbols) in rulebase.derived.items()
        if fact in read and producer in names
    }
    given = {fact: rulebase.symbols(fact) for fact in read if fact not in concluded}
    known = rulebase.vocabulary.facts
    otherwise = {fact: known[fact].otherwise for fact in given}
    return Knowledge(
        tuple(_table(topic, concluded) for topic in topics),
        given,
        concluded,
        {fact: symbol for fact, symbol in otherwise.items() if symbol is not None},
    )


def _table(topic: Topic, concluded: Mapping[str, object]) -> Table:
    rows = tuple(
        Row(
            rule.id,
            dict(rule.when),
            {fact: str(given[0].value) for fact, given in rule.then.items() if fact in concluded},
        )
        for rule in topic.rules
    )
    return Table(topic.name, topic.hit_policy == "unique", rows)


def never_twice(
    knowledge: Knowledge, seed: int, filled: float = 0.9, *, remember: bool = True
) -> Iterator[Facts]:
    """Give random facts without end, no two alike; a share of them is left unstated.

    Where they are too many to ``remember``, two may be alike, which hardly ever happens.
    """
    draw = random.Random(seed)
    seen: set[int] = set()
    while True:
        facts = {}
        for fact, symbols in knowledge.symbols.items():
            if draw.random() < filled:
                facts[fact] = draw.choice(symbols)
            elif fact in knowledge.unstated:
                facts[fact] = knowledge.unstated[fact]
        mark = hash(tuple(facts.items()))
        if mark not in seen:
            if remember:
                seen.add(mark)
            yield facts

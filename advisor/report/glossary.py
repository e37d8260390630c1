"""The words that rules are written in: every fact with its symbols, fields and readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict

from advisor.facts import Fact, Vocabulary
from advisor.rulebase import RuleBase

__all__ = ["FactEntry", "QuantityEntry", "facts_of", "quantities_of", "readers"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class FactEntry(_Entry):
    """A fact that rules may match on, or another topic's output that they may build on.

    ``fields`` are those of the descriptor that it is read from; an output has none, and
    ``given_by`` names its topic. ``topics`` read the fact or compare their advice with it.
    A fact with ``many`` symbols at once is for comparing only.
    """

    fact: str
    question: str | None
    symbols: tuple[str, ...]
    fields: tuple[str, ...]
    given_by: str | None
    topics: tuple[str, ...]
    many: bool


class QuantityEntry(_Entry):
    """A number that messages may name and facts may be cut from.

    ``measure`` and ``of`` say how it is made, ``fields`` what it rests on in the end;
    ``default`` is the threshold that stands in while it is not told.
    """

    quantity: str
    measure: str | None
    of: tuple[str, ...]
    fields: tuple[str, ...]
    default: str | None


def facts_of(rulebase: RuleBase) -> list[FactEntry]:
    """List the facts of the vocabulary, then the outputs that other topics build on."""
    used = readers(rulebase)
    stated = [_stated(fact, rulebase.vocabulary, used) for fact in _facts(rulebase)]
    derived = [
        FactEntry(
            fact=name,
            question=None,
            symbols=symbols,
            fields=(),
            given_by=topic,
            topics=used.get(name, ()),
            many=False,
        )
        for name, (topic, symbols) in rulebase.derived.items()
    ]
    return [*stated, *derived]


def quantities_of(rulebase: RuleBase) -> list[QuantityEntry]:
    """List the quantities with the fields that they are made of."""
    vocabulary = rulebase.vocabulary
    return [
        QuantityEntry(
            quantity=quantity.name,
            measure=quantity.measure,
            of=quantity.of,
            fields=_once(vocabulary.fields_behind(quantity.name)),
            default=quantity.default,
        )
        for quantity in vocabulary.quantities.values()
    ]


def readers(rulebase: RuleBase) -> Mapping[str, tuple[str, ...]]:
    """Return for each fact the topics that read it or compare their advice with it."""
    found: dict[str, dict[str, None]] = {}
    for topic in rulebase.topics.values():
        for fact in (*topic.inputs, *topic.review.values()):
            found.setdefault(fact, {})[topic.name] = None
    return {fact: tuple(topics) for fact, topics in found.items()}


def _stated(fact: Fact, vocabulary: Vocabulary, used: Mapping[str, tuple[str, ...]]) -> FactEntry:
    return FactEntry(
        fact=fact.name,
        question=fact.question,
        symbols=fact.symbols,
        fields=_once(path for each in fact.readings for path in vocabulary.fields_of(each)),
        given_by=None,
        topics=used.get(fact.name, ()),
        many=fact.many,
    )


def _facts(rulebase: RuleBase) -> Iterable[Fact]:
    return rulebase.vocabulary.facts.values()


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))

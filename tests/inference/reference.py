"""A plain, slow evaluator of rule bases: no engine, no numbers, no memory of past answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.rulebase import Rule, RuleBase, Topic

NOTHING = "(none of the symbols)"


@dataclass
class Expected:
    """Fired rules with kind and comparison, undecided rules with what they lack."""

    fired: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    undecided: dict[str, frozenset[str]] = field(default_factory=dict)
    derived: dict[str, str | None] = field(default_factory=dict)


def evaluate(rulebase: RuleBase, stated: Mapping[str, str | None]) -> Expected:
    """Evaluate every topic in order; a fact maps to its symbol, to None when unknown.

    ``NOTHING`` stands for what is known and none of the symbols.
    """
    result = Expected()
    facts = dict(stated)
    for topic in rulebase.topics.values():
        _evaluate_topic(rulebase, topic, facts, result)
        for output, (producer, _) in rulebase.derived.items():
            if producer == topic.name:
                facts[output] = result.derived[output] = _derive(topic, output, result)
    return result


def _evaluate_topic(
    rulebase: RuleBase, topic: Topic, facts: Mapping[str, str | None], result: Expected
) -> None:
    waiting: frozenset[str] = frozenset()
    for rule in topic.rules:
        failed = [f for f, by in rule.when.items() if facts[f] is not None and facts[f] not in by]
        unknown = frozenset(f for f in rule.when if facts[f] is None)
        if failed:
            continue
        if unknown or waiting:
            result.undecided[rule.id] = unknown or waiting
            if topic.hit_policy == "first" and not waiting:
                waiting = unknown
            continue
        result.fired[rule.id] = _review(rulebase, topic, rule, facts)
        if topic.hit_policy == "first":
            return


def _review(
    rulebase: RuleBase, topic: Topic, rule: Rule, facts: Mapping[str, str | None]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    against: list[str] = []
    agreed: list[str] = []
    reviewed = 0
    for output, fact in topic.review.items():
        if output not in rule.then:
            continue
        reviewed += 1
        known = rulebase.vocabulary.facts.get(fact)
        said = facts[fact]
        if said is None or said == NOTHING or (known is not None and said == known.otherwise):
            continue
        advised = {str(alternative.value) for alternative in rule.then[output]}
        (agreed if said in advised else against).append(output)
    if rule.kind != "recommendation" or not reviewed:
        return rule.kind, (), ()
    if against:
        return "finding", tuple(against), tuple(agreed)
    return ("good_sign" if len(agreed) == reviewed else "recommendation"), (), tuple(agreed)


def _derive(topic: Topic, output: str, result: Expected) -> str | None:
    for rule in topic.rules:
        if rule.id in result.fired and output in rule.then:
            return str(rule.then[output][0].value)
    if any(rule.id in result.undecided and output in rule.then for rule in topic.rules):
        return None
    return NOTHING

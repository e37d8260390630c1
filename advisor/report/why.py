"""Say why a rule fired, or why not: condition by condition."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from advisor.facts import MISSING, PLACES, Fact, length, plain
from advisor.inference import Engine, Inference
from advisor.report.evidence import EvidenceWriter, brief
from advisor.report.explanation import Condition, WhyNot
from advisor.report.questions import more_values, questions_of
from advisor.rulebase import Rule, RuleBase

__all__ = ["why_not"]


def why_not(
    rulebase: RuleBase,
    engine: Engine,
    evidence: EvidenceWriter,
    inference: Inference,
    rule_id: str,
) -> WhyNot:
    """Hold the conditions of one rule against the facts of a descriptor."""
    rule, number = rulebase.rules[rule_id], engine.rules[rule_id]
    conditions = tuple(
        _condition(rulebase, engine, evidence, inference, rule, fact) for fact in rule.when
    )
    if any(hit.rule == number for hit in inference.hits):
        return WhyNot(rule=rule_id, outcome="fired", conditions=conditions)
    waits = any(entry.rule == number for entry in inference.undecided)
    holds = all(condition.status != "fails" for condition in conditions)
    return WhyNot(
        rule=rule_id,
        outcome="not_evaluable" if waits else "clear",
        conditions=conditions,
        blocked_by=_blocker(rulebase, engine, inference, rule) if holds else None,
    )


def _condition(
    rulebase: RuleBase,
    engine: Engine,
    evidence: EvidenceWriter,
    inference: Inference,
    rule: Rule,
    name: str,
) -> Condition:
    number = engine.facts[name]
    code, found = inference.facts.codes[number], inference.facts.evidence[number]
    fact = rulebase.vocabulary.facts.get(name)
    symbols = rulebase.symbols(name)
    symbol = symbols[code] if 0 <= code < len(symbols) else None
    value: JsonValue = None
    if code != MISSING and (symbol is None or fact is None or symbol != fact.otherwise):
        value = brief(evidence.stated(number, inference))
    path, question = (fact.asks, fact.question) if fact else (None, None)
    if fact and code == MISSING:
        path = evidence.reader.wanted(number, inference.facts) or fact.asks
        question = _question(rulebase, evidence, fact, path, inference)
    return Condition(
        fact=name,
        wanted=tuple(map(plain, rule.when[name])),
        symbol=None if symbol is None else plain(symbol),
        status=_status(code, symbol, rule.when[name]),
        path=path,
        value=value,
        question=question,
        measure=found.source.measure if found else None,
    )


def _question(
    rulebase: RuleBase, evidence: EvidenceWriter, fact: Fact, path: str, inference: Inference
) -> str:
    """Ask for the field that a fact waits for: mostly the one that it asks for."""
    asking = questions_of(rulebase.vocabulary.facts.values())[path]
    question = fact.question if path == fact.asks else asking
    value = inference.facts.values[PLACES[path]]
    if value is None:
        return question
    return more_values(question, path, value, evidence.reader.fewest(path, length(value)))


def _status(
    code: int, symbol: str | None, wanted: tuple[str, ...]
) -> Literal["holds", "fails", "unknown"]:
    if code == MISSING:
        return "unknown"
    return "holds" if symbol in wanted else "fails"


def _blocker(rulebase: RuleBase, engine: Engine, inference: Inference, rule: Rule) -> str | None:
    """Return the earlier row that stands in the way where only the first hit counts."""
    topic = rulebase.topics[rule.topic]
    if topic.hit_policy != "first":
        return None
    standing = {hit.rule for hit in inference.hits}
    standing |= {entry.rule for entry in inference.undecided}
    earlier = (r.id for r in topic.rules if engine.rules[r.id] < engine.rules[rule.id])
    return next((name for name in earlier if engine.rules[name] in standing), None)

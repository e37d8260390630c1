"""Tell about rules: explain one, compare two reports, list what the rules cover."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.errors import Location
from advisor.facts import Cuts, Fact, plain
from advisor.report.explanation import (
    Change,
    Comparison,
    Coverage,
    Requirement,
    RuleExplanation,
    ThresholdUse,
)
from advisor.report.model import Provenance, Report, Scalar
from advisor.rulebase import Output, Rule, RuleBase

__all__ = ["compare", "cover", "explain"]


def explain(rulebase: RuleBase, rule_id: str, *, disabled: str | None = None) -> RuleExplanation:
    """Gather everything that the rule base knows about one rule.

    Args:
        rulebase: The rule base, with the rule in it.
        rule_id: The rule.
        disabled: Why the rule was taken out, if it was.
    """
    rule = rulebase.rules[rule_id]
    topic = rulebase.topics[rule.topic]
    return RuleExplanation(
        rule=rule.id,
        name=rule.name,
        topic=topic.name,
        topic_title=topic.title,
        status=rule.status,
        kind=rule.kind,
        severity=rule.severity,
        symptom=rule.symptom,
        when=tuple(_requirement(rulebase, fact, rule) for fact in rule.when),
        outputs={name: tuple(map(_shown, given)) for name, given in rule.then.items()},
        reviews={out: fact for out, fact in topic.review.items() if out in rule.then},
        message=rule.message,
        rationale=rule.rationale or "",
        causes=rule.causes,
        remedies=rule.remedies,
        innocent_explanations=rule.innocent_explanations,
        measure_next=rule.measure_next,
        updates=rule.updates,
        updated_by=tuple(r.id for r in rulebase.rules.values() if rule.id in r.updates),
        provenance=Provenance(
            document=rule.provenance.document,
            year=rule.provenance.year,
            locator=rule.provenance.locator,
            statements=rule.provenance.statements,
            basis="interpreted" if rule.provenance.basis == "interpreted" else "stated",
        ),
        statements={s: rulebase.statements[s].says for s in rule.provenance.statements},
        examples=tuple(e.name for e in topic.examples if rule.id in e.fires),
        place=_place(rule.location),
        disabled=disabled,
    )


def compare(before: Report, after: Report) -> Comparison:
    """Say which conclusions of one report are not in the other, or not in the same words."""
    old = {conclusion.rule: conclusion for conclusion in before.conclusions}
    new = {conclusion.rule: conclusion for conclusion in after.conclusions}
    return Comparison(
        gained=tuple(c for c in after.conclusions if c.rule not in old),
        lost=tuple(c for c in before.conclusions if c.rule not in new),
        changed=tuple(
            Change(rule=rule, before=old[rule], after=conclusion)
            for rule, conclusion in new.items()
            if rule in old and old[rule] != conclusion
        ),
    )


def cover(rulebase: RuleBase) -> list[Coverage]:
    """List all statements with the rules that claim them."""
    claims: dict[str, list[str]] = {}
    for rule in rulebase.rules.values():
        for statement in rule.provenance.statements:
            claims.setdefault(statement, []).append(rule.id)
    return [
        Coverage(
            statement=statement.id,
            document=statement.document,
            where=statement.where,
            says=statement.says,
            rules=tuple(claims.get(statement.id, ())),
        )
        for statement in rulebase.statements.values()
    ]


def _place(location: Location) -> str:
    """Name a place by its folder; where that folder lies is nobody's business."""
    path = Path(location.file)
    return f"{path.parent.name}/{path.name}:{location.line}".lstrip("/")


def _shown(output: Output) -> Scalar:
    value = output.value
    return f"{{{output.quantity}}}" if value is None else value


def _requirement(rulebase: RuleBase, name: str, rule: Rule) -> Requirement:
    fact = rulebase.vocabulary.facts.get(name)
    return Requirement(
        fact=name,
        wanted=tuple(map(plain, rule.when[name])),
        path=fact.asks if fact else None,
        question=fact.question if fact else None,
        thresholds=tuple(_thresholds(rulebase, fact)) if fact else (),
    )


def _thresholds(rulebase: RuleBase, fact: Fact) -> Iterator[ThresholdUse]:
    for reading in fact.readings:
        for cut in reading.cuts if isinstance(reading, Cuts) else ():
            if cut.threshold is not None:
                used = rulebase.thresholds[cut.threshold]
                yield ThresholdUse(
                    name=used.name,
                    value=used.value,
                    reason=used.reason,
                    basis=used.basis,
                    reference=used.reference,
                )

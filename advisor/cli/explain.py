"""``advisor explain``: all there is to know about one rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from advisor.cli.answers import answer_json
from advisor.cli.code import framework_option
from advisor.cli.options import build_advisor, json_or_text, rule_base_options
from advisor.cli.screen import emit, new_page, show
from advisor.report.code_text import code_lines
from advisor.report.explanation import Requirement, RuleExplanation, ThresholdUse
from advisor.report.page import Page
from advisor.report.words import either, outputs_words, source_words, symbol_words

__all__ = ["explain"]

_FEW_THRESHOLDS = 2


@click.command(short_help="Explain a rule: when it fires, what it says, on whose word.")
@click.argument("rule")
@rule_base_options
@framework_option
@json_or_text
def explain(
    rule: str,
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
    framework: str | None,
    form: str,
) -> None:
    """Explain RULE: when it fires, what it says, and on whose word."""
    explanation = build_advisor(rules_paths, disable).explain(rule, framework=framework)
    if form == "json":
        emit(answer_json(explanation))
        return
    page = new_page()
    _head(page, explanation)
    _conditions(page, explanation)
    _lists(page, explanation)
    _origin(page, explanation)
    code_lines(page, explanation.code)
    show(page.lines)


def _head(page: Page, rule: RuleExplanation) -> None:
    page.line((f"{rule.rule} {rule.name}", "title"))
    status = "" if rule.status == "stable" else f", {rule.status}"
    kind = rule.kind.replace("_", " ")
    page.paragraph(f"{rule.topic_title} ({rule.topic}), {kind}{status}", style="dim")
    if rule.disabled:
        page.paragraph(f"Disabled: {rule.disabled}", style="warning")
    page.blank()
    page.paragraph(rule.message)
    if rule.rationale:
        page.blank()
        page.paragraph(rule.rationale)
    page.blank()


def _conditions(page: Page, rule: RuleExplanation) -> None:
    if not rule.when:
        page.field("when", "always")
    for number, requirement in enumerate(rule.when):
        page.field("when" if number == 0 else "and", _condition(requirement))
        for line in _thresholds(requirement.thresholds):
            page.field("", line, style="dim")
    page.field("then", outputs_words(rule.outputs), style="advice")
    page.field("reviews", ", ".join(symbol_words(output) for output in rule.reviews))


def _condition(requirement: Requirement) -> str:
    wanted = either([symbol_words(symbol) for symbol in requirement.wanted])
    where = f" ({requirement.path})" if requirement.path else ""
    return f"{symbol_words(requirement.fact)} is {wanted}{where}"


def _thresholds(uses: Sequence[ThresholdUse]) -> list[str]:
    """Give the cut-points, with their reasons where there are few."""
    values = [f"{use.name} = {use.value:g}" for use in uses]
    if len(uses) > _FEW_THRESHOLDS:
        return [f"cut at {', '.join(values)}"]
    return [f"{value} ({use.basis}): {use.reason}" for value, use in zip(values, uses, strict=True)]


def _lists(page: Page, rule: RuleExplanation) -> None:
    page.ranked("causes", rule.causes)
    page.ranked("remedies", rule.remedies)
    page.ranked("innocent", rule.innocent_explanations)
    page.ranked("measure", rule.measure_next)


def _origin(page: Page, rule: RuleExplanation) -> None:
    page.field("source", source_words(rule.provenance, section=page.glyphs.section), style="dim")
    for statement, says in rule.statements.items():
        page.field("", f"{statement}: {says}", style="dim")
    page.field("updates", ", ".join(rule.updates))
    page.field("newer", ", ".join(rule.updated_by))
    page.ranked("examples", rule.examples)
    page.field("file", rule.place, style="dim")

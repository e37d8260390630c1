"""``advisor why-not``: which condition of a rule failed, or is not known."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.answers import answer_json
from advisor.cli.options import build_advisor, json_or_text, rule_base_options, set_option
from advisor.cli.reading import read_descriptor
from advisor.cli.screen import emit, new_page, show
from advisor.report.explanation import Condition, WhyNot
from advisor.report.page import Page
from advisor.report.words import either, symbol_words, value_words

__all__ = ["why_not"]

_OUTCOMES = {
    "fired": "fires for this project.",
    "clear": "does not apply to this project.",
    "not_evaluable": "could not be decided.",
}


@click.command("why-not", short_help="Say why a rule did not fire for a project.")
@click.argument("rule")
@click.argument("file", required=False)
@set_option
@rule_base_options
@json_or_text
def why_not(
    rule: str,
    file: str | None,
    settings: tuple[str, ...],
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
    form: str,
) -> None:
    """Say which condition of RULE holds, fails or is unknown for the project in FILE."""
    descriptor = read_descriptor(file, settings)
    answer = build_advisor(rules_paths, disable).why_not(rule, descriptor)
    if form == "json":
        emit(answer_json(answer))
        return
    page = new_page()
    _explain(page, answer)
    show(page.lines)


def _explain(page: Page, answer: WhyNot) -> None:
    outcome = _OUTCOMES.get(answer.outcome, answer.outcome)
    page.line((f"{answer.rule} ", "name"), (outcome, ""))
    for condition in answer.conditions:
        _condition(page, condition)
    if answer.blocked_by:
        page.paragraph(f"Another rule of its table comes first: {answer.blocked_by}.", indent=2)


def _condition(page: Page, condition: Condition) -> None:
    marks = {"holds": (page.glyphs.good, "good"), "fails": (page.glyphs.error, "error")}
    mark, style = marks.get(condition.status, ("?", "warning"))
    wanted = either([symbol_words(symbol) for symbol in condition.wanted])
    page.paragraph(
        f"{symbol_words(condition.fact)} must be {wanted}; {_found(condition)}",
        indent=2,
        first=f"{mark} ",
        label=style,
    )
    if condition.status == "unknown" and condition.question:
        where = f" ({condition.path})" if condition.path else ""
        page.paragraph(f"{condition.question}{where}", indent=4, style="advice")


def _found(condition: Condition) -> str:
    if condition.status == "unknown":
        return "not known"
    found = "it is none of these"
    if condition.symbol is not None:
        found = f"it is {symbol_words(condition.symbol)}"
    if condition.path is None:
        return found
    value = value_words(condition.value)
    if condition.value is None or value.casefold() == str(condition.symbol).casefold():
        return f"{found} ({condition.path})"
    named = f"{condition.measure}:" if condition.measure else f"{condition.path} ="
    return f"{found} ({named} {value})"

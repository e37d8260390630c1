"""``advisor what-if``: the advice before and after a change, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from advisor.cli.answers import answer_json
from advisor.cli.options import build_advisor, json_or_text, rule_base_options, set_option
from advisor.cli.reading import changes, read_before
from advisor.cli.screen import emit, new_page, show
from advisor.report.explanation import Comparison
from advisor.report.model import Conclusion
from advisor.report.page import Page

__all__ = ["what_if"]


@click.command("what-if", short_help="Compare the advice before and after a change.")
@click.argument("file")
@set_option
@rule_base_options
@json_or_text
def what_if(
    file: str,
    settings: tuple[str, ...],
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
    form: str,
) -> None:
    """Compare the advice on FILE with the advice after the changes of --set."""
    if not settings:
        raise click.UsageError("say what to change with --set PATH=VALUE")
    descriptor = read_before(file, settings)
    comparison = build_advisor(rules_paths, disable).what_if(descriptor, changes(settings))
    if form == "json":
        emit(answer_json(comparison))
        return
    page = new_page()
    _compare(page, comparison)
    show(page.lines)


def _compare(page: Page, comparison: Comparison) -> None:
    _list(page, "Gone", "-", comparison.lost, "failed")
    _list(page, "New", "+", comparison.gained, "good")
    said = [change for change in comparison.changed if _said(change.before, change.after)]
    if said:
        page.line(("Changed", "heading"))
    for change in said:
        page.line((f"  {change.rule} ", "name"), (change.before.name, ""))
        _turn(page, "-", change.before, "failed")
        _turn(page, "+", change.after, "good")
    others = [change.rule for change in comparison.changed if change not in said]
    if others:
        page.paragraph(f"The same for other reasons: {', '.join(others)}.", style="dim")
    if not (comparison.lost or comparison.gained or comparison.changed):
        page.line(("Nothing changes.", ""))


def _said(before: Conclusion, after: Conclusion) -> bool:
    """Tell whether a reader would hear a difference, and not only other reasons."""
    heard = ("kind", "severity", "message", "outputs", "stated")
    return any(getattr(before, name) != getattr(after, name) for name in heard)


def _list(page: Page, title: str, sign: str, conclusions: Iterable[Conclusion], style: str) -> None:
    for number, conclusion in enumerate(conclusions):
        if number == 0:
            page.line((title, "heading"))
        page.line(
            (f"  {sign} ", style),
            (f"{conclusion.rule} ", "name"),
            (f"{conclusion.name}  ", ""),
            (_standing(conclusion), "dim"),
        )
        page.paragraph(conclusion.message, indent=4)


def _turn(page: Page, sign: str, conclusion: Conclusion, style: str) -> None:
    page.paragraph(
        f"{_standing(conclusion)}: {conclusion.message}", indent=4, first=f"{sign} ", label=style
    )


def _standing(conclusion: Conclusion) -> str:
    kind = conclusion.kind.replace("_", " ")
    wrong = conclusion.kind in ("finding", "diagnosis")
    return f"{kind}, {conclusion.severity}" if wrong else kind

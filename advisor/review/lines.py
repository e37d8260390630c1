"""Write a review for people: with the code that it is about, or one finding a line."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.report.page import Page
from advisor.review.model import Finding, Review, Spot

__all__ = ["concise_lines", "text_lines"]

_STYLES = {"error": "error", "warning": "warning", "info": "info"}


def text_lines(page: Page, review: Review) -> None:
    """Write each finding with its code, what to do, and whose word it is; then a summary."""
    for finding in review.findings:
        _finding(page, finding)
    page.line((_summary(review), "heading" if review.findings else "good"))


def concise_lines(review: Review) -> Iterator[str]:
    """Give one line a finding: ``file:line:column: RULE severity: message``."""
    for each in review.findings:
        yield f"{each.place}: {each.rule} {each.severity}: {each.message}"


def _finding(page: Page, finding: Finding) -> None:
    page.line(
        (f"{finding.place}: ", ""),
        (f"{finding.rule} ", _STYLES[finding.severity]),
        (f"{finding.severity}: {finding.name}", _STYLES[finding.severity]),
    )
    _excerpt(page, finding.place)
    page.paragraph(finding.message, indent=2)
    page.ranked("do", finding.remedies)
    page.ranked("unless", finding.innocent_explanations)
    source = ", ".join(finding.statements) or finding.locator
    page.field("source", f"{finding.document} {source}; advisor explain {finding.rule}")
    page.blank()


def _excerpt(page: Page, place: Spot) -> None:
    """Write the line that a place is in, and a caret below its column."""
    if not place.text or place.line is None:
        return
    number = str(place.line)
    text = place.text.lstrip()
    page.line((f"  {number} | ", "label"), (page.plain(text), "dim"))
    before = (place.column or 0) - 1 - (len(place.text) - len(text))
    if 0 <= before < len(text):
        gap = " " * (len(page.plain(f"{text[:before]}^")) - 1)
        page.line((f"  {' ' * len(number)} | ", "label"), (f"{gap}^", "label"))


def _summary(review: Review) -> str:
    counts = ", ".join(f"{count} {_plural(name, count)}" for name, count in review.counts().items())
    text = f"{counts or 'Nothing wrong found'} in {review.files} {_plural('file', review.files)}"
    left = [
        f"{count} {word}"
        for count, word in (
            (review.ignored, "ignored by comments"),
            (review.known, "known to the baseline"),
        )
        if count
    ]
    return text + (f" ({', '.join(left)})" if left else "") + "."


def _plural(word: str, count: int) -> str:
    if word == "info":
        return "hints" if count != 1 else "hint"
    return word if count == 1 else f"{word}s"

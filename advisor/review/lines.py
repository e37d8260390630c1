"""Write a review for people: with the code that it is about, or one finding a line."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.inspect.result import Place
from advisor.report.page import Page
from advisor.review.excerpt import excerpt, offset
from advisor.review.model import Finding, Reason, Review

__all__ = ["concise_lines", "text_lines"]

_STYLES = {"error": "error", "warning": "warning", "info": "info"}


def text_lines(page: Page, review: Review) -> None:
    """Write each finding with its code, what to do, and whose word it is; then a summary."""
    for finding in review.findings:
        _finding(page, finding)
    page.paragraph(_summary(review), style="heading" if review.findings else "good")


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
    _excerpt(page, finding.place, _STYLES[finding.severity])
    page.paragraph(finding.message, indent=2)
    page.ranked("do", finding.remedies)
    page.ranked("unless", finding.innocent_explanations)
    page.field("because", "; ".join(_reason(each, finding.place) for each in finding.because))
    source = ", ".join(finding.statements) or finding.locator
    page.field("source", f"{finding.document} {source}; advisor explain {finding.rule}")
    page.blank()


def _excerpt(page: Page, place: Place, style: str) -> None:
    """Write the line with a caret under the column; a file without lines has named parts."""
    if place.line is None:
        page.field("at", place.text)
    if place.line is None or not place.text:
        return
    before = f"  {place.line} | "
    room = page.width - len(before)
    text, at = excerpt(place.text, place.column, room, page.glyphs.ellipsis)
    page.line((before, "label"), (text, "dim"))
    if at is not None:
        margin = f"{'|':>{len(before) - 1}} "
        page.line((margin, "label"), (" " * offset(text, at) + "^", style))


def _reason(reason: Reason, shown: Place) -> str:
    place = reason.place
    if place is None or place.line is None:
        return reason.words
    if place.file != shown.file:
        return f"{reason.words} ({place.file}, line {place.line})"
    if (place.cell, place.line) == (shown.cell, shown.line):
        return reason.words
    cell = "" if place.cell is None or place.cell == shown.cell else f"cell {place.cell}, "
    return f"{reason.words} ({cell}line {place.line})"


def _summary(review: Review) -> str:
    unread = len({each.place.file for each in review.remarks if each.code == "A004"})
    also = f"; {unread} {_plural('file', unread)} could not be read" if unread else ""
    if not review.files:
        return f"Nothing to review found{also}."
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
    text += f" ({', '.join(left)})" if left else ""
    models = f"{review.partly} {_plural('model', review.partly)} {_was(review.partly)}"
    part = f"; {models} read in part, advisor inspect says what is open" if review.partly else ""
    return f"{text}{also}{part}."


def _was(count: int) -> str:
    return "is" if count == 1 else "are"


def _plural(word: str, count: int) -> str:
    word = "note" if word == "info" else word
    return word if count == 1 else f"{word}s"

"""Write a profile for a person: what was inferred from what, what to look at, what is left."""

from __future__ import annotations

from advisor.profile import Column, Inferred, Profile
from advisor.report.page import ASCII, UNICODE, Line, Page
from advisor.report.words import count

__all__ = ["profile_lines"]

_COLUMNS_SHOWN = 40
_NAME_WIDTH = 24


def profile_lines(found: Profile, *, width: int, ascii_only: bool) -> list[Line]:
    """Lay a profile out as text."""
    page = Page(width, ASCII if ascii_only else UNICODE)
    page.paragraph(found.source, style="title")
    page.paragraph(f"{found.rows:,} examples, {_columns_told(found)}")
    if found.sampled < found.rows:
        text = f"Quartiles and shapes are from {found.sampled:,} of the rows, all else from all."
        page.paragraph(text, style="dim")
    page.heading("Inferred")
    for field in found.inferred:
        _field(page, field)
    if found.questions:
        page.heading(f"Left to answer ({len(found.questions)})")
    for question in found.questions:
        choices = f" ({', '.join(question.choices)})" if question.choices else ""
        page.paragraph(f"{question.question}{choices}", indent=2, first="? ", label="warning")
        page.field("", f"{page.glyphs.arrow} {question.path}", style="dim")
    if found.remarks:
        page.heading(f"Look at ({len(found.remarks)})")
    for remark in found.remarks:
        page.paragraph(f"{remark.about}: {remark.text}", indent=2, first="! ", label="warning")
    _columns(page, found)
    return page.lines


def _columns_told(found: Profile) -> str:
    features = count(sum(column.role != "target" for column in found.columns), "column")
    if found.target is None:
        return features
    return f"{features} beside the target; the target is {found.target!r}"


def _field(page: Page, field: Inferred) -> None:
    sign = {"high": page.glyphs.good, "medium": page.glyphs.info, "low": "?"}[field.confidence]
    style = {"high": "good", "medium": "info", "low": "warning"}[field.confidence]
    value = page.shorten(_plain(field.value), max(page.width - len(field.path) - 6, 20))
    page.line((f"{sign} ", style), (f"{field.path} = {value}", "name"))
    unsure = "" if field.confidence == "high" else f" ({field.confidence} confidence)"
    page.paragraph(f"{field.evidence}{unsure}", indent=4)
    for other in field.competing:
        page.paragraph(f"or {_plain(other.value)}: {other.evidence}", indent=4, style="dim")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.6g}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _columns(page: Page, found: Profile) -> None:
    page.heading(f"Columns ({len(found.columns)})")
    for column in found.columns[:_COLUMNS_SHOWN]:
        name = page.plain(page.shorten(column.name or "(no name)", _NAME_WIDTH))
        marks = [column.kind if column.role != "target" else f"{column.kind}, target"]
        marks += _measures(column)
        page.paragraph("; ".join(marks), indent=2, first=f"{name:<{_NAME_WIDTH}} ", label="name")
    if (more := len(found.columns) - _COLUMNS_SHOWN) > 0:
        page.paragraph(f"and {more} more (--format json shows all)", indent=2, style="dim")


def _measures(column: Column) -> list[str]:
    found = []
    if column.missing:
        found.append(f"{column.missing:,} missing")
    if column.distinct is not None and column.kind != "constant":
        about = "about " if column.distinct_is_estimate else ""
        found.append(f"{about}{column.distinct:,} different")
    if column.minimum is not None and column.kind == "number":
        found.append(f"{column.minimum:.4g} to {column.maximum:.4g}, mean {column.mean:.4g}")
    if column.samples:
        found.append("such as " + ", ".join(map(repr, column.samples)))
    return found

"""Write diagnoses as one HTML page, the curves plotted by matplotlib."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from advisor.errors import AdvisorError
from advisor.report.model import Conclusion, OpenQuestion, Report
from advisor.report.panels import Panel
from advisor.report.words import (
    because_words,
    choice_words,
    rule_base_words,
    source_words,
    symbol_words,
    symptom_words,
)

__all__ = ["Section", "page_of", "section_of", "svg_of"]

_COLORS = ("#1f6fb4", "#d9730d", "#4c8c2b", "#8250c4", "#b3305c")
_QUESTIONS = 5
_PAGE = """
:root { color-scheme: light dark; --ink: #1d2025; --soft: #5b6470; --paper: #fff; --line: #d8dce2; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --soft: #a2abb6; --paper: #16181c; --line: #363b43; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
"""
_COMMON = """
.advisor h2 { overflow-wrap: anywhere; margin: 1.6rem 0 .3rem; }
.advisor .verdict { font-size: 1.1rem; font-weight: 600; margin: .2rem 0 .8rem; }
.advisor figure { margin: 0; background: #fff; border: 1px solid var(--line, #ccc);
  border-radius: 6px; }
.advisor svg { width: 100%; height: auto; display: block; }
.advisor article { border-top: 1px solid var(--line, #ccc); padding: .6rem 0; }
.advisor h3 { font-size: 1rem; margin: .2rem 0; }
.advisor .error h3 { color: #c4302b; } .advisor .warning h3 { color: #b06d00; }
.advisor .good h3 { color: #2f8132; }
.advisor dl { display: grid; grid-template-columns: 9rem 1fr; gap: .2rem .8rem; margin: .4rem 0; }
.advisor dt { color: var(--soft, #777); } .advisor dd { margin: 0; overflow-wrap: anywhere; }
.advisor dd ol { margin: 0; padding-left: 1.2rem; }
.advisor .soft { color: var(--soft, #777); font-size: .9rem; }
.advisor code { font-size: .9em; }
@media (max-width: 40rem) { .advisor dl { grid-template-columns: 1fr; } }
"""


@dataclass(frozen=True, slots=True)
class Section:
    """What a page shows of one run: its name and verdict, the curves and the report."""

    name: str
    verdict: str
    notes: Sequence[str]
    panels: Sequence[Panel]
    report: Report


def page_of(sections: Sequence[Section]) -> str:
    """Write one page for some runs, with an index where there are several.

    Raises:
        AdvisorError: matplotlib is not installed.
    """
    title = sections[0].name if len(sections) == 1 else f"{len(sections)} runs"
    index = "".join(
        f'<li><a href="#run-{n}">{escape(s.name)}</a>: {escape(s.verdict)}</li>'
        for n, s in enumerate(sections, start=1)
    )
    listed = f'<ul class="advisor">{index}</ul>' if len(sections) > 1 else ""
    body = "".join(section_of(s, number=n) for n, s in enumerate(sections, start=1))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}: diagnosis</title><style>{_PAGE}{_COMMON}</style></head>"
        f"<body><main><h1>Diagnosis of training</h1>{listed}{body}</main></body></html>\n"
    )


def section_of(section: Section, *, number: int = 1, styled: bool = False) -> str:
    """Write the part of a page about one run; ``styled`` brings its style along."""
    report = section.report
    shown = [c for c in report.conclusions if c.kind != "recommendation"]
    notes = "".join(f'<p class="soft">{escape(note)}</p>' for note in section.notes)
    style = f"<style>{_COMMON}</style>" if styled else ""
    figure = f"<figure>{svg_of(section.panels)}</figure>" if section.panels else ""
    return (
        f'{style}<section class="advisor" id="run-{number}"><h2>{escape(section.name)}</h2>'
        f'<p class="verdict">{escape(section.verdict)}</p>{notes}{figure}'
        f"{''.join(map(_article, shown))}{_questions(report.open_questions)}"
        f'<p class="soft">{escape(rule_base_words(report.rulebase))}</p></section>'
    )


def svg_of(panels: Sequence[Panel]) -> str:
    """Draw panels below each other, with a line where a symptom begins, as SVG text.

    Raises:
        AdvisorError: matplotlib is not installed.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        message = "plots need matplotlib: pip install 'nn-advisor[plots]'"
        raise AdvisorError(message) from None

    # Text stays text, and equal diagnoses give equal pages.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "advisor"}):
        figure = Figure(figsize=(8, 2.6 * len(panels)), layout="constrained")
        for axes, panel in zip(figure.subplots(len(panels), squeeze=False), panels, strict=True):
            _draw(axes[0], panel)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]


def _draw(axes: Any, panel: Panel) -> None:
    for series, color in zip(panel.series, _COLORS, strict=False):
        dots = "." if len(series.x) <= 60 else None
        axes.plot(series.x, series.y, color=color, label=symbol_words(series.name), marker=dots)
    if panel.logarithmic:
        axes.set_yscale("log")
    top = axes.get_xaxis_transform()
    for row, mark in enumerate(panel.marks):
        axes.axvline(mark.at, color="#c4302b", linestyle="--", linewidth=1)
        words = f" {symbol_words(mark.symptom)} ({mark.rule})"
        axes.text(mark.at, 0.93 - 0.1 * row, words, transform=top, color="#c4302b", fontsize=8)
    axes.set_xlabel(panel.unit)
    axes.set_ylabel(panel.title)
    axes.grid(alpha=0.25)
    axes.legend(fontsize=8, loc="best")


def _article(conclusion: Conclusion) -> str:
    mood = "good" if conclusion.good else conclusion.severity
    lists = {
        "likely causes": conclusion.causes,
        "remedies": conclusion.remedies,
        "innocent explanations": conclusion.innocent_explanations,
        "measure next": conclusion.measure_next,
    }
    texts = {
        "why": conclusion.rationale,
        "symptom": symptom_words(conclusion),
        "because": because_words(conclusion.because, arrow="→"),
        "source": source_words(conclusion.provenance),
    }
    rows = [f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in texts.items() if text]
    rows[2:2] = [
        f"<dt>{label}</dt><dd>{_listed(items)}</dd>" for label, items in lists.items() if items
    ]
    return (
        f'<article class="{mood}"><h3>{escape(conclusion.message)}</h3>'
        f'<p class="soft">{mood}: {conclusion.rule} {conclusion.name}</p>'
        f"<dl>{''.join(rows)}</dl></article>"
    )


def _listed(items: Iterable[str]) -> str:
    return f"<ol>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ol>"


def _questions(questions: Sequence[OpenQuestion]) -> str:
    if not questions:
        return ""
    items = "".join(
        f"<li>{escape(q.question)} <code>{escape(q.path)}</code>"
        f"{f' <span class=soft>{escape(choice_words(q.choices))}</span>' if q.choices else ''}</li>"
        for q in questions[:_QUESTIONS]
    )
    more = len(questions) - _QUESTIONS
    rest = f'<p class="soft">and {more} more</p>' if more > 0 else ""
    return f"<h3>Questions whose answers would tell more</h3><ol>{items}</ol>{rest}"

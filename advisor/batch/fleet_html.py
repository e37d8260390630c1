"""Write the summary of a fleet as one HTML page; with matplotlib, plots stand in it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from advisor.batch.fleet import WORST, most_frequent
from advisor.batch.tally import Tally

__all__ = ["fleet_page"]

_BARS = 12
_COLORS = {"error": "#c4302b", "warning": "#d9930d", "info": "#1f6fb4"}
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .2rem .6rem;
  border-bottom: 1px solid #8884; } td.number, th.number { text-align: right; }
figure { margin: 1rem 0; background: #fff; } svg { width: 100%; height: auto; display: block; }
"""


def fleet_page(tally: Tally) -> str:
    """Write the page; without matplotlib it has the tables alone."""
    findings, questions = most_frequent(tally.findings), most_frequent(tally.questions)
    worst = [((words,), tally.worst[name]) for name, words in WORST.items()]
    title = f"{tally.reports:,} projects"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f"{_table(('Worst found',), worst, tally.reports)}"
        f"<h2>Found most often</h2>{_figure(findings[:_BARS])}"
        f"{_table(('Rule', 'Name', 'Severity'), findings, tally.reports)}"
        f"<h2>Asked most often</h2>"
        f"{_table(('Field', 'Question'), questions, tally.reports)}"
        "</main></body></html>\n"
    )


def _table(names: Sequence[str], rows: Iterable[tuple[tuple[str, ...], int]], whole: int) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}"
        f'<td class="number">{n:,}</td><td class="number">{n / (whole or 1):.1%}</td></tr>'
        for cells, n in rows
    )
    numbers = '<th class="number">Projects</th><th class="number">Share</th>'
    return f"<table><thead><tr>{head}{numbers}</tr></thead><tbody>{body}</tbody></table>"


def _figure(findings: Sequence[tuple[tuple[str, ...], int]]) -> str:
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        return ""
    if not findings:
        return ""
    with rc_context({"svg.hashsalt": "advisor"}):
        figure = Figure(figsize=(9, 0.4 * len(findings) + 0.8), layout="constrained")
        _bars(figure.subplots(), findings)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return f"<figure>{svg[svg.index('<svg') :]}</figure>"


def _bars(axes: Any, findings: Sequence[tuple[tuple[str, ...], int]]) -> None:
    labels = [f"{rule} {name}" for (rule, name, _), _ in findings]
    colors = [_COLORS.get(severity, "#777777") for (_, _, severity), _ in findings]
    axes.barh(labels, [n for _, n in findings], color=colors)
    axes.invert_yaxis()
    axes.set_xlabel("projects")
    axes.xaxis.get_major_locator().set_params(integer=True)

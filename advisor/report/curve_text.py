"""Draw curves in characters, by plotille."""

from __future__ import annotations

import math
from collections.abc import Sequence

from advisor.report.page import Page
from advisor.report.panels import Panel, Series
from advisor.report.words import symbol_words

__all__ = ["draw"]

_MARGIN = 13
_HEIGHT = 9
_WIDEST = 66
_MOST_MARKERS = 40
_MANY = 10
_MARKERS = ("", "o", "x", "+", "*")


def draw(page: Page, panel: Panel) -> None:
    """Add a plot to a page: the first series as a line, the others as signs.

    On a page of plain ASCII nothing is drawn, since the lines are made of Braille patterns.
    """
    if page.glyphs.ascii_only:
        return
    import plotille

    figure = plotille.Figure()
    figure.width, figure.height = min(page.width - _MARGIN - 2, _WIDEST), _HEIGHT
    figure.with_colors = False
    figure.origin = False
    figure.y_ticks_fkt = lambda low, high: f"{10**low if panel.logarithmic else low:10.4g}"
    left, right = _limits([x for series in panel.series for x in series.x])
    wide = right - left > _MANY
    figure.x_ticks_fkt = lambda low, high: f"{low:<8.0f}" if wide else f"{low:<8.3g}"
    figure.set_x_limits(left, right)
    heights = [_height(panel, y) for series in panel.series for y in series.y]
    figure.set_y_limits(*_limits(heights))
    for series, marker in zip(panel.series, _MARKERS, strict=False):
        _plot(figure, panel, series, marker)
    for mark in panel.marks:
        figure.axvline(min(max((mark.at - left) / (right - left), 0.0), 1.0))
    figure.x_label, figure.y_label = panel.unit, panel.title
    for line in figure.show(legend=False).split("\n"):
        page.line((line.rstrip(" \u2800"), ""))
    _legend(page, panel)


def _plot(figure: object, panel: Panel, series: Series, marker: str) -> None:
    y = [_height(panel, value) for value in series.y]
    x = list(series.x)
    if not marker:
        figure.plot(x, y)  # type: ignore[attr-defined]
        return
    every = max(1, len(x) // _MOST_MARKERS)
    figure.scatter(x[::every], y[::every], marker=marker)  # type: ignore[attr-defined]


def _height(panel: Panel, value: float) -> float:
    return math.log10(value) if panel.logarithmic else value


def _limits(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    # A span too small for the axis to count in is as good as none.
    room = max((high - low) * 0.02, abs(high) * 1e-6, 1e-9)
    return low - room * (high - low <= room), high + room


def _legend(page: Page, panel: Panel) -> None:
    signs = zip(panel.series, ("⠤⠤", *_MARKERS[1:]), strict=False)
    named = [f"{sign} {symbol_words(series.name)}" for series, sign in signs]
    page.line((" " * _MARGIN + "   ".join(named), "dim"))
    for mark in panel.marks:
        where = f"⡇ {panel.unit} {mark.at:g}: {symbol_words(mark.symptom)} begins ({mark.rule})"
        page.line((" " * _MARGIN + where, "warning"))

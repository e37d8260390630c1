"""Colour a text report for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from advisor.report.page import Line

__all__ = ["render_color"]

_STYLES = {
    "title": "bold",
    "heading": "bold",
    "topic": "bold cyan",
    "name": "bold",
    "dim": "dim",
    "label": "cyan",
    "error": "bold red",
    "warning": "bold yellow",
    "info": "blue",
    "good": "bold green",
    "advice": "green",
    "stated": "red",
    "done": "green",
    "assumed": "green",
    "skipped": "dim",
    "next": "bold yellow",
    "failed": "bold red",
    "later": "dim",
}


def render_color(lines: Iterable[Line]) -> str:
    """Return lines of styled spans as text with ANSI colours."""
    # Here alone, so that a report in a pipe never pays for rich.
    from rich.console import Console
    from rich.text import Text

    console = Console(
        file=StringIO(), force_terminal=True, color_system="standard", no_color=False, width=1000
    )
    with console.capture() as capture:
        for line in lines:
            spans = ((text, _STYLES.get(style, "")) for text, style in line)
            console.print(Text.assemble(*spans), soft_wrap=True)
    return capture.get()

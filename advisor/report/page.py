"""Lay styled text out on a page of a given width."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.report.words import plain

__all__ = ["ASCII", "UNICODE", "Glyphs", "Line", "Page"]

Line = tuple[tuple[str, str], ...]
"""Spans of text, each with the name of its style."""

_LABEL_WIDTH = 10
_SPELLINGS = str.maketrans(
    {
        "\u00a7": "section ",
        "\u00d7": "x",
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2026": "...",
        "\u2192": "->",
        "\u2264": "<=",
        "\u2265": ">=",
    }
)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs of a report that not every terminal can show."""

    error: str
    warning: str
    info: str
    good: str
    arrow: str
    ellipsis: str
    section: str
    rule: str
    ascii_only: bool


UNICODE = Glyphs("✗", "!", "•", "✓", "→", "…", "§", "─", ascii_only=False)
ASCII = Glyphs("x", "!", "-", "+", "->", "...", "section ", "-", ascii_only=True)


class Page:
    """Lines of styled spans, collected from the top."""

    def __init__(self, width: int, glyphs: Glyphs) -> None:
        self.width = max(width, 40)
        self.glyphs = glyphs
        self.lines: list[Line] = []

    def line(self, *spans: tuple[str, str]) -> None:
        """Add one line as it is."""
        self.lines.append(tuple((self._spelled(text), style) for text, style in spans if text))

    def blank(self) -> None:
        """Add an empty line."""
        self.lines.append(())

    def heading(self, text: str) -> None:
        """Add a section heading with room above it."""
        self.blank()
        self.line((text, "heading"))
        self.line((self.glyphs.rule * len(text), "heading"))

    def paragraph(
        self, text: str, *, indent: int = 0, first: str = "", style: str = "", label: str = ""
    ) -> None:
        """Add a wrapped text; later lines stand under the text, not under ``first``."""
        start = " " * indent + first
        room = max(self.width - len(start), 20)
        body = textwrap.wrap(self.plain(text), room, break_on_hyphens=False)
        for number, part in enumerate(body):
            head = start if number == 0 else " " * len(start)
            self.lines.append(((head, label), (part, style)))

    def field(self, label: str, text: str, *, style: str = "") -> None:
        """Add a labelled text, or nothing where there is no text."""
        first = f"{label:<{_LABEL_WIDTH}}"
        self.paragraph(text, indent=2, first=first, style=style, label="label")

    def ranked(self, label: str, texts: Sequence[str]) -> None:
        """Add a labelled list, numbered where it has more than one entry."""
        for number, text in enumerate(texts, start=1):
            shown = f"{label if number == 1 else '':<{_LABEL_WIDTH}}"
            order = f"{number}. " if len(texts) > 1 else ""
            self.paragraph(text, indent=2, first=shown + order, label="label")

    def plain(self, text: str) -> str:
        """Put a text on one line, in characters this page may show."""
        return self._spelled(plain(text))

    def shorten(self, text: str, room: int) -> str:
        """Cut a text at a word where it does not fit."""
        if len(text) <= room:
            return text
        cut = text[: room - len(self.glyphs.ellipsis)].rsplit(" ", 1)[0]
        return cut.rstrip(" ,;:") + self.glyphs.ellipsis

    def _spelled(self, text: str) -> str:
        if not self.glyphs.ascii_only or text.isascii():
            return text
        return text.translate(_SPELLINGS).encode("ascii", "replace").decode("ascii")

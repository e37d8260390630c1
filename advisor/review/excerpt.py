"""Show the part of a line of code that a column stands in."""

from __future__ import annotations

from unicodedata import east_asian_width

__all__ = ["excerpt", "offset"]


def excerpt(
    line: str, column: int | None, room: int, ellipsis: str = "…"
) -> tuple[str, int | None]:
    """Return as much of a line as there is room for, and where in that the column stands.

    Args:
        line: The line with its indentation, which is left away.
        column: Counted from 1; None where no column is known.
        room: How many characters may be shown.
        ellipsis: Stands for what is cut off at either end.

    Returns:
        The part around the column, and the place of the column in it, counted from 0; None
        where the line has no such column.
    """
    indent = len(line) - len(line.lstrip())
    text = "".join(sign if sign.isprintable() else " " for sign in line.strip())
    at = column - 1 - indent if column is not None else -1
    known = 0 <= at < len(text)
    start = max(0, min(at - room // 3, len(text) - room)) if known else 0
    shown = text[start : start + room]
    if start:
        shown = ellipsis + shown[len(ellipsis) :]
    if start + room < len(text):
        shown = shown[: -len(ellipsis)] + ellipsis
    return shown, at - start if known else None


def offset(text: str, at: int) -> int:
    """Return how many cells of a terminal the first characters of a text take."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text[:at])

"""Make numbers of the cells of a log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["holds_truth", "number", "numbers"]

_EMPTY = frozenset({"", "na", "n/a", "none", "null", "-", "--", "?"})
_WRAPPED = re.compile(r"^tensor\(\s*([^,)]+)")


def number(cell: object) -> float | None:
    """Return the number in a cell, None where it is empty.

    Raises:
        ValueError: The cell holds something else.
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        raise ValueError("a truth value")
    if isinstance(cell, int | float):
        try:
            return float(cell)
        except OverflowError:
            return float("inf") if cell > 0 else float("-inf")
    text = str(cell).strip()
    if text.lower() in _EMPTY:
        return None
    if wrapped := _WRAPPED.match(text):
        text = wrapped[1].strip()
    return float(text)


def holds_truth(cells: Iterable[object]) -> bool:
    """Whether a truth value is among the cells, which Python would take for 0 or 1."""
    return bool in set(map(type, cells))


def numbers(cells: Sequence[object]) -> list[float] | list[float | None] | None:
    """Return the numbers of many cells at once, or None where one of them is no number."""
    if holds_truth(cells):
        return None
    try:
        return list(map(float, cells))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        told = (None if cell == "" else cell for cell in cells)
        return [None if cell is None else float(cell) for cell in told]  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return list(map(number, cells))
    except ValueError:
        return None

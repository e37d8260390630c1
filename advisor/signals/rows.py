"""Measures that find a row of a log: where something begins, or what stood there.

Rows count from 0, rows in which a series was not logged among them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from operator import itemgetter

from advisor.signals.curves import FEWEST, level, smooth
from advisor.signals.plain import Series

__all__ = [
    "before_training",
    "broken_row",
    "first_row",
    "gap_row",
    "highest_row",
    "lowest_row",
    "plateau_row",
    "swing_row",
]

_BAND = 0.1
"""A curve stays on its plateau as long as it is within a tenth of the final level."""

_MARKED = 0.5
"""What is half as large as in the end, or at its largest, is taken to have begun."""


def before_training(values: Series, steps: Series) -> float | None:
    """Return the value logged at step 0, before the first update, in its unit."""
    at_start = (value for value, step in zip(values, steps, strict=False) if step == 0)
    return next(at_start, None)


def broken_row(values: Series) -> float | None:
    """Return the first row that is NaN or infinite."""
    rows = (row for row, v in enumerate(values) if v is not None and not math.isfinite(v))
    return next(rows, None)


def first_row(values: Series) -> float | None:
    """Return the first row with a finite value."""
    return next((float(row) for row, _ in _finite_rows(values)), None)


def lowest_row(values: Series) -> float | None:
    """Return the row of the lowest value, the best epoch of a loss; at least 3 values."""
    points = list(_finite_rows(values))
    return min(points, key=itemgetter(1))[0] if len(points) >= FEWEST else None


def highest_row(values: Series) -> float | None:
    """Return the row of the highest value; at least 3 values."""
    points = list(_finite_rows(values))
    return max(points, key=itemgetter(1))[0] if len(points) >= FEWEST else None


def plateau_row(values: Series) -> float | None:
    """Return the row from which on a curve stays near the level that it ends on; 3 values."""
    end = level(values)
    points = list(_finite_rows(values))
    if end is None or len(points) < FEWEST:
        return None
    shape = smooth([value for _, value in points])
    holds = [abs(value - end) <= _BAND * abs(end) for value in shape]
    return _lasting([row for row, _ in points], holds)


def swing_row(values: Series) -> float | None:
    """Return the first row that jumps off the line between its neighbors; 3 values.

    A jump counts when it is half as far as the farthest.
    """
    points = list(_finite_rows(values))
    triples = list(zip(points, points[1:], points[2:], strict=False))
    jumps = [abs(b - (a + c) / 2) for (_, a), (_, b), (_, c) in triples]
    if not jumps:
        return None
    least = _MARKED * max(jumps)
    return next(t[1][0] for t, jump in zip(triples, jumps, strict=True) if jump >= least)


def gap_row(values: Series, others: Series) -> float | None:
    """Return the row from which on a curve stays apart from another; 3 rows with both.

    Apart means by half of the distance between the levels that they end on, on the same side.
    """
    one, other = level(values), level(others)
    both = [
        (row, a - b)
        for row, (a, b) in enumerate(zip(values, others, strict=False))
        if a is not None and b is not None and math.isfinite(a - b)
    ]
    if one is None or other is None or len(both) < FEWEST:
        return None
    least = _MARKED * (one - other)
    holds = [apart / least >= 1 if least else False for _, apart in both]
    return _lasting([row for row, _ in both], holds)


def _lasting(rows: Sequence[int], holds: Sequence[bool]) -> float | None:
    """Return the first row from which on something holds until the end."""
    lasting = 0
    while lasting < len(holds) and holds[-1 - lasting]:
        lasting += 1
    return rows[-lasting] if lasting else None


def _finite_rows(values: Series) -> Iterator[tuple[int, float]]:
    for row, value in enumerate(values):
        if value is not None and math.isfinite(value):
            yield row, value

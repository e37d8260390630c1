"""Measures of logged curves: what a series of numbers does over the run.

Every measure looks at the finite values in order; what was not logged is passed over.
``start`` is the median of the first twentieth, ``level`` that of the last fifth. A change is
relative to the larger of the two levels it joins, so that it never exceeds 2 in size and
does not depend on the unit. A curve of fewer than ``FEWEST`` finite values says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from advisor.signals.plain import Series, finite, median

__all__ = [
    "FEWEST",
    "climb",
    "fall",
    "gap",
    "growth",
    "late_fall",
    "level",
    "lowest",
    "lowest_at",
    "peak",
    "rebound",
    "roughness",
    "start",
    "steadiness",
    "swing",
    "turns",
    "variation",
]

FEWEST = 4
"""The finite values that a curve needs: below, a trend and noise cannot be told apart."""


def start(values: Series) -> float | None:
    """Return the level at the start of a curve, in its unit; at least 1 value."""
    known = finite(values)
    return median(known[: max(1, len(known) // 20)])


def level(values: Series) -> float | None:
    """Return the level that a curve ends on, in its unit; at least 1 value."""
    return median(_tail(finite(values)))


def lowest(values: Series) -> float | None:
    """Return the lowest level of a curve smoothed over a few values, in its unit."""
    known = _curve(values)
    return min(_smooth(known)) if known else None


def lowest_at(values: Series) -> float | None:
    """Return where the smoothed curve is lowest: 0 at its start, 1 at its end."""
    known = _curve(values)
    if not known:
        return None
    smooth = _smooth(known)
    return smooth.index(min(smooth)) / (len(smooth) - 1)


def fall(values: Series) -> float | None:
    """Return the drop from start to end level: 1 to zero, 0 none, negative a rise."""
    known = _curve(values)
    return _drop(start(known), level(known)) if known else None


def late_fall(values: Series) -> float | None:
    """Return the drop over the last half of a curve, as ``fall`` does."""
    known = _curve(values)
    if not known:
        return None
    half = known[len(known) // 2 :]
    return _drop(median(half[: max(1, len(half) // 4)]), median(_tail(known)))


def rebound(values: Series) -> float | None:
    """Return the rise from the lowest level to the end level, over the lowest level."""
    known = _curve(values)
    if not known:
        return None
    low, end = min(_smooth(known)), median(_tail(known)) or 0.0
    return (end - low) / abs(low) if low else None


def growth(values: Series) -> float | None:
    """Return the end level over the start level: 1 no change, 10 tenfold."""
    known = _curve(values)
    early = start(known)
    return abs((level(known) or 0.0) / early) if early else None


def climb(values: Series) -> float | None:
    """Return the highest value over the start level: 1 never above it."""
    known = _curve(values)
    early = start(known)
    return abs(max(known) / early) if early else None


def peak(values: Series) -> float | None:
    """Return the highest value over the median: 1 for a flat curve, 100 for a wild spike."""
    known = _curve(values)
    middle = median(known)
    return max(known) / abs(middle) if middle else None


def roughness(values: Series) -> float | None:
    """Return the typical jump off the line between neighbours over the end level.

    Taken over the last half of the curve: 0 smooth, 1 jumps as large as the level.
    """
    known = _curve(values)
    middle = _middle_size(known)
    return _jump(known) / middle if middle else None


def swing(values: Series) -> float | None:
    """Return the typical jump of ``roughness``, over the larger of start and end level.

    Noise about a low end level counts little, swings as high as the start count fully.
    """
    known = _curve(values)
    scale = max(abs(start(known) or 0.0), _middle_size(known))
    return _jump(known) / scale if scale else None


def turns(values: Series) -> float | None:
    """Return the way travelled over the distance made good: 1 monotone, large for swings."""
    known = _curve(values)
    reach = max(known) - min(known) if known else 0.0
    return sum(_steps(known)) / reach if reach else None


def steadiness(values: Series) -> float | None:
    """Return the share of steps that go down, 0 to 1."""
    known = _curve(values)
    if not known:
        return None
    return sum(b < a for a, b in pairwise(known)) / (len(known) - 1)


def variation(values: Series) -> float | None:
    """Return the standard deviation over the mean size of the last half: 0 steady."""
    known = _curve(values)
    half = known[len(known) // 2 :]
    if not half:
        return None
    centre = sum(half) / len(half)
    size = sum(map(abs, half)) / len(half)
    spread = (sum((v - centre) * (v - centre) for v in half) / len(half)) ** 0.5
    return spread / size if size else None


def gap(values: Series, others: Series) -> float | None:
    """Return how far the end level of a second curve lies above that of a first.

    Relative to the larger of the two: 0 equal, 0.5 twice as high, negative below.
    """
    one, other = level(values), level(others)
    drop = _drop(one, other)
    return None if drop is None else -drop


def _curve(values: Series) -> list[float]:
    known = finite(values)
    return known if len(known) >= FEWEST else []


def _tail(known: Sequence[float]) -> Sequence[float]:
    return known[-max(min(3, len(known) // 2), len(known) // 5, 1) :]


def _drop(before: float | None, after: float | None) -> float | None:
    if before is None or after is None:
        return None
    scale = max(abs(before), abs(after))
    return before / scale - after / scale if scale else 0.0


def _smooth(known: Sequence[float]) -> list[float]:
    width = max(1, min(5, len(known) // 20))
    return [median(known[max(0, i - width) : i + width + 1]) or 0.0 for i in range(len(known))]


def _steps(known: Sequence[float]) -> list[float]:
    return [abs(b - a) for a, b in pairwise(known)]


def _middle_size(known: Sequence[float]) -> float:
    return abs(median(known[len(known) // 2 :]) or 0.0)


def _jump(known: Sequence[float]) -> float:
    half = known[len(known) // 2 - 1 :] if known else []
    jumps = [abs(b - (a + c) / 2) for a, b, c in zip(half, half[1:], half[2:], strict=False)]
    return sum(jumps) / len(jumps) if jumps else 0.0

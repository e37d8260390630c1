"""Measures of logged curves: what a series of numbers does over the run.

Every measure looks at the finite values in order and passes over what was not logged. The
*start* of a curve is the median of its first twentieth, its *level* that of its last fifth.
Where the shape matters, long curves, mostly logs of single batches, are averaged over some
forty parts, and single odd points are smoothed away by a running median. All but the
levels are free of a unit: a curve in other units measures the same. A curve of fewer than
``FEWEST`` finite values says nothing about its shape.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

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
    "rebound",
    "smooth",
    "span",
    "start",
    "swing",
    "unrest",
    "variation",
]

FEWEST = 3
"""The finite values that a shape needs: below, a trend and noise cannot be told apart."""

_WIDEST = 5
_MOST_EPOCHS, _PARTS = 150, 40


def start(values: Series) -> float | None:
    """Return the level at the start of a curve, in its unit; at least 1 value."""
    return _early(finite(values))


def level(values: Series) -> float | None:
    """Return the level that a curve ends on, in its unit; at least 1 value."""
    return _late(finite(values))


def lowest(values: Series) -> float | None:
    """Return the lowest point of the smoothed curve, in its unit; at least 3 values."""
    return min(smooth(_parts(_curve(values))), default=None)


def fall(values: Series) -> float | None:
    """Return the drop from start to level: 1 to zero, 0 none, negative a rise; 3 values.

    Relative to the larger of the two, so never beyond 2 in size.
    """
    known = _curve(values)
    return _drop(_early(known), _late(known))


def late_fall(values: Series) -> float | None:
    """Return the drop over the last half of a curve, as ``fall`` does; 3 values."""
    known = _curve(values)
    half = known[len(known) // 2 :]
    return _drop(median(half[: max(1, len(half) // 4)]), _late(known))


def rebound(values: Series) -> float | None:
    """Return how far the level lies above the lowest point, over the start; 3 values.

    0 for a curve that ends on its lowest, 1 when it lost as much as it had started with.
    """
    known = _curve(values)
    end = _late(known)
    return None if end is None else _over_start(end - min(smooth(_parts(known))), known)


def unrest(values: Series) -> float | None:
    """Return the largest rise above what was reached before, over the start; 3 values.

    Rises that were made good later count too. It is never more than half of all rises
    together, so that a single spike counts half; 0 for a curve that only falls.
    """
    known = _curve(values)
    shape = smooth(_parts(known))
    if not shape:
        return None
    largest = max(value - low for value, low in zip(shape, accumulate(shape, min), strict=True))
    all_rises = math.fsum(max(0.0, after - before) for before, after in pairwise(shape))
    return _over_start(min(largest, all_rises / 2), known)


def span(values: Series) -> float | None:
    """Return the highest less the lowest smoothed point, over the start; 3 values.

    0 for a flat curve, and small for one that hardly moves in either direction.
    """
    known = _curve(values)
    shape = smooth(_parts(known))
    return _over_start(max(shape) - min(shape), known) if shape else None


def growth(values: Series) -> float | None:
    """Return the level over the start: 1 no change, 10 tenfold; at least 3 values."""
    known = _curve(values)
    return _over_start(_late(known), known)


def climb(values: Series) -> float | None:
    """Return the highest value over the start: 1 never above it; at least 3 values."""
    known = _curve(values)
    return _over_start(max(known, default=None), known)


def swing(values: Series) -> float | None:
    """Return how far values jump off the line between their neighbours; at least 3.

    The mean over the last half of the curve, over the larger of start and level: noise
    about a low level counts little, swings as high as the start count fully.
    """
    known = _parts(_curve(values))
    half = known[max(0, len(known) // 2 - 1) :]
    jumps = [abs(b - (a + c) / 2) for a, b, c in zip(half, half[1:], half[2:], strict=False)]
    scale = max(map(abs, (_early(known) or 0.0, median(half) or 0.0)))
    return math.fsum(jumps) / len(jumps) / scale if jumps and scale else None


def variation(values: Series) -> float | None:
    """Return the standard deviation over the mean size of the last half; 3 values."""
    known = _curve(values)
    half = known[len(known) // 2 :]
    size = math.fsum(map(abs, half))
    if not size:
        return None
    centre = math.fsum(half) / len(half)
    spread = math.sqrt(math.fsum((v - centre) * (v - centre) for v in half) / len(half))
    return spread / (size / len(half))


def gap(values: Series, others: Series) -> float | None:
    """Return how far the level of a second curve lies above that of a first; 1 value each.

    Relative to the larger of the two: 0 equal, 0.5 twice as high, negative below.
    """
    return _drop(level(others), level(values))


def _curve(values: Series) -> Sequence[float]:
    known = finite(values)
    return known if len(known) >= FEWEST else []


def _parts(known: Sequence[float]) -> list[float]:
    """Return the means over some forty equal parts of a long curve, a short one as it is."""
    size = 1 if len(known) <= _MOST_EPOCHS else len(known) // _PARTS
    return [math.fsum(known[at : at + size]) / size for at in range(0, len(known) - size + 1, size)]


def _early(known: Sequence[float]) -> float | None:
    return median(known[: max(1, len(known) // 20)])


def _late(known: Sequence[float]) -> float | None:
    return median(known[-max(min(3, len(known) // 2), len(known) // 5, 1) :])


def _drop(before: float | None, after: float | None) -> float | None:
    if before is None or after is None:
        return None
    scale = max(abs(before), abs(after))
    return before / scale - after / scale if scale else 0.0


def _over_start(height: float | None, known: Sequence[float]) -> float | None:
    early = _early(known)
    return height / abs(early) if height is not None and early else None


def smooth(known: Sequence[float]) -> list[float]:
    """Return the running median of finite values, over up to 5 neighbors on either side."""
    reach = max(1, min(_WIDEST, len(known) // 20))
    windows = (sorted(known[max(0, i - reach) : i + reach + 1]) for i in range(len(known)))
    return [window[len(window) // 2] for window in windows]

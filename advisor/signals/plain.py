"""Measures of numbers and of plain lists, where order does not matter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import fsum, isfinite

__all__ = [
    "absolute",
    "count",
    "difference",
    "distinct",
    "finite",
    "first",
    "first_known",
    "larger",
    "last",
    "maximum",
    "mean",
    "median",
    "minimum",
    "natural_log",
    "non_finite",
    "product",
    "ratio",
    "share_above",
    "smaller",
    "smallest_to_largest",
    "square",
    "total",
    "variance",
]

Series = Sequence[float | None]


def finite(values: Series) -> Sequence[float]:
    """Return the finite values in order, without what was not logged or overflowed.

    Mostly all are: then their sum is finite too, and they are returned as they stand.
    """
    try:
        whole = isfinite(sum(values))  # type: ignore[arg-type]
    except (TypeError, OverflowError):
        whole = False
    if whole:
        return values  # type: ignore[return-value]
    return [v for v in values if v is not None and isfinite(v)]


def median(values: Sequence[float]) -> float | None:
    """Return the middle value (the mean of the middle two); at least 1 value."""
    ranked = sorted(values)
    middle = len(ranked) // 2
    if not ranked:
        return None
    if len(ranked) % 2:
        return ranked[middle]
    return ranked[middle - 1] / 2 + ranked[middle] / 2


def product(one: float, other: float) -> float:
    """Return one number times another."""
    return one * other


def ratio(one: float, other: float) -> float | None:
    """Return one number over another; unknown when the other is zero."""
    return one / other if other else None


def difference(one: float, other: float) -> float:
    """Return one number less another, in their unit."""
    return one - other


def smaller(one: float, other: float) -> float:
    """Return the smaller of two numbers."""
    return min(one, other)


def larger(one: float, other: float) -> float:
    """Return the larger of two numbers."""
    return max(one, other)


def first_known(one: float | None, other: float | None) -> float | None:
    """Return the first of two numbers that is known."""
    return other if one is None else one


def natural_log(number: float) -> float | None:
    """Return the natural logarithm; unknown for zero and below."""
    return math.log(number) if number > 0 else None


def square(number: float) -> float:
    """Return a number times itself."""
    return number * number


def absolute(number: float) -> float:
    """Return the size of a number without its sign."""
    return abs(number)


def smallest_to_largest(values: Series) -> float | None:
    """Return the smallest value over the largest: 1 for equal values; at least 1 value."""
    known = finite(values)
    return ratio(min(known), max(known)) if known else None


def count(values: Series) -> float:
    """Return how many values were logged, diverged ones among them."""
    return float(len(values) - values.count(None))


def distinct(values: Series) -> float:
    """Return how many different finite values there are."""
    return float(len(set(finite(values))))


def non_finite(values: Series) -> float | None:
    """Return how many values are NaN or infinite; at least 1 logged value."""
    logged = len(values) - values.count(None)
    return float(logged - len(finite(values))) if logged else None


def total(values: Series) -> float | None:
    """Return the sum of the finite values; at least 1."""
    known = finite(values)
    return fsum(known) if known else None


def minimum(values: Series) -> float | None:
    """Return the smallest finite value; at least 1."""
    return min(finite(values), default=None)


def maximum(values: Series) -> float | None:
    """Return the largest finite value; at least 1."""
    return max(finite(values), default=None)


def first(values: Series) -> float | None:
    """Return the first value when it was logged and is finite."""
    return values[0] if values else None


def last(values: Series) -> float | None:
    """Return the last value that was logged, unknown when it is not finite."""
    return next((value for value in reversed(values) if value is not None), None)


def mean(values: Series) -> float | None:
    """Return the mean of the finite values; at least 1."""
    known = finite(values)
    return fsum(known) / len(known) if known else None


def variance(values: Series) -> float | None:
    """Return the mean squared distance from the mean; at least 2 finite values."""
    known = finite(values)
    if len(known) < 2:
        return None
    centre = fsum(known) / len(known)
    return fsum(square(value - centre) for value in known) / len(known)


def share_above(values: Series, limit: float) -> float | None:
    """Return the share, 0 to 1, of the finite values above a limit; at least 1 value."""
    known = finite(values)
    return sum(value > limit for value in known) / len(known) if known else None

"""What is counted of one column while its batches come by."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Counts", "NumberTally", "Order"]


@dataclass(slots=True)
class Order:
    """Whether values that come by never fall, and whether they ever rise."""

    falls: bool = False
    rises: bool = False
    repeats: bool = False
    gaps: bool = False
    last: float | None = None

    def take(
        self, first: float | None, last: float | None, lowest: float | None, highest: float | None
    ) -> None:
        """Take the first and last value of a batch, and its lowest and highest step."""
        steps = [step for step in (lowest, highest) if step is not None]
        if self.last is not None and first is not None:
            steps.append(first - self.last)
        self.falls |= any(step < 0 for step in steps)
        self.rises |= any(step > 0 for step in steps)
        self.repeats |= any(step == 0 for step in steps)
        self.last = last if last is not None else self.last

    @property
    def ascending(self) -> bool:
        """Whether the rows stand in this order."""
        return self.rises and not self.falls and not self.gaps


@dataclass(slots=True)
class NumberTally:
    """Count, mean, spread and range of numbers, added up batch by batch."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0
    minimum: float = math.inf
    maximum: float = -math.inf
    infinite: int = 0
    fractional: bool = False
    order: Order = field(default_factory=Order)

    def take(self, found: Mapping[str, float | None]) -> None:
        """Take what one batch says: n, mean, var, min, max, and whether there are fractions."""
        number = int(found["n"] or 0)
        if not number:
            return
        mean, variance = found["mean"] or 0.0, found["var"] or 0.0
        apart, total = mean - self.mean, self.count + number
        self.squares += variance * number + apart * apart * self.count * number / total
        self.mean += apart * number / total
        self.count = total
        self.minimum = min(self.minimum, _number(found["min"], math.inf))
        self.maximum = max(self.maximum, _number(found["max"], -math.inf))
        self.fractional |= bool(found["fractional"])

    @property
    def deviation(self) -> float:
        """The standard deviation of all numbers so far."""
        return math.sqrt(max(self.squares, 0.0) / self.count) if self.count else 0.0


@dataclass(slots=True)
class Counts:
    """How often each value of a column occurs; None once there are too many different ones."""

    room: int
    found: Counter[object] | None = field(default_factory=Counter)

    def take(self, pairs: Iterable[tuple[object, int]]) -> None:
        """Add the counts of a batch."""
        if self.found is not None:
            for value, times in pairs:
                if value is not None:
                    self.found[value] += times

    @property
    def full(self) -> bool:
        """Whether there are more different values than are counted."""
        return self.found is not None and len(self.found) > self.room


def _number(value: float | None, other: float) -> float:
    return other if value is None else float(value)

"""Curves that grow point by point in bounded memory, and the log that holds them side by side."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

__all__ = ["CAPACITY", "Curve", "Log", "Numbers"]

CAPACITY = 8192
"""The points that a curve keeps as they came; beyond, equal numbers of neighbors are averaged."""

_BULK = 1024


class Numbers(Protocol):
    """A list of numbers, or a one-dimensional array of them."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def __getitem__(self, index: Any, /) -> Any:
        """Return one number, or those of a slice."""
        ...


class _Point(NamedTuple):
    value: float
    step: float
    place: int


class Curve:
    """One logged series, steps and values, bounded however many points come.

    A bin holds ``width`` neighbors, a power of two that doubles when the bins run out, and
    stands for their mean. Kept as they came: the first and the last point, the lowest and the
    highest finite one, and of each bin the first that is NaN or infinite.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        """Start empty, with room for an even number of bins."""
        self._capacity = max(2, capacity + capacity % 2)
        self._seen = 0
        self._width = 1
        self._steps: list[float] = []
        self._sums: list[float] = []
        self._counts: list[int] = []
        self._broken: dict[int, _Point] = {}
        self._edges: dict[str, _Point] = {}

    def __len__(self) -> int:
        """Return how many points came, averaged ones among them."""
        return self._seen

    @property
    def width(self) -> int:
        """How many neighbors became one point."""
        return self._width

    def append(self, step: float, value: float) -> None:
        """Add one point, at constant cost on average whatever came before."""
        if self._seen % self._width == 0:
            self._open()
        point = _Point(value, step, self._seen)
        self._steps[-1] = step
        if math.isfinite(value):
            self._sums[-1] = self._sums[-1] + value if self._counts[-1] else value
            self._counts[-1] += 1
            self._frame(point, point)
        else:
            self._broken.setdefault(len(self._steps) - 1, point)
        self._reach(point, point)

    def extend(self, steps: Numbers, values: Numbers) -> None:
        """Add many points, lists or one-dimensional arrays; long ones go in bulk, by numpy.

        Raises:
            ValueError: There are not as many steps as values.
        """
        if len(steps) != len(values):
            raise ValueError(f"{len(steps)} steps for {len(values)} values")
        begin = self._pour(steps, values) if len(values) > _BULK else 0
        for index in range(begin, len(values)):
            self.append(float(steps[index]), float(values[index]))

    def rewind(self, step: float) -> None:
        """Forget what came from a step on; of averaged points the whole bin."""
        while self._steps and self._steps[-1] >= step:
            for column in (self._steps, self._sums, self._counts):
                column.pop()
        self._seen = min(self._seen, len(self._steps) * self._width)
        self._broken = {n: p for n, p in self._broken.items() if n < len(self._steps)}
        left = [point for point in self._points() if point.place < self._seen]
        self._edges.clear()
        if left:
            self._edges |= {"first": left[0], "last": left[-1]}
        if finite := [point for point in left if math.isfinite(point.value)]:
            self._frame(min(finite), max(finite))

    def points(self) -> Iterator[tuple[float, float]]:
        """Yield step and value of each point that is kept, in the order they came."""
        for point in self._points():
            yield point.step, point.value

    def _points(self) -> Iterator[_Point]:
        exact: dict[int, dict[int, _Point]] = {}
        for point in (*self._edges.values(), *self._broken.values()):
            exact.setdefault(point.place // self._width, {})[point.place] = point
        for number, count in enumerate(self._counts):
            if number in exact:
                yield from (exact[number][place] for place in sorted(exact[number]))
            elif count:
                mean = self._sums[number] / count
                yield _Point(mean, self._steps[number], number * self._width)

    def _reach(self, first: _Point, last: _Point) -> None:
        self._edges.setdefault("first", first)
        self._edges["last"] = last
        self._seen = last.place + 1

    def _frame(self, low: _Point, high: _Point) -> None:
        edges = self._edges
        if "low" not in edges or low.value < edges["low"].value:
            edges["low"] = low
        if "high" not in edges or high.value > edges["high"].value:
            edges["high"] = high

    def _open(self) -> None:
        if len(self._steps) == self._capacity:
            self._merge()
        self._steps.append(0.0)
        self._sums.append(0.0)
        self._counts.append(0)

    def _merge(self) -> None:
        odd = len(self._steps) % 2
        self._steps = self._steps[1::2] + self._steps[len(self._steps) - odd :]
        self._sums = [sum(self._sums[at : at + 2]) for at in range(0, len(self._sums), 2)]
        self._counts = [sum(self._counts[at : at + 2]) for at in range(0, len(self._counts), 2)]
        self._broken = {n // 2: p for n, p in sorted(self._broken.items(), reverse=True)}
        self._width *= 2

    def _pour(self, steps: Numbers, values: Numbers) -> int:
        """Add the points that fill whole bins, and return how many points were added."""
        while self._seen + len(values) > self._capacity * self._width:
            self._merge()
        begin = min(-self._seen % self._width, len(values))
        for index in range(begin):
            self.append(float(steps[index]), float(values[index]))
        end = len(values) - (len(values) - begin) % self._width
        if begin < end:
            self._fill(steps[begin:end], values[begin:end])
        return end

    def _fill(self, times: Numbers, numbers: Numbers) -> None:
        """Add as many whole bins as there are, all at once."""
        import numpy as np

        steps, values = np.asarray(times, dtype=float), np.asarray(numbers, dtype=float)

        def point(index: int) -> _Point:
            return _Point(float(values[index]), float(steps[index]), self._seen + index)

        block = values.reshape(-1, self._width)
        known = np.isfinite(block)
        for number in np.flatnonzero(~known.all(axis=1)).tolist():
            self._broken[len(self._steps) + number] = point(
                number * self._width + int(known[number].argmin())
            )
        self._steps += steps[self._width - 1 :: self._width].tolist()
        self._sums += block.sum(axis=1, where=known).tolist()
        self._counts += known.sum(axis=1).tolist()
        if known.any():
            finite = np.where(known.ravel(), values, np.nan)
            self._frame(point(int(np.nanargmin(finite))), point(int(np.nanargmax(finite))))
        self._reach(point(0), point(len(values) - 1))


class Log:
    """The curves of one run by field, each with its own steps."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        """Start without any curve; each will keep ``capacity`` points."""
        self._capacity = capacity
        self.curves: dict[str, Curve] = {}

    def add(self, step: float, values: Mapping[str, float | None]) -> None:
        """Add what was logged at one step; None and fields left out were not logged."""
        for field, value in values.items():
            if value is not None:
                self._curve(field).append(step, value)

    def extend(self, steps: Numbers, columns: Mapping[str, Numbers]) -> None:
        """Add many rows of fields that were logged in each of them."""
        for field, values in columns.items():
            self._curve(field).extend(steps, values)

    def rewind(self, step: float) -> None:
        """Forget what was logged from a step on, in every curve."""
        for curve in self.curves.values():
            curve.rewind(step)

    def history(self) -> dict[str, list[float | None]]:
        """Return the curves as rows: the steps of all curves in order, and None for a gap.

        A step that one curve has twice becomes two rows.
        """
        rows: dict[tuple[float, int], dict[str, float]] = {}
        for field, curve in self.curves.items():
            met: Counter[float] = Counter()
            for step, value in curve.points():
                rows.setdefault((step, met[step]), {})[field] = value
                met[step] += 1
        ordered = [rows[key] for key in sorted(rows)]
        columns: dict[str, list[float | None]] = {"steps": [step for step, _ in sorted(rows)]}
        return columns | {field: [row.get(field) for row in ordered] for field in self.curves}

    def _curve(self, field: str) -> Curve:
        curve = self.curves.get(field)
        if curve is None:
            curve = self.curves[field] = Curve(self._capacity)
        return curve

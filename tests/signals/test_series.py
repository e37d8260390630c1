"""Curves stay bounded and keep what matters; logs line their curves up by step."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.signals.series import Curve, Log

numbers = st.floats(-1e6, 1e6) | st.sampled_from([math.nan, math.inf, -math.inf])
series = st.lists(numbers, max_size=300)


def grown(values: list[float], capacity: int) -> Curve:
    """Return a curve that got the values one by one, steps counted from 0."""
    curve = Curve(capacity)
    for step, value in enumerate(values):
        curve.append(step, value)
    return curve


@given(series)
def test_a_short_curve_comes_back_as_it_was(values: list[float]) -> None:
    """Nothing is averaged below the capacity."""
    points = list(grown(values, 300).points())
    assert [step for step, _ in points] == list(range(len(values)))
    assert [value for _, value in points] == pytest.approx(values, rel=0, abs=0, nan_ok=True)


@given(series, st.integers(2, 40))
def test_a_long_curve_keeps_extremes_ends_and_breaks(values: list[float], capacity: int) -> None:
    """Bounded, in order, with the lowest, highest, first, last, and the first break of all."""
    curve = grown(values, capacity)
    points = list(curve.points())
    kept = [value for _, value in points]
    finite = [value for value in values if math.isfinite(value)]
    assert len(curve) == len(values)
    assert len(points) <= 2 * (capacity + 1) + 4
    assert [step for step, _ in points] == sorted(step for step, _ in points)
    if values:
        assert points[0][0] == 0
        assert points[-1][0] == len(values) - 1
    if finite:
        assert min(finite) in kept
        assert max(finite) in kept
    broken = [step for step, value in enumerate(values) if not math.isfinite(value)]
    assert broken[:1] == [step for step, value in points if not math.isfinite(value)][:1]


@given(st.lists(st.integers(0, 3000), max_size=4), st.integers(2, 2000), st.integers(0, 2**32 - 1))
def test_points_in_bulk_are_points_one_by_one(sizes: list[int], capacity: int, seed: int) -> None:
    """However the points are handed over, the curve is the same."""
    draw = np.random.default_rng(seed)
    values = draw.normal(size=sum(sizes))
    values[draw.random(len(values)) < 0.01] = math.nan
    bulk, begin = Curve(capacity), 0
    for size in sizes:
        bulk.extend(np.arange(begin, begin + size), values[begin : begin + size])
        begin += size
    one_by_one = grown(values.tolist(), capacity)
    assert bulk.width == one_by_one.width
    for got, expected in zip(bulk.points(), one_by_one.points(), strict=True):
        assert got == pytest.approx(expected, nan_ok=True)


def test_as_many_steps_as_values() -> None:
    """Steps and values belong together."""
    with pytest.raises(ValueError, match="2 steps for 1 values"):
        Curve().extend([1, 2], [0.5])


@given(series, st.integers(0, 300), st.integers(2, 40))
def test_a_curve_forgets_from_a_step_on(values: list[float], step: int, capacity: int) -> None:
    """A run that was taken up again from a saved state repeats steps; the later ones count."""
    curve = grown(values, capacity)
    curve.rewind(step)
    again = list(curve.points())
    assert all(at < step for at, _ in again)
    assert len(curve) <= min(step, len(values))
    assert len(curve) > min(step, len(values)) - curve.width
    curve.append(step, 7.0)
    assert list(curve.points())[-1] == (step, 7.0)


def test_a_log_lines_curves_up_by_step() -> None:
    """Series of different rates share rows, with gaps; a step met twice gives two rows."""
    log = Log()
    for step in (1, 2, 3):
        log.add(step, {"train_loss": 1 / step, "val_loss": None})
    log.add(2, {"val_loss": 0.7})
    log.add(3, {"train_loss": 0.3})
    assert log.history() == {
        "steps": [1, 2, 3, 3],
        "train_loss": [1, 0.5, 1 / 3, 0.3],
        "val_loss": [None, 0.7, None, None],
    }
    log.rewind(3)
    assert log.history()["train_loss"] == [1, 0.5]


def test_columns_of_a_log_in_bulk() -> None:
    """Rows in which every field was logged are added at once."""
    log = Log(capacity=100)
    log.extend(np.arange(10_000), {"train_loss": np.linspace(2, 1, 10_000)})
    history = log.history()
    assert history["train_loss"][0] == 2
    assert history["train_loss"][-1] == 1
    assert len(history["steps"]) <= 104
    assert log.curves["train_loss"].width == 128


def test_an_empty_log_has_no_rows() -> None:
    """A log that was opened and never written to is empty, not wrong."""
    assert Log().history() == {"steps": []}

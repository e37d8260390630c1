"""The measures that find rows: where something begins, in logs with gaps and broken values."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.signals import MEASURES

NAN = math.nan
Row = float | None


@pytest.mark.parametrize(
    ("name", "series", "row"),
    [
        ("broken_row", [1.0, None, NAN, math.inf], 2),
        ("broken_row", [1.0, None], None),
        ("lowest_row", [3.0, 2.0, 1.0, 2.0, 3.0], 2),
        ("lowest_row", [3.0, None, 2.0, None, 1.0, 2.0, 3.0], 4),
        ("highest_row", [1.0, 2.0, 3.0, 2.0, 1.0], 2),
        ("plateau_row", [9.0, 4.0, 2.0, 1.05, 1.0, 1.0, 1.0], 3),
        ("plateau_row", [2.3, 2.3, 2.31, 2.3], 0),
        ("plateau_row", [2.3, NAN, 2.3, 2.3], 0),
        ("swing_row", [3.0, 2.9, 2.8, 2.7, 1.0, 2.9, 0.8, 2.7], 4),
        ("swing_row", [2.0, 2.0, 2.0], 1),
    ],
)
def test_row_where_a_shape_begins(name: str, series: list[Row], row: int | None) -> None:
    """Rows without a value count, and are never the answer."""
    assert MEASURES[name](series) == row


@pytest.mark.parametrize(
    ("val", "train", "row"),
    [
        ([1.0, 0.9, 0.8, 0.8, 0.8, 0.8], [1.0, 0.9, 0.7, 0.4, 0.2, 0.2], 3),
        ([1.0, None, None, 0.8, 0.8, 0.8], [1.0, 0.9, 0.7, 0.2, 0.2, 0.2], 3),
        ([0.2, 0.2, 0.2, 0.2], [0.2, 0.9, 0.9, 0.9], 1),
        ([1.0, 1.0, 1.0], [1.0, 1.0, 1.0], None),
        ([1.0, 1.0], [1.0, 0.2], None),
    ],
)
def test_row_where_a_gap_opens(val: list[Row], train: list[Row], row: int | None) -> None:
    """From there on half of the final distance is kept; equal curves have no gap."""
    assert MEASURES["gap_row"](val, train) == row


@pytest.mark.parametrize(
    ("steps", "value"), [([0, 1, 2], 2.3), ([1, 2, 3], None), ([0], 2.3), ([None, 0], 1.1)]
)
def test_value_before_training(steps: list[Row], value: float | None) -> None:
    """What was logged at step 0 came before the first update."""
    assert MEASURES["before_training"]([2.3, 1.1, 0.5], steps) == value


@given(
    st.sampled_from(["broken_row", "lowest_row", "highest_row", "plateau_row", "swing_row"]),
    st.lists(st.none() | st.floats(-100, 100) | st.just(NAN), max_size=40),
)
def test_a_row_that_is_found_was_logged(name: str, series: list[Row]) -> None:
    """Whatever the log, the row lies in it and holds a value of the right sort."""
    row = MEASURES[name](series)
    if row is not None:
        value = series[int(row)]
        assert value is not None
        assert math.isfinite(value) == (name != "broken_row")

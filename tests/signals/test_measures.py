"""The measures never fail, know nothing when there is nothing to know, and have no unit."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.signals import MEASURES, OPERANDS

VALUES = st.one_of(st.none(), st.floats(), st.integers())
NUMBERS = st.one_of(st.floats(), st.integers())
SERIES = st.lists(VALUES, max_size=60)
LOSSES = st.lists(st.floats(min_value=1e-3, max_value=1e3), min_size=4, max_size=60)

RELATIVE = (
    *("fall", "late_fall", "rebound", "unrest", "span", "growth", "climb", "swing"),
    *("variation", "smallest_to_largest"),
)
IN_UNITS = ("start", "level", "lowest", "minimum", "maximum", "first", "last", "mean")
FINDING = ("before_training", "broken_row", "plateau_row", "gap_row")
"""Measures that look for something that need not be there."""

CURVES = (*RELATIVE[:-1], "lowest")


@pytest.mark.parametrize("name", MEASURES)
@settings(deadline=None)
@given(data=st.data())
def test_never_fails(name: str, data: st.DataObject) -> None:
    kinds = {"number": NUMBERS, "series": SERIES}
    operands = [data.draw(kinds[kind]) for kind in OPERANDS[name]]
    value = MEASURES[name](*operands)
    assert value is None or math.isfinite(value)


@pytest.mark.parametrize("name", RELATIVE)
@settings(deadline=None)
@given(series=LOSSES, power=st.integers(min_value=-10, max_value=10))
def test_relative_measures_have_no_unit(name: str, series: list[float], power: int) -> None:
    scaled = [value * 2.0**power for value in series]
    assert MEASURES[name](scaled) == MEASURES[name](series)


@pytest.mark.parametrize("name", IN_UNITS)
@settings(deadline=None)
@given(series=LOSSES, power=st.integers(min_value=-10, max_value=10))
def test_levels_scale_with_the_unit(name: str, series: list[float], power: int) -> None:
    once, scaled = MEASURES[name](series), MEASURES[name]([v * 2.0**power for v in series])
    assert once is not None
    assert scaled == once * 2.0**power


@pytest.mark.parametrize("name", CURVES)
@settings(deadline=None)
@given(series=LOSSES, place=st.integers(min_value=0, max_value=60))
def test_what_was_not_logged_is_passed_over(name: str, series: list[float], place: int) -> None:
    gappy = [*series[:place], None, math.nan, math.inf, *series[place:]]
    assert MEASURES[name](gappy) == MEASURES[name](series)


@pytest.mark.parametrize("name", CURVES)
@settings(deadline=None)
@given(series=st.lists(NUMBERS, max_size=2))
def test_two_points_are_too_few(name: str, series: list[float]) -> None:
    assert MEASURES[name](series) is None


SAYING = [n for n, kinds in OPERANDS.items() if "series" in kinds and n not in FINDING]


@pytest.mark.parametrize("name", SAYING)
@settings(deadline=None)
@given(series=st.lists(st.floats(0.5, 2.0), min_size=1, max_size=8))
def test_with_the_fewest_values_something_is_said(name: str, series: list[float]) -> None:
    operands = [series if kind == "series" else 1.0 for kind in OPERANDS[name]]
    known = MEASURES[name](*operands) is not None
    assert known == (len(series) >= MEASURES[name].fewest)


FALLING = [2.3, 1.8, 1.4, 1.1, 0.9, 0.75, 0.65, 0.6, 0.57, 0.55]
SWINGING = [2.3, 1.0, 2.4, 0.9, 2.2, 1.1, 2.5, 1.0, 2.3, 0.9]
VALLEY = [2.3, 1.5, 1.0, 0.8, 0.7, 0.8, 1.0, 1.2, 1.4, 1.5]


@pytest.mark.parametrize(
    ("name", "series", "least", "most"),
    [
        ("fall", FALLING, 0.7, 0.8),
        ("fall", VALLEY[4:], -0.6, -0.4),
        ("late_fall", FALLING, 0.1, 0.4),
        ("late_fall", VALLEY, -1.0, -0.3),
        ("swing", SWINGING, 0.4, 1.0),
        ("swing", FALLING, 0.0, 0.05),
        ("rebound", VALLEY, 0.2, 0.6),
        ("rebound", FALLING, 0.0, 0.05),
        ("unrest", [1.0, 0.5, 0.5, 0.9, 0.9, 0.4, 0.2, 0.1, 0.1, 0.1], 0.2, 0.2),
        ("unrest", [1.0, 0.5, 0.5, 0.9, 0.9, 0.4, 0.4, 0.8, 0.8, 0.1], 0.4, 0.4),
        ("unrest", FALLING, 0.0, 0.0),
        ("span", FALLING, 0.6, 0.8),
        ("span", [2.3, 2.31, 2.29, 2.3, 2.3, 2.31], 0.0, 0.02),
        ("lowest", VALLEY, 0.7, 0.9),
        ("growth", [1.0, 2.0, 30.0, 500.0, 9000.0], 100.0, 9000.0),
        ("climb", [1.0, 1.0, 40.0, 1.0], 40.0, 40.0),
        ("variation", SWINGING, 0.3, 0.6),
        ("non_finite", [1.0, math.nan, None, math.inf], 2.0, 2.0),
        ("count", [1.0, math.nan, None], 2.0, 2.0),
    ],
)
def test_says_what_the_curve_does(
    name: str, series: list[float | None], least: float, most: float
) -> None:
    value = MEASURES[name](series)
    assert value is not None
    assert least <= value <= most


def test_gap_is_the_excess_of_the_second_level() -> None:
    assert MEASURES["gap"](FALLING, [2 * value for value in FALLING]) == 0.5
    assert MEASURES["gap"](FALLING, FALLING) == 0.0
    assert MEASURES["gap"](FALLING, []) is None


def test_sums_round_once_so_that_every_python_gives_the_same_digits() -> None:
    tenths = [0.1] * 10
    assert MEASURES["sum"](tenths) == 1.0
    assert MEASURES["mean"](tenths) == 0.1
    assert MEASURES["mean"]([1e16, 1.0, -1e16]) == 1 / 3
    assert MEASURES["variation"]([*tenths, *tenths]) == 0.0
    assert MEASURES["sum"]([1e308, 1e308]) is None


def test_undefined_arithmetic_is_unknown() -> None:
    assert MEASURES["ratio"](1.0, 0.0) is None
    assert MEASURES["natural_log"](0.0) is None
    assert MEASURES["product"](10**400, 0.5) is None
    assert MEASURES["square"](1e300) is None
    assert MEASURES["last"]([1.0, math.nan]) is None
    assert MEASURES["share_above"]([], 1.0) is None

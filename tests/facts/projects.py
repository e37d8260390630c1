"""Draw whole projects: any field, bounds and broken numbers, names as libraries write them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hypothesis import strategies as st

from advisor.descriptor import FIELDS, Descriptor, Field, from_mapping, nested
from advisor.descriptor.terms import TERMS
from advisor.errors import DescriptorError

__all__ = ["numbers_of_a_run", "projects"]

BROKEN = (math.nan, math.inf, -math.inf)
NAMES = {
    symbol: [symbol, *names] for symbols in TERMS.values() for symbol, names in symbols.items()
}


@st.composite
def projects(draw: st.DrawFn) -> Descriptor:
    """Draw a valid descriptor, leaning to fields of a few sections so that they meet."""
    sections = draw(st.lists(st.sampled_from(SECTIONS), min_size=1, max_size=4))
    paths = [path for path in PATHS if path.startswith(tuple(f"{name}." for name in sections))]
    chosen = draw(st.lists(st.sampled_from(paths), unique=True, max_size=18))
    fields = {path: draw(_value(FIELDS[path])) for path in chosen}
    return _valid({"name": draw(st.text(max_size=8)), **fields})


def numbers_of_a_run() -> st.SearchStrategy[list[float | None]]:
    """Draw a series: steady, falling, noisy, broken, with gaps, of no or of many values."""
    number = st.floats(-10, 10) | st.floats() | st.sampled_from(BROKEN) | st.none()
    free = st.lists(number, max_size=40)
    return st.one_of(free, st.builds(_curve, *[st.floats(-3, 3)] * 3, st.integers(0, 120)))


def _curve(start: float, slope: float, noise: float, length: int) -> list[float | None]:
    return [start + slope * n / 20 + noise * math.sin(37 * n) for n in range(length)]


def _value(field: Field) -> st.SearchStrategy[object]:
    name = st.sampled_from(field.symbols or ("",)).flatmap(
        lambda symbol: st.sampled_from(NAMES.get(symbol, [symbol]))
    )
    count = st.integers(0, 12) | st.integers(0, 2**63 - 1)
    makers: dict[str, st.SearchStrategy[object]] = {
        "symbol": name,
        "symbols": st.lists(name, max_size=4),
        "boolean": st.booleans(),
        "integer": count,
        "number": st.floats(0, 1) | st.floats() | st.integers(0, 5) | st.just(-0.0),
        "integers": st.lists(count, max_size=6),
        "series": numbers_of_a_run(),
        "text": st.text(max_size=8),
    }
    return makers[field.kind]


def _valid(fields: Mapping[str, object]) -> Descriptor:
    """Leave out what a field refuses."""
    kept = dict(fields)
    while True:
        try:
            return from_mapping(nested(kept))
        except DescriptorError as error:
            wrong = tuple(problem.path.split("[")[0] for problem in error.problems)
            kept = {path: value for path, value in kept.items() if path not in wrong}


PATHS = sorted(path for path in FIELDS if "." in path)
SECTIONS = sorted({path.split(".")[0] for path in PATHS})

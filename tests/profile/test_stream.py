"""What is counted batch by batch is what the whole table says, whatever the batches."""

from __future__ import annotations

import math
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import advisor
from advisor.profile.cells import readers_of
from advisor.profile.opening import open_frame
from advisor.profile.passage import Passage
from advisor.profile.sampling import HashSample, RowSample
from advisor.profile.spelling import typos, variants

NUMBERS = st.one_of(
    st.none(), st.integers(-9, 9).map(float), st.floats(-1e6, 1e6, allow_subnormal=False)
)
WORDS = st.sampled_from(["a", "b", "B", "na", "", "word", None])
ROWS = st.lists(st.tuples(NUMBERS, WORDS, st.booleans()), min_size=2, max_size=60)


def _passage(table: pl.DataFrame, sizes: list[int]) -> Passage:
    readers = readers_of(open_frame(table), table, 0.9, frozenset(), "y")
    passage = Passage(readers, "y", ())
    start = 0
    for size in [*sizes, table.height]:
        passage.take(table.slice(start, size))
        start += size
    return passage


def _profiled(table: object, target: str) -> advisor.Profile | None:
    """Return the profile, or None where the table was refused for a reason that it may have."""
    try:
        return advisor.profile(table, target)
    except advisor.TableError as error:
        codes = {problem.code for problem in error.problems}
    assert codes <= {"T005", "T007"}
    return None


@settings(deadline=None, max_examples=60)
@given(ROWS, st.lists(st.integers(0, 20), max_size=5))
def test_batches_add_up_to_the_whole(
    rows: list[tuple[float | None, str | None, bool]], sizes: list[int]
) -> None:
    schema = {"x": pl.Float64, "w": pl.String, "y": pl.Boolean}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    passage = _passage(table, sizes)
    numbers = table["x"].drop_nulls()
    x, w, _ = passage.tallies
    assert passage.rows == table.height
    assert x.missing == table["x"].null_count()
    if len(numbers):
        assert (x.numbers.minimum, x.numbers.maximum) == (numbers.min(), numbers.max())
        scale = max(abs(float(numbers.max())), abs(float(numbers.min())), 1.0)  # type: ignore[arg-type]
        assert math.isclose(x.numbers.mean, float(numbers.mean()), abs_tol=1e-9 * scale)  # type: ignore[arg-type]
        spread = float(numbers.std(ddof=0))  # type: ignore[arg-type]
        assert math.isclose(x.numbers.deviation, spread, abs_tol=1e-7 * scale)
        whole = table["x"].null_count() == 0 and table["x"].is_sorted() and numbers.n_unique() > 1
        assert x.numbers.order.ascending == whole
    assert w.counts.found == Counter(table["w"].drop_nulls().to_list())
    keys = passage.row_keys()
    assert keys.copies == table.height - table.n_unique()
    assert passage.sample().height == table.height


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_any_table_gives_a_descriptor_or_a_refusal(
    rows: list[tuple[float | None, str | None, bool]],
) -> None:
    schema = {"x": pl.Float64, "w": pl.String, "y": pl.Boolean}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    found = _profiled(table, "y")
    if found is None:
        return
    assert found.descriptor().data is not None
    assert found["data.n_samples"].value == table.height
    again = advisor.profile(table, "y")
    assert again.to_json() == found.to_json()


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_any_names_make_code_and_yaml(first: str, second: str, target: str) -> None:
    names = [first, second, target]
    columns = {
        name: [float(n * (place + 2) % 7) for n in range(20)] for place, name in enumerate(names)
    }
    found = _profiled(columns, target)
    if found is None:
        return
    assert advisor.Descriptor is type(found.descriptor())
    if len(columns) > 1:
        compile(found.to_code(), "code", "exec")


def test_the_sample_of_rows_is_bounded_even_and_repeatable() -> None:
    def draw() -> pl.DataFrame:
        sample = RowSample(1_000)
        for start in range(0, 100_000, 3_000):
            stop = min(start + 3_000, 100_000)
            sample.take(pl.DataFrame({"n": range(start, stop)}))
        return sample.rows()

    rows = draw()
    assert 900 <= rows.height <= 2_000
    assert rows["n"].is_sorted()
    assert abs(float(rows["n"].mean()) - 50_000) < 3_000  # type: ignore[arg-type]
    assert rows.equals(draw())


@pytest.mark.parametrize(("distinct", "tolerance"), [(50, 0.0), (60_000, 0.1), (200_000, 0.1)])
def test_repeated_keys_are_counted_in_bounded_room(distinct: int, tolerance: float) -> None:
    sample = HashSample(10_000, ("key",))
    for start in range(0, 200_000, 10_000):
        numbers = pl.Series("key", range(start, start + 10_000)) % distinct
        sample.take(numbers.hash(1).alias("key").to_frame())
    counts = sample.counts()
    assert counts.height <= 10_000
    assert abs(counts.height * sample.scale - distinct) <= tolerance * distinct
    assert counts["count"].max() == -(-200_000 // distinct)


@given(st.dictionaries(st.text(max_size=9), st.integers(1, 99), max_size=12))
def test_spellings_lead_to_words_that_exist(counts: dict[str, int]) -> None:
    for found in (variants(counts), typos(counts, 5, 10)):
        assert set(found) <= set(counts)
        assert set(found.values()) <= set(counts)
        assert not set(found) & set(found.values())


def test_keys_and_names_of_a_large_table_are_told_apart() -> None:
    rows = 150_000
    found = advisor.profile(
        {
            "order": [f"A{n * 7919 % 1_000_003:07d}" for n in range(rows)],
            "customer": [f"name {n * 31 % 4_000}" for n in range(rows)],
            "amount": [n * 13 % 7_001 for n in range(rows)],
            "paid": [n % 2 == 0 for n in range(rows)],
        },
        "paid",
    )
    order, customer, amount, _ = found.columns
    assert order.kind == "identifier"
    assert customer.kind == "category"
    assert amount.kind == "number"
    assert customer.distinct == 4_000
    assert amount.distinct == 7_001
    assert found["data.n_features"].value == 2


def test_gaps_are_counted_in_columns_of_many_words() -> None:
    rows = 150_000
    words = [None if n % 10 == 3 else "NA" if n % 10 == 4 else f"w{n % 3_000}" for n in range(rows)]
    found = advisor.profile({"w": words, "y": [n % 2 for n in range(rows)]}, "y")
    assert found.columns[0].missing == rows // 5
    assert found["data.missing_categorical"].value == "untreated"

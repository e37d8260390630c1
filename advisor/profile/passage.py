"""One pass over a table: everything that is counted, in memory that does not grow with it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from advisor.profile.cells import Reader, is_gap
from advisor.profile.sampling import HashSample, RowSample
from advisor.profile.tallies import Counts, NumberTally, Order

__all__ = ["ColumnTally", "Passage", "RowKeys", "settle_gaps"]

_VALUES_MOST = 1_000
_VALUES_OF_ALL = 200_000
_FRACTIONS_MOST = 100
_CLASSES_MOST = 10_000
_STRAYS_MOST = 1_000
_SAMPLE_CELLS = 4_000_000
_SAMPLE_ROWS = 20_000
_KEYS = 1 << 18
_ROW_KEYS = 1 << 20
_GAP_LETTERS = 7


@dataclass(slots=True)
class ColumnTally:
    """All that is counted of one column.

    ``counts`` are those of the values while they are few; then ``keys`` samples them by their
    hash, unless they are measured numbers, of which nobody asks whether they repeat. ``strays``
    are texts among numbers.
    """

    reader: Reader
    counts: Counts
    missing: int = 0
    numbers: NumberTally = field(default_factory=NumberTally)
    order: Order = field(default_factory=Order)
    keys: HashSample | None = None
    strays: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.reader.name


@dataclass(frozen=True, slots=True)
class RowKeys:
    """What equal rows say.

    ``copies`` repeat an earlier row in all columns, ``copies_but_ids`` in all but identifiers,
    and ``conflicts`` are rows whose features occur with several targets. ``scale`` is 1 where
    all rows were compared, else the number of rows that each compared one stands for.
    """

    copies: int
    copies_but_ids: int
    conflicts: int
    distinct: int
    scale: int


class Passage:
    """Takes batches one after another and counts."""

    def __init__(
        self, readers: Sequence[Reader], target: str | None, identifiers: Sequence[str]
    ) -> None:
        self.rows = 0
        each = max(min(_VALUES_MOST, _VALUES_OF_ALL // max(len(readers), 1)), _FRACTIONS_MOST)
        self.tallies = [
            ColumnTally(reader, Counts(_CLASSES_MOST if reader.name == target else each))
            for reader in readers
        ]
        room = max(min(_SAMPLE_ROWS, _SAMPLE_CELLS // max(len(readers), 1)), 1_000)
        self._sample = RowSample(room)
        self._row_keys = HashSample(_ROW_KEYS, ("features", "target", "identifiers"))
        self._ids = list(identifiers)
        self._target = [] if target is None else [target]
        aside = {*self._ids, *self._target}
        self._features = [reader.name for reader in readers if reader.name not in aside]

    def take(self, batch: pl.DataFrame) -> None:
        """Count one batch."""
        if not batch.height:
            return
        self.rows += batch.height
        self._sample.take(batch)
        self._take_rows(batch)
        numbers = [tally for tally in self.tallies if tally.reader.number is not None]
        made = _take_numbers(numbers, batch, batch.select([_number(tally) for tally in numbers]))
        for tally in self.tallies:
            if tally.reader.storage == "time":
                _take_times(tally, batch)
            elif tally.reader.number is None:
                tally.missing += batch[tally.name].null_count()
            _take_values(tally, made if tally.reader.number is not None else batch)

    def sample(self) -> pl.DataFrame:
        """Return rows drawn evenly, with columns of numbers as numbers and the rest as it came."""
        numbers = [tally for tally in self.tallies if tally.reader.number is not None]
        made = [_number(tally).cast(pl.Float64).fill_nan(None) for tally in numbers]
        return self._sample.rows().with_columns(made)

    def row_keys(self) -> RowKeys:
        """Return what equal rows say."""
        counts = self._row_keys.counts()
        scale = self._row_keys.scale
        rows = counts["count"].sum()
        apart = counts.group_by("features", "target").agg(pl.col("count").sum())
        labels = apart.group_by("features").agg(pl.len().alias("labels"), pl.col("count").sum())
        return RowKeys(
            copies=int(rows - counts.height) * scale,
            copies_but_ids=int(rows - apart.height) * scale,
            conflicts=int(labels.filter(pl.col("labels") > 1)["count"].sum()) * scale,
            distinct=labels.height * scale,
            scale=scale,
        )

    def _take_rows(self, batch: pl.DataFrame) -> None:
        keys = pl.DataFrame(
            {
                "features": _hashes(batch, self._features),
                "target": _hashes(batch, self._target),
                "identifiers": _hashes(batch, self._ids),
            }
        )
        self._row_keys.take(keys)


def _hashes(batch: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    if not names:
        return pl.zeros(batch.height, pl.UInt64, eager=True)
    flat = batch.select(names)
    lists = [name for name, kind in flat.schema.items() if kind.is_nested()]
    return (
        flat.with_columns(pl.col(lists).list.join(",")).hash_rows(seed=7)
        if lists
        else (flat.hash_rows(seed=7))
    )


def _number(tally: ColumnTally) -> pl.Expr:
    if tally.reader.number is None:
        raise ValueError(f"{tally.name} is no column of numbers")
    return tally.reader.number.alias(tally.name)


def _take_numbers(
    tallies: Sequence[ColumnTally], batch: pl.DataFrame, made: pl.DataFrame
) -> pl.DataFrame:
    """Add up all columns of numbers in one query; return them with gaps in place of NaN."""
    measures = {tally.name: _measures(tally) for tally in tallies}
    found = _measured(made, measures)
    # Looking for NaN before would take longer: a mean tells that there is one.
    odd = {name: measures[name] for name, mine in found.items() if _is_odd(mine["mean"])}
    if odd:
        made = made.with_columns(pl.col(list(odd)).fill_nan(None))
        finite = made.with_columns(
            pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in odd
        )
        found |= _measured(finite, odd)
    for tally in tallies:
        _add_up(tally, found[tally.name], batch, made)
    return made


_MEASURED = ("n", "mean", "var", "min", "max", "fractional", "first", "last", "low", "high")
Measured = dict[str, float | None]


def _is_odd(mean: float | None) -> bool:
    return mean is not None and not math.isfinite(mean)


def _measured(
    made: pl.DataFrame, measures: Mapping[str, Mapping[str, pl.Expr]]
) -> dict[str, Measured]:
    """Return what was measured of each column; None where it was not asked."""
    if not measures:
        return {}
    asked = [
        measure.alias(f"{place} {name}")
        for place, mine in enumerate(measures.values())
        for name, measure in mine.items()
    ]
    row = made.select(asked).row(0, named=True)
    return {
        column: {name: row.get(f"{place} {name}") for name in _MEASURED}
        for place, column in enumerate(measures)
    }


def _measures(tally: ColumnTally) -> dict[str, pl.Expr]:
    """Return what is asked of a batch; what is settled is not asked again."""
    cells = pl.col(tally.name)
    asked = {
        "n": cells.count(),
        "mean": cells.mean(),
        "var": cells.var(ddof=0),
        "min": cells.min(),
        "max": cells.max(),
    }
    if not tally.numbers.fractional:
        asked["fractional"] = (cells != cells.floor()).any()
    if not (tally.numbers.order.falls or tally.numbers.order.gaps):
        step = cells.diff()
        asked |= {"first": cells.first(), "last": cells.last()}
        asked |= {"low": step.min(), "high": step.max()}
    return asked


def _add_up(tally: ColumnTally, found: Measured, batch: pl.DataFrame, made: pl.DataFrame) -> None:
    gaps = made[tally.name].null_count()
    finite = int(found["n"] or 0)
    tally.numbers.take(found)
    tally.numbers.infinite += batch.height - gaps - finite
    tally.numbers.order.gaps |= finite < batch.height
    tally.numbers.order.take(found["first"], found["last"], found["low"], found["high"])
    tally.missing += gaps
    if batch[tally.name].null_count() < gaps:
        _take_strays(tally, batch, made)


def _take_strays(tally: ColumnTally, batch: pl.DataFrame, made: pl.DataFrame) -> None:
    """Keep the texts of a column of numbers that make none."""
    if batch.schema[tally.name] != pl.String or len(tally.strays) >= _STRAYS_MOST:
        return
    odd = batch[tally.name].filter(made[tally.name].is_null()).drop_nulls()
    for text, times in odd.alias("value").value_counts().iter_rows():
        tally.strays[text] += times


def _take_times(tally: ColumnTally, batch: pl.DataFrame) -> None:
    cells = batch[tally.name]
    tally.missing += cells.null_count()
    tally.order.gaps |= bool(cells.null_count())
    if tally.order.falls or tally.order.gaps:
        return
    ticks = cells.to_physical().cast(pl.Float64)
    steps = ticks.diff()
    tally.order.take(ticks[0], ticks[-1], _as_float(steps.min()), _as_float(steps.max()))


def _as_float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _take_values(tally: ColumnTally, batch: pl.DataFrame) -> None:
    """Count values while they are few, then sample them by their hashes."""
    if tally.reader.storage in ("list", "empty"):
        return
    cells = batch[tally.name]
    if tally.counts.found is not None:
        if tally.numbers.fractional:
            tally.counts.room = _FRACTIONS_MOST  # measured numbers are not told one by one
        if tally.counts.found or cells.n_unique() <= tally.counts.room + 1:
            tally.counts.take(cells.alias("value").value_counts().iter_rows())
            if tally.counts.full:
                _overflow(tally, cells.dtype)
            return
        _overflow(tally, cells.dtype)
    if tally.reader.storage == "text":
        texts = cells if cells.dtype == pl.String else cells.cast(pl.String)
        short = texts.filter(texts.str.len_bytes() <= _GAP_LETTERS).drop_nulls()
        tally.missing += sum(map(is_gap, short))
    if tally.numbers.fractional:
        tally.keys = None
    elif tally.keys is not None:
        present = cells.drop_nulls() if cells.null_count() else cells
        tally.keys.take(present.hash(11).alias("key").to_frame())


def _overflow(tally: ColumnTally, dtype: pl.DataType) -> None:
    """Go over from counting values to sampling their hashes."""
    settle_gaps(tally)
    known = list(tally.counts.found or ())
    tally.counts.found = None
    tally.keys = HashSample(_KEYS, ("key",))
    if known:
        tally.keys.take(pl.Series("key", known, dtype).hash(11).to_frame())


def settle_gaps(tally: ColumnTally) -> None:
    """Take the texts that stand for a gap out of the counts, and into what is missing."""
    if tally.counts.found is None or tally.reader.storage != "text":
        return
    for value in [value for value in tally.counts.found if is_gap(str(value))]:
        tally.missing += tally.counts.found.pop(value)

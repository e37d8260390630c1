"""What has no field in the descriptor and is worth saying, and what is left to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from advisor.profile.columns import stray_texts
from advisor.profile.fields import Seen
from advisor.profile.limits import Limits
from advisor.profile.model import Column, Question, Remark
from advisor.profile.passage import ColumnTally
from advisor.profile.shown import some

__all__ = ["questions", "remarks"]

_SENTINELS = (-1.0, -9.0, -99.0, -999.0, -9999.0, 999.0, 9999.0, 99999.0)


def remarks(
    seen: Seen, tallies: Sequence[ColumnTally], sample: pl.DataFrame, samples: int
) -> Iterator[Remark]:
    """Yield what a person should look at."""
    for tally, column in zip(tallies, seen.columns, strict=True):
        yield from _about_cells(tally, column, samples, seen.limits)
        if column.kind == "date":
            yield from _about_dates(column)
    yield from _about_target(seen)
    if seen.target is not None:
        yield from _leaks(seen, seen.target, sample)


def questions(seen: Seen) -> Iterator[Question]:
    """Yield what the data cannot settle."""
    if seen.task is None:
        yield Question(path="problem.task", question="Which column is to be predicted (--target)?")
    elif seen.task.task is None:
        yield Question(path="problem.task", question="What is to be predicted?")
    elif seen.task.competing:
        choices = (seen.task.task, *(str(reading.value) for reading in seen.task.competing))
        yield Question(
            path="problem.task",
            question="Which of these is the task (--task settles it)?",
            choices=choices,
        )
    dates = seen.of_kind("date")
    if dates and seen.ordered_by is None:
        text = f"Does the order in time matter? The rows are not sorted by {dates[0].name!r}."
        yield Question(path="data.time_ordered", question=text, choices=("true", "false"))


def _about_cells(
    tally: ColumnTally, column: Column, samples: int, limits: Limits
) -> Iterator[Remark]:
    if strays := stray_texts(tally):
        shown = ", ".join(repr(text[:40]) for text in sorted(strays)[:samples])
        shown = f", such as {shown}" if shown else ""
        number = sum(strays.values())
        yield Remark(
            about=column.name, text=f"{some(number, 'cell')} among numbers, and no number{shown}"
        )
    if tally.numbers.infinite:
        yield Remark(about=column.name, text=f"{some(tally.numbers.infinite, 'infinite value')}")
    if (sentinel := _sentinel(column, limits.sentinel_distance)) is not None:
        text = f"{sentinel:g} stands far from all other values and may mean that one is missing"
        yield Remark(about=column.name, text=text)
    if column.heavy_tail:
        text = (
            "many values lie far from the rest on one side: a heavy tail, which a logarithm tames"
        )
        yield Remark(about=column.name, text=text)
    if column.typos and samples:
        pairs = sorted(column.typos.items())[:samples]
        shown = ", ".join(f"{bad[:40]!r} for {good[:40]!r}" for bad, good in pairs)
        yield Remark(about=column.name, text=f"probably misspelt: {shown}")


def _sentinel(column: Column, distance: float) -> float | None:
    """Return the extreme of a column that is a usual sign for a gap and stands by itself."""
    if column.quartiles is None:
        return None
    low, _, high = column.quartiles
    reach = max(high - low, 1.0) * distance
    for extreme in (column.minimum, column.maximum):
        if extreme in _SENTINELS and not low - reach <= extreme <= high + reach:
            return extreme
    return None


def _about_dates(column: Column) -> Iterator[Remark]:
    if column.date_format and column.date_format.startswith("%m/%d"):
        text = "read with the month first; see that the day does not come first"
        yield Remark(about=column.name, text=text)


def _about_target(seen: Seen) -> Iterator[Remark]:
    target = seen.target
    if target is None:
        return
    if seen.task is not None and seen.task.task is None:
        yield Remark(about=target.name, text=seen.task.evidence)
    if target.missing:
        share = target.missing / seen.rows
        text = f"{some(target.missing, 'example')} without a label ({share:.1%})"
        yield Remark(about=target.name, text=text)
    rare = [name for name, times in (seen.class_counts or {}).items() if times == 1]
    if rare and seen.task is not None and "class" in str(seen.task.task):
        text = f"{some(len(rare), 'class', 'classes')} with a single example, too few to split"
        yield Remark(about=target.name, text=text)
    if seen.keys.conflicts:
        text = f"{some(seen.keys.conflicts, 'row')} with the same features and different targets"
        yield Remark(about=target.name, text=text)


def _leaks(seen: Seen, target: Column, sample: pl.DataFrame) -> Iterator[Remark]:
    """Yield features that give the target away."""
    for column in seen.features:
        pair = pl.DataFrame([sample[column.name], sample[target.name]]).drop_nulls()
        if column.kind == "number" and target.kind == "number":
            leaks = _goes_along(pair, seen.limits.leak_correlation)
        else:
            leaks = column.kind in ("category", "boolean", "number") and _settles(
                pair, seen.limits.leak_values_share_most
            )
        if leaks:
            text = "settles the target by itself; see whether it is known before the target is"
            yield Remark(about=column.name, text=text)


def _goes_along(pair: pl.DataFrame, limit: float) -> bool:
    if pair.height < 3:
        return False
    found = pair.select(pl.corr(*pair.columns)).item()
    return found is not None and abs(found) >= limit


def _settles(pair: pl.DataFrame, share: float) -> bool:
    """Whether each value of a column that comes back goes with one value of the target."""
    if pair.to_series(1).dtype.is_nested():
        return False
    values, targets = (cells.n_unique() for cells in pair.get_columns())
    if values < 2 or targets < 2 or values > pair.height * share:
        return False
    return bool(pair.unique().height == values)

"""Profile a table: read it once, describe its columns, fill the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from advisor.descriptor.terms import TERMS
from advisor.errors import AdvisorError, did_you_mean
from advisor.profile.cells import Reader, readers_of
from advisor.profile.columns import describe, merged, named_counts, stray_texts
from advisor.profile.fields import Seen, infer
from advisor.profile.limits import Limits
from advisor.profile.model import Column
from advisor.profile.names import names_a_key, names_a_time
from advisor.profile.passage import ColumnTally, Passage, settle_gaps
from advisor.profile.progress import Progress
from advisor.profile.refusal import refuse
from advisor.profile.remarks import questions, remarks
from advisor.profile.shapes import date_format, look_like_keys, separator_of
from advisor.profile.table import Batches, Misread, Table
from advisor.profile.target import TaskReading, find_target, in_order, read_task
from advisor.profile.whole import Profile

__all__ = ["profile_table"]

_FEW = 3
"""In fewer rows everything differs."""


def profile_table(
    table: Table,
    target: str | None,
    *,
    task: str | None,
    leave_out: Sequence[str],
    samples: int,
    limits: Limits,
    progress: Progress | None,
) -> Profile:
    """Say what a table tells about a project.

    Raises:
        TableError: The table cannot be profiled; the message says why.
        AdvisorError: There is no such task.
    """
    _check_task(task)
    table = _without(table, leave_out)
    _check_names(table)
    wanted = find_target(table.names, target, table.source)
    passage = _passage(table, wanted, limits, progress)
    sample = passage.sample()
    columns = [
        describe(
            tally,
            sample[tally.name],
            passage.rows,
            limits,
            target=tally.name == wanted,
            samples=samples,
        )
        for tally in passage.tallies
    ]
    seen = _seen(passage, columns, sample, task, limits)
    seen = replace(seen, show_values=samples > 1)  # two classes are named
    return Profile(
        name=table.name,
        source=table.source,
        reader=table.reader,
        delimiter=table.delimiter,
        decimal_comma=table.decimal_comma,
        ordered_by=seen.ordered_by,
        samples=samples,
        rows=seen.rows,
        sampled=seen.sampled,
        target=wanted,
        inferred=tuple(infer(seen)),
        questions=tuple(questions(seen)),
        remarks=tuple(remarks(seen, passage.tallies, sample, samples)),
        columns=tuple(columns),
    )


def _check_task(task: str | None) -> None:
    if task is not None and task not in TERMS["task"]:
        raise AdvisorError(f"unknown task {task[:60]!r}{did_you_mean(task, TERMS['task'])}")


def _check_names(table: Table) -> None:
    """Refuse names that polars would take for patterns."""
    for name in table.names:
        if name == "*" or (name.startswith("^") and name.endswith("$")):
            raise refuse("T005", f"a column cannot be called {name[:60]!r}", table.source)


def _without(table: Table, names: Sequence[str]) -> Table:
    """Leave columns out before anything is read of them."""
    if not names:
        return table
    for name in names:
        find_target(table.names, name, table.source)
    kept = [name for name in table.names if name not in names]

    def only(batches: Batches) -> Batches:
        return lambda: (batch.select(kept) for batch in batches())

    ways = tuple(map(only, table.other_ways))
    return replace(table, names=tuple(kept), batches=only(table.batches), other_ways=ways)


def _passage(
    table: Table, target: str | None, limits: Limits, progress: Progress | None
) -> Passage:
    """Go through the table, and again where the first rows had shown a column in a wrong light."""
    texts: frozenset[str] = frozenset()
    while True:
        try:
            passage = _once(table, target, limits, texts, progress)
        except Misread:
            first, *rest = table.other_ways
            table = replace(table, batches=first, other_ways=tuple(rest))
            continue
        misread = {tally.name for tally in passage.tallies if _is_misread(tally, limits)}
        if not misread:
            break
        texts |= misread
    for tally in passage.tallies:
        settle_gaps(tally)
    _check_rows(table, passage, target)
    return passage


def _is_misread(tally: ColumnTally, limits: Limits) -> bool:
    strays = sum(stray_texts(tally).values())
    return strays > (1 - limits.number_share) * (tally.numbers.count + strays)


def _once(
    table: Table,
    target: str | None,
    limits: Limits,
    texts: frozenset[str],
    progress: Progress | None,
) -> Passage:
    passage = None
    for batch in table.batches():
        if passage is None:
            readers = readers_of(table, batch, limits.number_share, texts, target)
            passage = Passage(readers, target, _keys_among(batch, readers, target, limits))
        passage.take(batch)
        if progress is not None:
            progress(passage.rows, table.rows_about)
    if passage is None:
        raise refuse("T007", "the table has a header and no rows", table.source)
    return passage


def _keys_among(
    batch: pl.DataFrame, readers: Sequence[Reader], target: str | None, limits: Limits
) -> list[str]:
    """Return columns that look like keys in the first batch: all different, no measured numbers."""
    if batch.height < _FEW:
        return []
    keys = []
    for reader in readers:
        if reader.name == target or names_a_time(reader.name):
            continue
        cells = batch[reader.name]
        if reader.number is not None:
            # A query on the whole batch would plan all its columns.
            cells = cells.to_frame().select(reader.number).to_series()
            alike = not cells.null_count() and _are_consecutive(cells)
        else:
            alike = reader.storage == "text" and look_like_keys(cells.drop_nulls())
            alike = alike and date_format(cells.drop_nulls(), limits.date_share) is None
        if (alike or names_a_key(reader.name)) and cells.n_unique() == batch.height:
            keys.append(reader.name)
    return keys


def _are_consecutive(cells: pl.Series) -> bool:
    if cells[-1] - cells[0] != len(cells) - 1:
        return False
    return bool((cells.diff().drop_nulls() == 1).all())


def _check_rows(table: Table, passage: Passage, target: str | None) -> None:
    if passage.rows < 2:
        rows = "no row" if not passage.rows else "a single row"
        raise refuse("T007", f"the table has {rows}; nothing can be learned of it", table.source)
    empty = [tally.name for tally in passage.tallies if tally.missing >= passage.rows]
    if target in empty:
        raise refuse("T007", f"the target {target!r} holds nothing but gaps", table.source)
    if len([name for name in empty if name != target]) == len(table.names) - (target is not None):
        raise refuse("T007", "all columns but the target hold nothing but gaps", table.source)


def _seen(
    passage: Passage,
    columns: Sequence[Column],
    sample: pl.DataFrame,
    task: str | None,
    limits: Limits,
) -> Seen:
    target = next((column for column in columns if column.role == "target"), None)
    counts: Mapping[str, int] | None = None
    reading = None
    ordered_by = _ordered_by(passage, columns, sample, limits)
    if target is not None:
        tally = next(tally for tally in passage.tallies if tally.name == target.name)
        counts = merged(named_counts(tally), target.spellings)
        texts = sample[target.name].drop_nulls() if tally.reader.storage == "text" else None
        separator = (
            separator_of(texts, limits.list_share) if texts is not None and len(texts) else None
        )
        reading = in_order(read_task(target, counts, separator, limits), ordered_by)
        if task is not None:
            reading = TaskReading(task, "said by the caller", "high")
    return Seen(
        rows=passage.rows,
        sampled=sample.height,
        columns=columns,
        target=target,
        task=reading,
        class_counts=counts,
        keys=passage.row_keys(),
        coincidences=_coincidences(sample, columns, passage.rows),
        ordered_by=ordered_by,
        limits=limits,
    )


def _ordered_by(
    passage: Passage, columns: Sequence[Column], sample: pl.DataFrame, limits: Limits
) -> str | None:
    """Return the column of dates in whose order the rows stand."""
    if passage.rows < limits.rows_in_order_least:
        return None
    for tally, column in zip(passage.tallies, columns, strict=True):
        if column.role != "target" and _ascends(tally, column, sample):
            return column.name
    return None


def _ascends(tally: ColumnTally, column: Column, sample: pl.DataFrame) -> bool:
    """Whether a column of moments never falls; dates in texts are looked at in the sample."""
    if column.date_format is None:
        moments = column.kind == "date" or names_a_time(column.name)
        order = tally.order if column.kind == "date" else tally.numbers.order
        return moments and order.ascending
    texts = sample[column.name].str.strip_chars()
    days = texts.str.to_datetime(column.date_format, strict=False)
    return not days.null_count() and days.is_sorted() and days.n_unique() > 1


def _coincidences(sample: pl.DataFrame, columns: Sequence[Column], rows: int) -> float:
    """Return how many pairs of rows have equal features by chance, were columns independent."""
    pairs = max(sample.height * (sample.height - 1), 1)
    found = rows * (rows - 1) / 2
    for column in columns:
        if column.role != "target" and column.kind != "identifier":
            times = sample[column.name].alias("value").value_counts()["count"].cast(pl.Float64)
            found *= float((times * (times - 1)).sum()) / pairs
    return found

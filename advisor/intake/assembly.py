"""Make a run of a sheet: columns to series, epochs to steps, restarts joined."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Sized
from itertools import islice
from typing import Any

from advisor.errors import IntakeError, Location, Problem
from advisor.intake.cells import holds_truth, number, numbers
from advisor.intake.columns import Columns, assign
from advisor.intake.counting import Counter
from advisor.intake.run import Row, Run, Sheet, refuse
from advisor.signals.series import Log

__all__ = ["assemble", "assemble_columns"]

_BLOCK = 4096
"""The rows that are held at a time."""

_MANY = 512
_MOST_PROBLEMS = 10


def assemble(sheet: Sheet, given: Mapping[str, str] | None = None) -> Run:
    """Read the rows of a sheet into bounded curves.

    Args:
        sheet: What a reader found.
        given: Columns by field, where the caller says which is which.

    Raises:
        IntakeError: With every cell that is no number, or the place where a second run begins.
    """
    columns = assign(sheet.columns, given or {}, sheet.name)
    counter = Counter(sheet, columns)
    log = Log()
    problems: list[Problem] = []
    rows = iter(sheet.rows)
    while len(problems) < _MOST_PROBLEMS and (block := list(islice(rows, _BLOCK))):
        many = len(block) >= _MANY and not problems
        if many and _pour(block, columns, counter, log):
            continue
        for line, cells in block:
            values, bad = _numbers(line, cells, columns, sheet.name)
            problems += bad
            counter.place(log, line, cells, values)
    if problems:
        raise IntakeError(problems[:_MOST_PROBLEMS])
    counter.finish()
    if not log.curves:
        raise refuse("I007", "the log holds no values yet", sheet.name)
    return _run(sheet, columns, counter, log)


def assemble_columns(
    data: Mapping[str, Any], name: str, given: Mapping[str, str] | None = None
) -> Run | None:
    """Make a run of long columns of numbers at once, or None where something is odd about them.

    Raises:
        IntakeError: No column is known as a series.
    """
    lengths = {len(values) if isinstance(values, Sized) else 0 for values in data.values()}
    if len(lengths) != 1 or (length := lengths.pop()) < _BLOCK:
        return None
    if any(isinstance(values, list | tuple) and holds_truth(values) for values in data.values()):
        return None
    import numpy as np

    arrays = {key: np.asarray(values) for key, values in data.items()}
    if any(array.ndim != 1 or array.dtype.kind not in "fiu" for array in arrays.values()):
        return None
    sheet = Sheet(name, "json", tuple(arrays), ())
    columns = assign(sheet.columns, given or {}, name)
    counter = Counter(sheet, columns)
    counted = arrays[counter.column] if counter.column else np.arange(1, length + 1)
    if not np.isfinite(counted).all() or (np.diff(counted) < 0).any():
        return None
    log = Log()
    log.extend(counted, {field: arrays[column] for field, column in columns.series.items()})
    return _run(sheet, columns, counter, log)


def _pour(block: Sequence[Row], columns: Columns, counter: Counter, log: Log) -> bool:
    """Log many rows at once where nothing is odd about them, and say whether that was so."""
    series = {}
    for field, column in columns.series.items():
        values = numbers([cells.get(column) for _, cells in block])
        if values is None:
            return False
        series[field] = values
    steps = counter.steps_of(block)
    if steps is None:
        return False
    counter.pass_over(steps, block)
    for field, values in series.items():
        known = [row for row, value in enumerate(values) if value is not None]
        if len(known) == len(values):
            log.extend(steps, {field: values})
        elif known:
            log.extend(steps[known], {field: [values[row] for row in known]})
    return True


def _numbers(
    line: int | None, cells: Mapping[str, object], columns: Columns, name: str
) -> tuple[dict[str, float | None], list[Problem]]:
    """Return the numbers of a row by field, and a problem for each cell that is none."""
    values: dict[str, float | None] = {}
    problems = []
    for field, column in columns.series.items():
        try:
            values[field] = number(cells.get(column))
        except ValueError:
            message = f"{cells[column]!r} is not a number"
            problems.append(Problem("I006", message, column, Location(name, line), (column,)))
    return values, problems


def _run(sheet: Sheet, columns: Columns, counter: Counter, log: Log) -> Run:
    history: dict[str, object] = {}
    epochs = counter.by_epoch(log) if counter.counts_steps else None
    if counter.column is not None:
        history["unit"] = "step" if counter.counts_steps and epochs is None else "epoch"
    notes = [*sheet.notes, *columns.notes, *counter.notes]
    for name, values in (epochs or log).history().items():
        history[name], note = _share(name, values)
        notes += note
    if not counter.counts_steps and (rows := _crowded(history["steps"])):
        history |= {"unit": "step", "steps": [*map(float, range(1, rows + 1))]}
        notes.append("There are several rows in an epoch; they are counted as steps.")
    if _uncounted(history["steps"]):
        history.pop("unit", None)
        history.pop("steps")
    if any(curve.width > 1 for curve in log.curves.values()):
        width = max(curve.width for curve in log.curves.values())
        notes.append(f"Up to {width} neighbors are averaged; extremes and breaks are kept.")
    return Run(
        name=sheet.name,
        reader=sheet.reader,
        history=history,
        stated=sheet.stated,
        columns=columns.series,
        unused=columns.unused,
        notes=tuple(notes),
    )


def _crowded(steps: object) -> int:
    """Return how many rows there are where several share an epoch, else 0."""
    several = isinstance(steps, list) and 1 < len(set(steps)) <= len(steps) / 2
    return len(steps) if several and isinstance(steps, list) else 0


def _uncounted(steps: object) -> bool:
    """Whether all of several rows were logged with the same step, and so without one."""
    return isinstance(steps, list) and len(steps) > 1 and len(set(steps)) == 1


def _share(name: str, values: list[float | None]) -> tuple[list[float | None], list[str]]:
    """Return an accuracy as a share where it was logged in percent."""
    finite = [value for value in values if value is not None and math.isfinite(value)]
    if not name.endswith("accuracy") or not finite or not 1.5 < max(finite) <= 100:
        return values, []
    shares = [None if value is None else value / 100 for value in values]
    return shares, [f"{name} was logged in percent."]

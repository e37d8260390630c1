"""Make a run of a sheet: columns to series, epochs to steps, restarts joined."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Mapping

from advisor.errors import IntakeError, Location, Problem
from advisor.intake.columns import Columns, assign
from advisor.intake.run import Run, Sheet, refuse
from advisor.signals.series import CAPACITY, Log

__all__ = ["assemble", "number"]

_EMPTY = frozenset({"", "na", "n/a", "none", "null", "-", "--", "?"})
_WRAPPED = re.compile(r"^tensor\(\s*([^,)]+)")
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
    counter = _Counter(sheet, columns)
    log = Log()
    problems: list[Problem] = []
    for line, cells in sheet.rows:
        values = {}
        for field, column in columns.series.items():
            try:
                values[field] = number(cells.get(column))
            except ValueError:
                message = f"{cells[column]!r} is not a number"
                problems.append(Problem("I006", message, column, Location(sheet.name, line)))
        if len(problems) >= _MOST_PROBLEMS:
            break
        counter.place(log, line, cells, values)
    if problems:
        raise IntakeError(problems)
    if not log.curves:
        raise refuse("I007", "the log holds no values yet", sheet.name)
    return _run(sheet, columns, counter, log)


def number(cell: object) -> float | None:
    """Return the number in a cell, None where it is empty.

    Raises:
        ValueError: The cell holds something else.
    """
    if cell is None or isinstance(cell, bool):
        return None if cell is None else float(cell)
    if isinstance(cell, int | float):
        return float(cell)
    text = str(cell).strip()
    if text.lower() in _EMPTY:
        return None
    if wrapped := _WRAPPED.match(text):
        text = wrapped[1].strip()
    return float(text)


class _Counter:
    """Gives each row its step, and sees where a run was taken up again."""

    def __init__(self, sheet: Sheet, columns: Columns) -> None:
        self.name = sheet.name
        self.columns = columns
        self.from_zero = sheet.from_zero
        self.shift: float | None = None
        self.notes: list[str] = []
        self.rows = 0
        self.first: float | None = None
        self.last: float | None = None
        self.epochs: dict[float, float] = {}

    @property
    def column(self) -> str | None:
        """The column that counts: steps where there are any, else epochs."""
        return self.columns.step or self.columns.epoch

    @property
    def counts_steps(self) -> bool:
        """Whether the rows are told apart by steps."""
        return self.columns.step is not None

    def place(
        self,
        log: Log,
        line: int | None,
        cells: Mapping[str, object],
        values: Mapping[str, float | None],
    ) -> None:
        """Add a row to the log at its step."""
        self.rows += 1
        step = self._step(line, cells)
        if step is None or all(value is None for value in values.values()):
            return
        if self.last is not None and step < self.last:
            self._back(log, line, step)
        self.first = step if self.first is None else self.first
        self.last = step
        log.add(step, values)
        if self.counts_steps and self.columns.epoch and len(self.epochs) <= CAPACITY:
            self._note_epoch(step, cells.get(self.columns.epoch))

    def _step(self, line: int | None, cells: Mapping[str, object]) -> float | None:
        if self.column is None:
            return float(self.rows)
        try:
            step = number(cells.get(self.column))
        except ValueError:
            message = f"{cells[self.column]!r} in column {self.column} is not a number"
            raise refuse("I006", message, self.name, line) from None
        if step is None or not math.isfinite(step):
            return self.last
        return step if self.counts_steps else self._shifted(step)

    def _shifted(self, epoch: float) -> float:
        """Count epochs from 1 where the first is 0 although it was logged after training."""
        if self.shift is None:
            self.shift = 1.0 if self.from_zero and epoch == 0 else 0.0
        return epoch + self.shift

    def _note_epoch(self, step: float, cell: object) -> None:
        try:
            epoch = number(cell)
        except ValueError:
            return
        if epoch is not None and epoch.is_integer():
            self.epochs[step] = self._shifted(epoch)

    def by_epoch(self, log: Log) -> Log | None:
        """Return the log by epochs, where there are some and no series has more values."""
        epochs = len(set(self.epochs.values()))
        if not epochs or max(map(len, log.curves.values())) > epochs:
            return None
        known = sorted(self.epochs)
        merged = Log()
        for field, curve in log.curves.items():
            for step, value in curve.points():
                # A row without an epoch belongs to the one that is told next.
                place = min(bisect_left(known, step), len(known) - 1)
                merged.add(self.epochs[known[place]], {field: value})
        return merged

    def _back(self, log: Log, line: int | None, step: float) -> None:
        if self.first is not None and step <= self.first:
            message = (
                f"{self.column} begins again at {self._as_logged(step):g}: two runs in one file; "
                "part them, one file each"
            )
            raise refuse("I008", message, self.name, line)
        log.rewind(step)
        at = f"{self.column} {self._as_logged(step):g}"
        self.notes.append(f"Taken up again at {at}; from there on the later rows count.")

    def _as_logged(self, step: float) -> float:
        return step if self.counts_steps else step - (self.shift or 0)


def _run(sheet: Sheet, columns: Columns, counter: _Counter, log: Log) -> Run:
    history: dict[str, object] = {}
    epochs = counter.by_epoch(log) if counter.counts_steps else None
    if counter.column is not None:
        history["unit"] = "step" if counter.counts_steps and epochs is None else "epoch"
    notes = [*sheet.notes, *columns.notes, *counter.notes]
    for name, values in (epochs or log).history().items():
        history[name], note = _share(name, values)
        notes += note
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

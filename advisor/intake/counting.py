"""Give each row of a log its step, and see where a run was taken up or begun again."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.intake.cells import number, numbers
from advisor.intake.columns import Columns
from advisor.intake.run import Row, Sheet, refuse
from advisor.signals.series import CAPACITY, Log

__all__ = ["Counter"]

_FEWEST = 2
"""Fewer rows before a new beginning are a false start, not a run."""

_MOST_RETURNS = 100


@dataclass(slots=True)
class _Beginning:
    """A place where the log goes back to its first step, and how many rows stood before it."""

    line: int | None
    step: float
    before: int


class Counter:
    """Counts the rows of one log.

    Steps that fall begin again: within a later epoch they go on counting; after some steps the
    run was taken up from there; at the first of all it was begun again. A log that never rises
    is one that is told from its end.
    """

    def __init__(self, sheet: Sheet, columns: Columns) -> None:
        """Start before the first row."""
        self.name = sheet.name
        self.columns = columns
        self.from_zero = sheet.from_zero
        self.shift: float | None = None
        self.notes: list[str] = []
        self.rows = 0
        self.epochs: dict[float, float] = {}
        self._first: float | None = None
        self._last: float | None = None
        self._epoch: float | None = None
        self._rose = False
        self._offset = 0.0
        self._since = 0
        self._returns = 0
        self._begun: list[_Beginning] = []

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
        if self._last is not None and step < self._last and self._rose:
            step = self._back(log, line, step, cells)
        log.add(step, values)
        self._advance(step, step, 1)
        self._note_epoch(step, cells)

    def steps_of(self, block: Sequence[Row]) -> Any | None:
        """Return the steps of many rows as an array, where they go on without gap or return."""
        # Only long logs come here: numpy takes longer to import than a short one to be read.
        import numpy as np

        if self.column is None:
            return np.arange(self.rows + 1, self.rows + len(block) + 1, dtype=float)
        found = numbers([cells.get(self.column) for _, cells in block])
        if found is None or None in found:
            return None
        steps = np.array(found, dtype=float)
        if not np.isfinite(steps).all():
            return None
        if self.counts_steps:
            steps += self._offset
        else:
            steps += self._shifted(float(steps[0])) - steps[0]
        last = steps[0] if self._last is None else self._last
        return None if (np.diff(steps, prepend=last) < 0).any() else steps

    def pass_over(self, steps: Any, block: Sequence[Row]) -> None:
        """Count rows whose steps were found at once."""
        self.rows += len(block)
        self._advance(float(steps[0]), float(steps[-1]), len(block))
        if self.counts_steps and self.columns.epoch:
            noted = zip(steps.tolist(), block, strict=True) if self._has_room else ()
            for step, (_, cells) in noted:
                self._note_epoch(step, cells)
            self._note_epoch(float(steps[-1]), block[-1][1])

    def finish(self) -> None:
        """Judge the new beginnings, now that the rows after each are known.

        Raises:
            IntakeError: What stood before one of them is a run of about the same length.
        """
        lengths = [*(begun.before for begun in self._begun), self._since][1:]
        for begun, after in zip(self._begun, lengths, strict=True):
            at = f"{self.column} begins again at {begun.step:g}"
            if begun.before >= _FEWEST and after / 2 <= begun.before <= 2 * after:
                message = f"{at}: two runs in one file; part them, one file each"
                raise refuse("I008", message, self.name, begun.line)
            self.notes.append(f"{at}; the {begun.before} rows before do not count.")

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

    @property
    def _has_room(self) -> bool:
        return len(self.epochs) <= CAPACITY

    def _step(self, line: int | None, cells: Mapping[str, object]) -> float | None:
        if self.column is None:
            return float(self.rows)
        try:
            step = number(cells.get(self.column))
        except ValueError:
            message = f"{cells[self.column]!r} in column {self.column} is not a number"
            raise refuse("I006", message, self.name, line) from None
        if step is None or not math.isfinite(step):
            return self._last
        return step + self._offset if self.counts_steps else self._shifted(step)

    def _shifted(self, epoch: float) -> float:
        """Count epochs from 1 where the first is 0 although it was logged after training."""
        if self.shift is None:
            self.shift = 1.0 if self.from_zero and epoch == 0 else 0.0
        return epoch + self.shift

    def _advance(self, begin: float, end: float, rows: int) -> None:
        if self._first is None:
            self._first = self._last = begin
        self._rose = self._rose or begin > (self._last or begin) or end > begin
        self._last = end
        self._since += rows

    def _note_epoch(self, step: float, cells: Mapping[str, object]) -> None:
        if not self.counts_steps or not self.columns.epoch:
            return
        epoch = self._epoch_of(cells)
        if epoch is None:
            return
        self._epoch = epoch
        if epoch.is_integer() and self._has_room:
            self.epochs[step] = self._shifted(epoch)

    def _epoch_of(self, cells: Mapping[str, object]) -> float | None:
        try:
            return number(cells.get(self.columns.epoch or ""))
        except ValueError:
            return None

    def _back(self, log: Log, line: int | None, step: float, cells: Mapping[str, object]) -> float:
        """Return the step that a row counts as whose step lies before the last one."""
        assert self._last is not None
        assert self._first is not None
        epoch = self._epoch_of(cells) if self.counts_steps else None
        if epoch is not None and self._epoch is not None and epoch > self._epoch:
            self._offset += self._last + 1 - step
            return self._last + 1
        self._returns += 1
        if self._returns > _MOST_RETURNS:
            message = f"{self.column} goes back more than {_MOST_RETURNS} times"
            raise refuse("I008", message, self.name, line)
        log.rewind(step)
        self.epochs = {at: epoch for at, epoch in self.epochs.items() if at < step}
        logged = step - self._offset - (0 if self.counts_steps else self.shift or 0)
        if step <= self._first:
            self._begun.append(_Beginning(line, logged, self._since))
            self._first, self._since, self._rose = step, 0, False
        else:
            again = f"Taken up again at {self.column} {logged:g}"
            self.notes.append(f"{again}; from there on the later rows count.")
        self._last = step
        return step

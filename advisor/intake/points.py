"""Make a sheet of points that came series by series, each with a step of its own."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.intake.run import Row, Sheet
from advisor.signals.series import Log

__all__ = ["sheet_of_points"]


def sheet_of_points(
    name: str,
    reader: str,
    log: Log,
    *,
    counter: str = "step",
    from_zero: bool = False,
    stated: Mapping[str, Mapping[str, object]] | None = None,
    notes: list[str] | None = None,
) -> Sheet:
    """Line the series of a log up by step, in a column named ``counter``."""
    table = log.history()
    steps = table.pop("steps")
    rows: list[Row] = [
        (None, {counter: step, **{key: values[row] for key, values in table.items()}})
        for row, step in enumerate(steps)
    ]
    columns = (counter, *table)
    return Sheet(name, reader, columns, rows, from_zero, stated or {}, notes or [])

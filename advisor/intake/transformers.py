"""What the Hugging Face Trainer writes: trainer_state.json."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from advisor.intake.run import Row, Sheet
from advisor.intake.settings import stated_by

__all__ = ["is_trainer_state", "sheet_of_state"]

_SUMMARY = "train_runtime"
_LEARNED = 0.01
"""A loss that was rounded to nothing was small before; a larger one cannot vanish in one row."""


def is_trainer_state(data: object) -> TypeGuard[Mapping[str, object]]:
    """Whether JSON holds the state of a Trainer."""
    return isinstance(data, Mapping) and isinstance(data.get("log_history"), list)


def sheet_of_state(data: Mapping[str, object], name: str) -> Sheet:
    """Make a sheet of the log that a Trainer's state holds.

    Its filter writes a loss of 0 for steps whose loss was NaN; these become NaN again.
    """
    logged = data["log_history"]
    assert isinstance(logged, list)
    entries = [entry for entry in logged if isinstance(entry, Mapping) and _SUMMARY not in entry]
    rows = [dict(entry) for entry in entries]
    broken = _unfilter(rows)
    notes = [f"{broken} losses of 0 stand where the Trainer filtered NaN out."] if broken else []
    names = dict.fromkeys(name for row in rows for name in row)
    sheet_rows: Sequence[Row] = [(None, row) for row in rows]
    return Sheet(
        name,
        "transformers",
        tuple(map(str, names)),
        sheet_rows,
        stated=stated_by(data),
        notes=notes,
    )


def _unfilter(rows: Sequence[dict[str, object]]) -> int:
    """Put NaN back where the filter took it out, and say how often."""
    last = math.inf
    count = 0
    for row in rows:
        loss = row.get("loss")
        if not isinstance(loss, int | float):
            continue
        norm = row.get("grad_norm")
        unsound = norm is None or (isinstance(norm, int | float) and not math.isfinite(norm))
        if loss == 0 and unsound and last > _LEARNED:
            row["loss"] = math.nan
            count += 1
        else:
            last = float(loss)
    return count

"""What the Hugging Face Trainer writes: trainer_state.json."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from advisor.intake.run import Row, Sheet
from advisor.intake.settings import stated_by

__all__ = ["Unfilter", "is_trainer_state", "sheet_of_state"]

_SUMMARY = "train_runtime"
_LEARNED = 0.01
"""A loss that was rounded to nothing was small before; a larger one cannot vanish in one row."""


class Unfilter:
    """Puts NaN back into logged rows where the Trainer's filter took it out.

    The filter leaves a loss of exactly 0, with a gradient norm that is NaN, after a loss that
    was far from it.
    """

    def __init__(self) -> None:
        """Begin before the first row of a run."""
        self._last = math.inf

    def __call__(self, row: dict[str, object]) -> bool:
        """Mend the next row in place, and say whether that was needed."""
        loss, norm = row.get("loss"), row.get("grad_norm")
        if not isinstance(loss, int | float):
            return False
        unsound = norm is None or (isinstance(norm, int | float) and not math.isfinite(norm))
        if loss == 0 and unsound and self._last > _LEARNED:
            row["loss"] = math.nan
            return True
        self._last = float(loss)
        return False


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
    broken = sum(map(Unfilter(), rows))
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

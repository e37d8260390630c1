"""Bring training logs in: files of many tools become runs, parts of a descriptor."""

from advisor.intake.columns import SERIES, best_names, field_of
from advisor.intake.find import find_runs, read_run, run_of, run_of_columns
from advisor.intake.run import Run, Unreadable

__all__ = [
    "SERIES",
    "Run",
    "Unreadable",
    "best_names",
    "field_of",
    "find_runs",
    "read_run",
    "run_of",
    "run_of_columns",
]

"""Part the tables that Weights & Biases exports: several runs side by side in one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from advisor.intake.run import Row, Sheet

__all__ = ["is_export", "runs_of"]

_BETWEEN = " - "
_BOUNDS = ("__MIN", "__MAX")
_COUNTERS = frozenset({"step", "_step", "epoch", "trainer/global_step", "global_step"})


def is_export(sheet: Sheet) -> bool:
    """Whether a table has one column that counts, and else columns named ``run - metric``."""
    others = [name for name in sheet.columns if name.lower() not in _COUNTERS]
    return bool(others) and all(_BETWEEN in name for name in others)


def runs_of(sheet: Sheet) -> Iterator[Sheet]:
    """Part an export by its runs; lowest and highest values of a step are left out."""
    rows = list(sheet.rows)
    counters = [name for name in sheet.columns if name.lower() in _COUNTERS]
    runs: dict[str, dict[str, str]] = {}
    for column in sheet.columns:
        run, between, metric = column.partition(_BETWEEN)
        if between and not metric.endswith(_BOUNDS):
            runs.setdefault(run, {})[column] = metric
    for run, metrics in runs.items():
        names = dict.fromkeys(counters[:1]) | dict.fromkeys(metrics.values())
        yield replace(
            sheet,
            name=sheet.name if len(runs) == 1 else f"{sheet.name}:{run}",
            reader="wandb",
            columns=tuple(names),
            rows=_renamed(rows, {**{c: c for c in counters[:1]}, **metrics}),
        )


def _renamed(rows: Sequence[Row], names: Mapping[str, str]) -> Iterator[Row]:
    for line, cells in rows:
        yield line, {names[column]: cell for column, cell in cells.items() if column in names}

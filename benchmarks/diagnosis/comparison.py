"""This advisor beside other monitors, on labeled runs and on programs with their repairs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from advisor import Advisor, AdvisorError, Diagnosis
from benchmarks.diagnosis import tables
from benchmarks.diagnosis.cross_validation import cross_validate
from benchmarks.diagnosis.labeled import Entry, diagnose, entries, predict
from benchmarks.diagnosis.monitors import MONITORS, Monitor, missing
from benchmarks.diagnosis.pairs import (
    Findings,
    compare_pairs,
    write_faults,
    write_names,
    write_pairs,
)
from benchmarks.diagnosis.recut import MeasuredRun, Recutter
from benchmarks.diagnosis.scoring import HEALTHY, Score, Truth, read_truth, score

__all__ = ["compare", "compare_programs"]

_OURS = "this advisor"
_DECLARED = "with what is declared"
_GRAVE = frozenset({"warning", "error"})


def compare(folder: Path, *, errors: bool = False) -> Iterator[str]:
    """Give the tables of labeled runs: all ways of predicting, label by label, thresholds.

    Args:
        folder: Labeled runs.
        errors: Whether to list the runs with a wrong label.
    """
    truths, runs = read_truth(folder / "manifest.jsonl"), list(entries(folder / "inputs.jsonl"))
    advisor, recutter = Advisor(), Recutter()
    measured = {t.name: (t, run) for t, run in _measured(recutter, truths, runs, folder)}
    crossed = cross_validate(recutter, list(measured.values()))
    scores = {
        f"{_OURS}, families left out": score(truths, crossed.predictions),
        f"{_OURS}, in sample": score(
            truths, {str(run["id"]): predict(advisor, run, folder) for run in runs}
        ),
        **_others(truths, runs, folder),
    }
    yield f"{len(truths)} runs of {len({truth.family for truth in truths})} families"
    yield tables.summary_table(scores)
    yield tables.labels_table(truths, scores)
    yield tables.spread_table(crossed.chosen)
    if errors:
        yield "Wrong where the family was left out (! where it must not be):"
        yield tables.errors(truths, crossed.predictions, crossed.rules)


def compare_programs(folder: Path) -> Iterator[str]:
    """Give the tables of faulty programs beside their repairs."""
    truths, runs = read_truth(folder / "manifest.jsonl"), list(entries(folder / "manifest.jsonl"))
    advisor = Advisor()

    @cache
    def ours(name: str, declared: bool) -> Diagnosis:
        return diagnose(advisor, by_name[name], folder, declared=declared)

    by_name = {str(run["id"]): run for run in runs}
    predictions = {name: ours(name, True).symptoms for name in by_name}
    yield tables.summary_table({_OURS: score(truths, predictions), **_others(truths, runs, folder)})
    ways: dict[str, Findings] = {
        "curves alone": lambda run: _symptoms(ours(str(run["id"]), False)),
        _DECLARED: lambda run: _findings(ours(str(run["id"]), True)),
    }
    for name, monitor in _installed().items():
        ways[name] = partial(_monitored, monitor, folder)
    told = {name: compare_pairs(runs, findings) for name, findings in ways.items()}
    yield "\n".join(f"- {write_pairs(name, faults)}" for name, faults in told.items())
    yield write_faults(told)
    yield write_names(told[_DECLARED])


def _monitored(monitor: Monitor, folder: Path, run: Mapping[str, Any]) -> frozenset[str]:
    return monitor(folder / str(run["file"]))


def _symptoms(diagnosis: Diagnosis) -> frozenset[str]:
    return frozenset(diagnosis.symptoms) - HEALTHY


def _findings(diagnosis: Diagnosis) -> frozenset[str]:
    """Return the symptoms and the rules that find fault with what is declared."""
    declared = {
        conclusion.rule
        for conclusion in diagnosis.report.conclusions
        if conclusion.symptom is None and conclusion.kind == "finding"
        if conclusion.severity in _GRAVE
    }
    return _symptoms(diagnosis) | declared


def _measured(
    recutter: Recutter, truths: list[Truth], runs: list[Entry], folder: Path
) -> Iterator[tuple[Truth, MeasuredRun]]:
    by_name = {truth.name: truth for truth in truths}
    for run in runs:
        try:
            yield by_name[str(run["id"])], recutter.measure(run, folder)
        except AdvisorError as error:
            print(f"{run['id']}: {error}", file=sys.stderr)


def _others(truths: list[Truth], runs: list[Entry], folder: Path) -> dict[str, Score]:
    return {
        name: score(truths, {str(run["id"]): _monitored(monitor, folder, run) for run in runs})
        for name, monitor in _installed().items()
    }


@cache
def _installed() -> Mapping[str, Monitor]:
    for name in MONITORS:
        if missing(name):
            print(f"{name} is left out: its package is not installed", file=sys.stderr)
    return {name: monitor for name, monitor in MONITORS.items() if not missing(name)}

"""Other monitors of training runs, asked for the same runs in the way each is meant to be used.

runmedic and losslint are asked through the functions behind their command lines, with their
defaults. Of SageMaker Debugger two rules are written anew from its documentation (Developer
Guide, "List of Debugger Built-in Rules": LossNotDecreasing, Overfit), with the defaults printed
there, since the service itself is needed to run the original.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

__all__ = ["LABELS", "MONITORS", "Monitor", "missing"]

Monitor = Callable[[Path], frozenset[str]]
"""The labels of one log."""

LABELS: Mapping[str, Mapping[str, str]] = {
    "runmedic": {
        "non_finite": "diverging",
        "divergence": "diverging",
        "loss_spikes": "oscillating",
        "no_learning": "stuck",
        "overfitting": "overfitting",
        "grad_spikes": "exploding_gradient",
    },
    "losslint": {
        "nan_inf": "diverging",
        "divergence": "diverging",
        "loss_spike": "oscillating",
        "overfit_onset": "overfitting",
        "stagnation": "stuck",
    },
    "Debugger": {"LossNotDecreasing": "stuck", "Overfit": "overfitting"},
}
"""The label nearest to each finding; findings that are advice on speed or schedule have none."""

_NUM_STEPS = 10
_DIFF_PERCENT = 0.1
_PATIENCE = 1
_RATIO_THRESHOLD = 0.1


def runmedic(path: Path) -> frozenset[str]:
    """Ask runmedic, as ``runmedic diagnose`` does."""
    loaders, roles = import_module("runmedic.loaders"), import_module("runmedic.roles")
    checks = import_module("runmedic.checks")
    found = {
        finding.check
        for run in loaders.load(str(path))
        for finding in checks.run_checks(run, roles.detect(run))
    }
    return _labels("runmedic", found)


def losslint(path: Path, severities: frozenset[str] | None = None) -> frozenset[str]:
    """Ask losslint, as ``losslint check`` does, for findings of any severity or of some."""
    parsing, checks = import_module("losslint.parsing"), import_module("losslint.checks")
    try:
        found = checks.run_all_checks(parsing.load_run(path))
    except ValueError:  # no column that looks like a loss
        return frozenset()
    wanted = {f.check for f in found if severities is None or f.severity in severities}
    return _labels("losslint", wanted)


def losslint_strict(path: Path) -> frozenset[str]:
    """Ask losslint for errors and warnings alone."""
    return losslint(path, frozenset({"error", "warning"}))


def debugger(path: Path) -> frozenset[str]:
    """Apply the two documented rules of SageMaker Debugger to each row of a log."""
    rows = list(_rows(path))
    found = set()
    if _is_not_decreasing([(step, train) for step, train, _ in rows if train is not None]):
        found.add("LossNotDecreasing")
    excess = [
        val - train > _RATIO_THRESHOLD * train
        for _, train, val in rows
        if train is not None and val is not None
    ]
    if sum(excess) >= _PATIENCE:
        found.add("Overfit")
    return _labels("Debugger", found)


MONITORS: Mapping[str, Monitor] = {
    "runmedic": runmedic,
    "losslint": losslint,
    "losslint, no infos": losslint_strict,
    "Debugger": debugger,
}


def missing(name: str) -> bool:
    """Whether the package of a monitor is not installed."""
    package = name.partition(",")[0]
    return package != "Debugger" and find_spec(package) is None


def _labels(monitor: str, findings: set[str]) -> frozenset[str]:
    known = LABELS[monitor]
    return frozenset(known[finding] for finding in findings if finding in known)


def _is_not_decreasing(losses: list[tuple[float, float]]) -> bool:
    """Whether at some check the loss is not lower enough than at the last check before."""
    checked, before = losses[0] if losses else (0.0, 0.0)
    for number, (step, loss) in enumerate(losses):
        if step - checked < _NUM_STEPS:
            continue
        past = [value for at, value in losses[:number] if step - at >= _NUM_STEPS]
        before = past[-1]
        if not loss <= before * (1 - _DIFF_PERCENT / 100):
            return True
        checked = step
    return False


def _rows(path: Path) -> Iterator[tuple[float, float | None, float | None]]:
    """Give step, training loss and validation loss of each row."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            step = _number(row.get("epoch") or row.get("step"))
            train, val = _number(row.get("train_loss")), _number(row.get("val_loss"))
            yield float(number) if step is None or math.isnan(step) else step, train, val


def _number(cell: str | None) -> float | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        return None

"""Choose the thresholds without some families of runs, and score them on those families.

For each family the thresholds are chosen anew on all other families: a search along one
threshold after the other, from a shaken start. Of equally good values the middle of the widest
range is taken where measured runs bound it on both sides. Where they leave a side open nothing
was learned about the threshold, and the value that its reason gives stands, if it is in the
range. What is predicted for the families left out is pooled and scored once.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from benchmarks.diagnosis.recut import MeasuredRun, Recutter
from benchmarks.diagnosis.scoring import Score, Truth

__all__ = ["Chosen", "CrossValidation", "Labeled", "choose", "cross_validate"]

Labeled = Sequence[tuple[Truth, MeasuredRun]]

_ARITHMETIC = ("log_", "loss_zero", "first_epoch")
"""How the names of thresholds begin that follow from arithmetic; they are not chosen."""

_PASSES = 2
_CANDIDATES = 24
_REACH = 4.0
_SHAKE = 1.5


@dataclass
class Chosen:
    """The values chosen for one threshold over all folds."""

    shipped: float
    values: list[float] = field(default_factory=list)

    @property
    def range(self) -> tuple[float, float, float]:
        """Lowest, middle and highest of the chosen values."""
        return min(self.values), median(self.values), max(self.values)


@dataclass
class CrossValidation:
    """Predictions on families left out, and the thresholds chosen without them."""

    predictions: dict[str, frozenset[str]] = field(default_factory=dict)
    rules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    thresholds: dict[str, Mapping[str, float]] = field(default_factory=dict)
    chosen: dict[str, Chosen] = field(default_factory=dict)


def cross_validate(
    recutter: Recutter, runs: Labeled, *, folds: int | None = None, seed: int = 0
) -> CrossValidation:
    """Leave out each family in turn, or that many parts of the families.

    Args:
        recutter: Predicts with moved thresholds.
        runs: Labeled runs, measured.
        folds: Into how many parts the families are divided; one family each by default.
        seed: Of the division and of the start of each search.
    """
    random_state = random.Random(seed)
    families = sorted({truth.family for truth, _ in runs})
    random_state.shuffle(families)
    parts = len(families) if folds is None else folds
    result = CrossValidation(
        chosen={name: Chosen(recutter.shipped[name]) for name in _free(recutter)}
    )
    for number in range(parts):
        out = frozenset(families[number::parts])
        kept = [run for run in runs if run[0].family not in out]
        start = {
            name: recutter.shipped[name] * random_state.uniform(1 / _SHAKE, _SHAKE)
            for name in _free(recutter)
        }
        thresholds = {**recutter.shipped, **choose(recutter, kept, start)}
        for name, chosen in result.chosen.items():
            chosen.values.append(thresholds[name])
        for truth, run in runs:
            if truth.family in out:
                found = recutter.predict(run, thresholds)
                result.predictions[truth.name], result.rules[truth.name] = found
                result.thresholds[truth.name] = thresholds
    return result


def choose(recutter: Recutter, runs: Labeled, start: Mapping[str, float]) -> dict[str, float]:
    """Return the thresholds that serve these runs best, searched from a start."""
    thresholds = {**recutter.shipped, **start}
    for _ in range(_PASSES):
        for name in start:
            limits = _limits(name, runs, recutter.shipped[name])
            if len(limits) < 2:
                continue
            thresholds[name] = _best(recutter, runs, thresholds, name, limits)
    return {name: thresholds[name] for name in start}


def _free(recutter: Recutter) -> list[str]:
    """Return the thresholds to choose: those that only arithmetic gives are left."""
    return [
        name
        for name in recutter.tunable
        if recutter.shipped[name] != 0 and not name.startswith(_ARITHMETIC)
    ]


def _limits(name: str, runs: Labeled, shipped: float) -> list[float]:
    """Return measured numbers in reach of a threshold, thinned; between them is no difference."""
    reach = sorted((shipped / _REACH, shipped * _REACH))
    numbers = sorted(
        {
            number
            for _, run in runs
            for threshold, number in run.numbers
            if threshold == name and reach[0] <= number <= reach[1]
        }
    )
    limits = [reach[0], *numbers, reach[1]]
    step = math.ceil((len(limits) - 1) / _CANDIDATES)
    return [*limits[:-1:step], limits[-1]]


def _best(
    recutter: Recutter,
    runs: Labeled,
    thresholds: Mapping[str, float],
    name: str,
    limits: Sequence[float],
) -> float:
    held = [any(at == name for at, _ in run.numbers) for _, run in runs]
    before = [recutter.predict(run, thresholds)[0] for _, run in runs]
    worth = []
    for low, high in pairwise(limits):
        moved = {**thresholds, name: (low + high) / 2}
        worth.append(
            _worth(
                (truth, recutter.predict(run, moved)[0] if touched else same)
                for (truth, run), touched, same in zip(runs, held, before, strict=True)
            )
        )
    best = max(worth)
    ranges: list[tuple[float, float]] = []
    for (low, high), value in zip(pairwise(limits), worth, strict=True):
        if value < best:
            continue
        if ranges and ranges[-1][1] == low:
            ranges[-1] = (ranges[-1][0], high)
        else:
            ranges.append((low, high))
    low, high = max(ranges, key=lambda limit: limit[1] - limit[0])
    reasoned = recutter.shipped[name]
    if low > limits[0] and high < limits[-1]:
        return (low + high) / 2
    if low < reasoned < high:
        return reasoned
    nearest = limits.index(low) if reasoned <= low else limits.index(high) - 1
    return (limits[nearest] + limits[nearest + 1]) / 2


def _worth(labeled: Iterable[tuple[Truth, frozenset[str]]]) -> float:
    """Return macro F1 less false alarms and labels that must not be given."""
    total = Score()
    for truth, labels in labeled:
        total.add(truth, labels)
    return total.macro_f1 - total.alarm_rate - total.forbidden_rate

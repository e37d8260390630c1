"""How well predicted labels agree with those of labeled runs.

The counting is that of the ``score.py`` which lies beside labeled runs: a predicted label that
is primary is right, one that is acceptable counts neither way, any other is wrong; no label at
all says healthy.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["HEALTHY", "Counts", "Score", "Truth", "family_of", "read_truth", "score"]

HEALTHY = frozenset({"healthy", "gan_healthy"})


@dataclass(frozen=True, slots=True)
class Truth:
    """What a labeled run shows: labels it must have, may have and must not have."""

    name: str
    spec: str
    gan: bool
    primary: frozenset[str]
    acceptable: frozenset[str]
    forbidden: frozenset[str]

    @property
    def family(self) -> str:
        """The set-up of the run without its number."""
        return family_of(self.spec)

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong with the run."""
        return bool(self.primary & HEALTHY)

    def read(self, labels: Collection[str]) -> frozenset[str]:
        """Return predicted labels as they are counted for this run."""
        fine = "gan_healthy" if self.gan else "healthy"
        return frozenset(fine if label in HEALTHY else label for label in labels) or frozenset(
            {fine}
        )

    def alarmed(self, labels: Collection[str]) -> bool:
        """Whether the run is healthy and labeled with a problem that it may not have."""
        return self.healthy and bool(set(labels) - HEALTHY - self.acceptable)


@dataclass(slots=True)
class Counts:
    """Right, wrong and missed predictions of one label."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the predictions of the label that are right; 0 without any."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the runs with the label that are found; 0 without any."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


@dataclass(slots=True)
class Score:
    """Counts by label, false alarms on healthy runs, and labels that must not be given."""

    labels: dict[str, Counts] = field(default_factory=dict)
    runs: int = 0
    healthy: int = 0
    alarms: int = 0
    forbidden: int = 0

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the labels that some run has."""
        known = [c.f1 for c in self.labels.values() if c.right + c.missed]
        return sum(known) / max(1, len(known))

    @property
    def alarm_rate(self) -> float:
        """Share of the healthy runs with a false alarm."""
        return self.alarms / max(1, self.healthy)

    @property
    def forbidden_rate(self) -> float:
        """Share of all runs with a label that must not be given."""
        return self.forbidden / max(1, self.runs)

    def add(self, truth: Truth, labels: Collection[str]) -> None:
        """Count the labels predicted for one run."""
        given = truth.read(labels)
        for label in truth.primary | (given - truth.acceptable):
            counts = self.labels.setdefault(label, Counts())
            counts.right += label in truth.primary and label in given
            counts.missed += label not in given
            counts.wrong += label not in truth.primary
        self.runs += 1
        self.healthy += truth.healthy
        self.alarms += truth.alarmed(given)
        self.forbidden += bool(given & truth.forbidden)


def score(truths: Iterable[Truth], predictions: Mapping[str, Collection[str]]) -> Score:
    """Count predictions by id; a run without one counts as called healthy."""
    total = Score()
    for truth in truths:
        total.add(truth, predictions.get(truth.name, ()))
    return total


def family_of(spec: str) -> str:
    """Return a set-up without the number at its end."""
    return spec.rstrip("0123456789").rstrip("_") or spec


def read_truth(manifest: Path) -> list[Truth]:
    """Read the labels of runs, one object a line."""
    truths = []
    for line in manifest.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labels = (row["primary"], row["also_acceptable"], row["must_not"])
        primary, acceptable, forbidden = map(frozenset, labels)
        gan = row["task"] == "gan"
        truths.append(Truth(row["id"], row["spec"], gan, primary, acceptable, forbidden))
    doubled = [name for name, count in Counter(t.name for t in truths).items() if count > 1]
    if doubled:
        raise ValueError(f"{manifest}: ids that occur twice: {doubled}")
    return truths

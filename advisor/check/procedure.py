"""The first trials in their order: zeros, more zeros, one real batch, the same without inputs."""

from __future__ import annotations

import math
import re
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from advisor.check.labels import Labels, neutral, read_labels
from advisor.check.random_state import seeded
from advisor.check.setup import place_of
from advisor.check.trial import Array, Series, Subject
from advisor.errors import AdvisorError, shortened

__all__ = ["RUNS", "Trials", "run_trials"]

_TOLD = (UserWarning, RuntimeWarning)
_MARK = re.compile(r"\{\{.*?\}\}\s*")
"""What TensorFlow writes before its messages."""

_LONG, _STILL = 40, 0.001
"""A loss rests where so many steps change it by this share of its start at most."""

RUNS = ("zero_batch", "zero_data", "one_batch", "blind_batch")
"""The runs by the names that they have in the section ``sanity`` of a descriptor."""

_FEW = 5
_LEARNED = 0.01
"""A run ends where the loss has come down to this share of its start: nothing more is learnt."""


@dataclass(slots=True)
class Trials:
    """What the runs gave: a series for each, and what was seen of outputs and targets."""

    runs: dict[str, Series] = field(default_factory=dict)
    labels: Labels | None = None
    outputs: Array | None = None
    described: Mapping[str, object] = field(default_factory=dict)
    constant_loss: float | None = None
    errors: list[str] = field(default_factory=list)
    warnings: tuple[str, ...] = ()


def run_trials(
    subject: Subject,
    *,
    steps: int,
    seconds: float,
    seed: int,
    progress: Callable[[str], object] = lambda name: None,
) -> Trials:
    """Make all runs, each on a new copy of the network and from the same seed.

    Args:
        subject: The network with its batch.
        steps: Updates of the longest runs.
        seconds: Seconds for all runs together; each has its share of what is left.
        seed: What random numbers are drawn from.
        progress: Told the name of each run as it begins.
    """
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        trials = _trials(subject, steps, time.perf_counter() + seconds, seed, progress)
    told = (_line(str(each.message)) for each in given if each.category in _TOLD)
    trials.warnings = tuple(dict.fromkeys(told))
    return trials


def _trials(
    subject: Subject, steps: int, ends: float, seed: int, progress: Callable[[str], object]
) -> Trials:
    trials = Trials()
    with _told(trials.errors), seeded(seed):
        trials.outputs = subject.outputs()
    trials.labels = read_labels(subject.targets, trials.outputs, subject.class_axis)
    balanced = neutral(subject.targets, trials.labels)
    plan = dict(zip(RUNS, (balanced, balanced, subject.targets, subject.targets), strict=True))
    for left, (name, targets) in enumerate(plan.items()):
        progress(name)
        until = time.perf_counter() + (ends - time.perf_counter()) / (len(plan) - left)
        most = min(_FEW, steps) if name == "zero_batch" else steps
        with seeded(seed):
            trials.runs[name] = _run(subject, targets, name != "one_batch", most, until)
    with _told(trials.errors), seeded(seed):
        trials.described = subject.described()
    if trials.labels.encoding == "continuous":
        trials.constant_loss = _constant(subject, trials)
    return trials


def _run(subject: Subject, targets: Array, blind: bool, steps: int, until: float) -> Series:
    series, errors, began = Series(), list[str](), time.perf_counter()
    with _told(errors):
        subject.begin()
        for _ in range(steps + 1):
            series.updates.append(subject.update(targets, blind=blind))
            first, last = series.updates[0].loss, series.updates[-1].loss
            done = abs(last) <= _LEARNED * abs(first) and len(series.updates) > _FEW
            if (
                series.broken
                or done
                or (blind and _rests(series.losses))
                or time.perf_counter() > until
            ):
                break
    series.error = errors[0] if errors else None
    series.seconds = time.perf_counter() - began
    return series


def _rests(losses: list[float]) -> bool:
    """Whether a run without inputs has nothing more to tell."""
    late = losses[-_LONG:]
    return len(losses) > _LONG and max(late) - min(late) <= _STILL * abs(losses[0])


def _constant(subject: Subject, trials: Trials) -> float | None:
    """Return the loss of always answering the mean of the targets."""
    targets = subject.targets
    shape = trials.outputs.shape if trials.outputs is not None else targets.shape
    if math.prod(shape) != targets.size:
        return None
    answer = np.broadcast_to(targets.mean(axis=0), targets.shape)
    errors = list[str]()
    with _told(errors), seeded(0):
        loss = subject.constant_loss(np.array(answer))
        return loss if math.isfinite(loss) else None
    return None


@contextmanager
def _told(errors: list[str]) -> Iterator[None]:
    """Keep what the library or the caller's code raises as one line; a refusal of ours goes on."""
    try:
        yield
    except AdvisorError:
        raise
    except Exception as error:
        file, line = place_of(error)
        where = f" ({file}:{line})" if file else ""
        errors.append(f"{type(error).__name__}: {_line(str(error))}{where}")


def _line(message: str) -> str:
    """Return the first line of a message that says something, without what is for machines."""
    lines = _MARK.sub("", message).splitlines()
    return shortened(next((line.strip() for line in lines if line.strip()), ""), 200)

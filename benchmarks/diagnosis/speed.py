"""How long a diagnosis takes beyond reading, for short and for very long runs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from advisor import Advisor, Monitor
from advisor.intake import Run, run_of_columns
from advisor.signals.series import Log

__all__ = ["lines"]

_RUNS = 200
_POINTS = 100
_LONG = 10_000_000
_REPEATS = 5
_CALLS = (1_000, 10_000, 100_000)


def lines(advisor: Advisor) -> Iterator[str]:
    """Give one line for each thing measured, with what is to be reached."""
    runs = [_run(seed) for seed in range(_RUNS)]
    _diagnose(advisor, runs[0])
    spent = [_seconds(partial(_diagnose, advisor, run)) for run in runs]
    yield (
        f"run of {_POINTS} epochs beyond reading: median {statistics.median(spent) * 1e3:.2f} ms "
        f"of {_RUNS} different ones (to reach: 2 ms)"
    )
    yield from _long_run(advisor)
    for calls in _CALLS:
        each = _monitored(advisor, calls) / calls
        yield f"Monitor, {calls:>7} calls: {each * 1e6:.1f} microseconds a call (constant)"


def _long_run(advisor: Advisor) -> Iterator[str]:
    noise = np.random.default_rng(0)
    steps = np.arange(_LONG, dtype=float)
    losses = 2.3 * np.exp(-steps / _LONG * 4) + 0.05 * noise.standard_normal(_LONG)
    passes = [_seconds(lambda: (losses.mean(), losses.std())) for _ in range(_REPEATS)]
    spent = [_seconds(lambda: _bulk(advisor, steps, losses)) for _ in range(_REPEATS)]
    numpy_pass, whole = statistics.median(passes), statistics.median(spent)
    signals = _signals(advisor)
    yield (
        f"series of {_LONG:,} points, poured in as arrays: {whole * 1e3:.0f} ms "
        f"with its diagnosis, {signals} signals; "
        f"mean and standard deviation by numpy {numpy_pass * 1e3:.0f} ms: "
        f"{whole / numpy_pass / signals:.2f} passes a signal, {whole / numpy_pass:.1f} in all "
        "(to reach: 3 a signal)"
    )


def _bulk(advisor: Advisor, steps: np.ndarray, losses: np.ndarray) -> None:
    log = Log()
    log.extend(steps, {"train_loss": losses})
    _diagnose(advisor, Run("long", "columns", {"unit": "step", **log.history()}))


def _signals(advisor: Advisor) -> int:
    """Return how many quantities are measured of a training loss."""
    quantities = advisor.rulebase.vocabulary.quantities.values()
    return sum(quantity.of == ("history.train_loss",) for quantity in quantities)


def _run(seed: int) -> Run:
    noise = np.random.default_rng(seed)
    epochs = np.arange(1, _POINTS + 1)
    fall = np.exp(-epochs / noise.uniform(5, 50))
    train = 2.3 * fall + 0.02 * noise.random(_POINTS)
    val = train + noise.uniform(0, 0.5) * (1 - fall) + 0.02 * noise.random(_POINTS)
    return run_of_columns(
        {
            "epoch": epochs.tolist(),
            "train_loss": train.tolist(),
            "val_loss": val.tolist(),
            "val_accuracy": (0.1 + 0.8 * (1 - fall)).tolist(),
        }
    )


def _diagnose(advisor: Advisor, run: Run) -> None:
    advisor.diagnose(run, {"problem": {"n_classes": 10}, "model": {"loss": "cross_entropy"}})


def _monitored(advisor: Advisor, calls: int) -> float:
    monitor = Monitor({"problem": {"n_classes": 10}}, advisor=advisor, report=lambda c, d: None)
    losses = (2.3 * np.exp(-np.arange(calls) / calls * 4)).tolist()

    def log_all() -> None:
        for step, loss in enumerate(losses):
            monitor.log(step=step, train_loss=loss)

    return _seconds(log_all)


def _seconds(do: Callable[[], object]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin

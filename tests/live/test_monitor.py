"""A monitor reports each diagnosis once, keeps still on healthy runs, and stays small."""

from __future__ import annotations

import math
from typing import Any

import pytest

from advisor import Advisor, AdvisorError, Monitor
from advisor.report import Conclusion, Diagnosis

PROJECT = {"problem": {"n_classes": 10}, "model": {"loss": "nn.CrossEntropyLoss"}}


class Told:
    """Collects what a monitor reports."""

    def __init__(self) -> None:
        self.found: list[tuple[str | None, int]] = []

    def __call__(self, conclusion: Conclusion, diagnosis: Diagnosis) -> None:
        steps: Any = diagnosis.history["steps"]
        self.found.append((conclusion.symptom, len(steps)))

    @property
    def symptoms(self) -> list[str | None]:
        return [symptom for symptom, _ in self.found]


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


def watch(advisor: Advisor, losses: list[float], **given: Any) -> tuple[Monitor, Told]:
    told = Told()
    monitor = Monitor(PROJECT, advisor=advisor, report=told, **given)
    for epoch, loss in enumerate(losses, start=1):
        monitor.log(epoch=epoch, train_loss=loss)
    return monitor, told


def test_a_stuck_run_is_reported_once(advisor: Advisor) -> None:
    """However long it stays stuck; and only after it has stayed so for a while."""
    monitor, told = watch(advisor, [2.3 + 0.001 * (n % 3) for n in range(200)])
    assert told.symptoms == ["stuck"]
    assert told.found[0][1] >= 30
    assert monitor.finish() is not None
    assert told.symptoms == ["stuck"]


def test_nan_is_reported_at_once(advisor: Advisor) -> None:
    """There is nothing to wait for."""
    _, told = watch(advisor, [2.0, 1.8, 1.5, 1.2, math.nan])
    assert told.found == [("diverging", 5)]


def test_a_healthy_run_is_not_disturbed(advisor: Advisor) -> None:
    """From the first row to the last."""
    monitor, told = watch(advisor, [2.3 * 0.95**n for n in range(120)])
    assert told.found == []
    assert monitor.finish() is not None
    assert told.found == []


def test_a_plateau_before_the_fall_is_given_time(advisor: Advisor) -> None:
    """Some tasks begin with one."""
    _, told = watch(advisor, [2.3] * 15 + [2.3 * 0.8**n for n in range(40)])
    assert told.found == []


@pytest.mark.parametrize(("stop_on", "stops"), [(None, False), ("error", True), ("warning", True)])
def test_a_run_is_stopped_when_asked(advisor: Advisor, stop_on: str | None, stops: bool) -> None:
    """Divergence is an error."""
    monitor, _ = watch(advisor, [2.0, 1.8, math.inf], stop_on=stop_on)
    assert monitor.should_stop is stops


def test_names_of_the_libraries_and_unknown_ones(advisor: Advisor) -> None:
    """Common spellings are known; a name that is none is refused with the nearest."""
    monitor = Monitor(advisor=advisor)
    monitor.log(step=1, loss=2.0, val_acc=0.1, lr=0.1, grad_norm=None)
    monitor.take_logged({"loss": 1.9, "hours": 3, "val_acc": "n/a"}, step=2)
    diagnosis = monitor.finish()
    assert diagnosis is not None
    assert diagnosis.history == {
        "unit": "step",
        "steps": [1, 2],
        "train_loss": [2.0, 1.9],
        "val_accuracy": [0.1, None],
        "learning_rate": [0.1, None],
    }
    with pytest.raises(AdvisorError, match="unknown series 'train_los'; did you mean"):
        monitor.log(step=3, train_los=1.0)
    with pytest.raises(AdvisorError, match="stop_on"):
        Monitor(advisor=advisor, stop_on="info")


def test_a_long_run_is_bounded_in_memory_and_in_looks(advisor: Advisor) -> None:
    """Ten times the rows are some looks more, not ten times as many."""
    looks = []

    class Counting(Advisor):
        def __init__(self) -> None:
            pass

        rulebase = advisor.rulebase

        def diagnose(self, *args: Any, **given: Any) -> Diagnosis:
            looks.append(len(args[0].history["steps"]))
            return advisor.diagnose(*args, **given)

    monitor = Monitor(advisor=Counting())
    counts = []
    for length in (2_000, 20_000):
        while monitor._rows < length:
            monitor.log(step=monitor._rows, train_loss=2.3 * 0.9995 ** (monitor._rows % 3000))
        counts.append(len(looks))
    assert counts[1] - counts[0] <= 12
    assert max(looks) <= 2 * 256


def test_it_says_what_it_finds_on_standard_error(
    advisor: Advisor, capsys: pytest.CaptureFixture[str]
) -> None:
    """By default; two lines a diagnosis."""
    monitor = Monitor(advisor=advisor)
    for loss in (2.0, 1.5, math.nan):
        monitor.log(epoch=None, train_loss=loss)
    said = capsys.readouterr().err
    assert said.startswith("advisor: diverging since row 3 (TC004): ")
    assert "try: Lower the learning rate" in said

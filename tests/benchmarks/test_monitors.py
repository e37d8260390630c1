"""Other monitors are asked fairly: their own functions, or the documented rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.diagnosis.monitors import LABELS, MONITORS, missing


def log(folder: Path, text: str) -> Path:
    path = folder / "run.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_loss_is_compared_with_one_at_least_ten_steps_before(tmp_path: Path) -> None:
    losses = dict.fromkeys(range(0, 34, 3), 1.0) | {9: 0.5, 21: 0.4, 33: 0.3}
    steady = "step,train_loss\n" + "".join(f"{s},{v}\n" for s, v in losses.items())
    assert MONITORS["Debugger"](log(tmp_path, steady)) == {"stuck"}  # 12 is held to 0
    losses |= {12: 0.9, 24: 0.8}
    falling = "step,train_loss\n" + "".join(f"{s},{v}\n" for s, v in losses.items())
    assert MONITORS["Debugger"](log(tmp_path, falling)) == set()


def test_a_tenth_between_validation_and_training_is_overfit(tmp_path: Path) -> None:
    rows = "epoch,train_loss,val_loss\n1,1.0,1.05\n2,0.5,{}\n"
    assert MONITORS["Debugger"](log(tmp_path, rows.format(0.54))) == set()
    assert MONITORS["Debugger"](log(tmp_path, rows.format(0.56))) == {"overfitting"}


def test_odd_logs_say_nothing(tmp_path: Path) -> None:
    assert MONITORS["Debugger"](log(tmp_path, "")) == set()
    assert MONITORS["Debugger"](log(tmp_path, "epoch,loss\nx,\n,y\n")) == set()


@pytest.mark.parametrize("name", [name for name in MONITORS if name != "Debugger"])
def test_a_run_that_breaks_diverges_to_every_monitor(name: str, tmp_path: Path) -> None:
    if missing(name):
        pytest.skip(f"{name} is not installed; it is in the group rivals")
    broken = "epoch,train_loss\n" + "".join(f"{n},{1 / (n + 1)}\n" for n in range(30))
    assert MONITORS[name](log(tmp_path, broken + "30,nan\n")) == {"diverging"}


def test_every_finding_has_one_label() -> None:
    assert set(LABELS) == {name.partition(",")[0] for name in MONITORS}
    assert all(label for labels in LABELS.values() for label in labels.values())

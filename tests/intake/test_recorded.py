"""Logs that the real libraries wrote; how each was recorded stands in the record.py beside it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from advisor import Advisor, IntakeError
from advisor.intake import Run, Unreadable, find_runs, read_run

RECORDED = Path(__file__).parent / "recorded"
EVERY = ["train_accuracy", "train_loss", "val_accuracy", "val_loss"]


def read(name: str) -> Run:
    """Read the one run of a recorded file or folder."""
    return read_run(RECORDED / name)


def series(run: Run, name: str) -> list[float]:
    """Return the values of a series without its gaps."""
    values: Any = run.history[name]
    return [value for value in values if value is not None]


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("keras/training.csv", "keras"),
        ("keras/every_third.tsv", "keras"),
        ("keras/bars.txt", "keras_text"),
        ("keras/lines.txt", "keras_text"),
        ("keras/board", "tensorboard"),
        ("lightning/by_epoch_csv", "lightning"),
        ("lightning/by_epoch_board", "tensorboard"),
        ("transformers/epochs", "transformers"),
    ],
)
def test_epochs_count_from_the_first(name: str, reader: str) -> None:
    """Step 0 stands for before the first update; these libraries log after each epoch."""
    run = read(name)
    assert run.reader == reader
    assert run.history["unit"] == "epoch"
    steps: Any = run.history["steps"]
    assert steps == [float(n + 1) for n in range(len(steps))]
    assert set(EVERY) <= {*run.columns, "train_accuracy"}
    assert len(series(run, "train_loss")) == len(steps)


def test_the_same_training_reads_alike_through_every_door_of_keras() -> None:
    """The table, the history and the callback of one fit tell the same losses."""
    table = series(read("keras/training.csv"), "val_loss")
    assert series(read("keras/history.json"), "val_loss") == pytest.approx(table)
    board = series(read("keras/board"), "val_loss")
    assert len(board) == len(table)
    lines = series(read("keras/lines.txt"), "train_loss")
    assert series(read("keras/bars.txt"), "train_loss") == pytest.approx(lines, rel=0.2)


def test_validation_every_third_epoch_leaves_gaps() -> None:
    """Cells without a value are gaps, and the rows stay in line."""
    values: Any = read("keras/every_third.tsv").history["val_loss"]
    assert [value is not None for value in values] == [False, False, True] * 2


def test_a_run_that_went_on_later_is_one_run() -> None:
    """Keras appends to its table; epochs go on counting."""
    assert read("keras/appended.csv").history["steps"] == [float(n) for n in range(1, 10)]


def test_two_runs_in_one_file_are_refused() -> None:
    """The message says where the second one begins."""
    with pytest.raises(IntakeError, match=r"two_runs.csv:8: I008 epoch begins again at 0"):
        read("keras/two_runs.csv")


@pytest.mark.parametrize("name", ["keras/broken.csv", "keras/broken.txt"])
def test_a_broken_run_keeps_its_nan(name: str) -> None:
    """What broke is what the rules must see."""
    assert any(math.isnan(value) for value in series(read(name), "train_loss"))
    assert "diverging" in Advisor().diagnose(read(name)).symptoms


def test_interleaved_rows_of_steps_and_epochs() -> None:
    """Lightning logs steps and epochs into one table; none is lost, none is counted twice."""
    run = read("lightning/interleaved_csv")
    assert run.history["unit"] == "step"
    assert len(series(run, "train_loss")) == 6
    assert len(series(run, "gradient_norm")) > 6
    assert run.columns["train_loss"] == "train_loss_epoch"
    assert run.unused == ("train_loss_step",)
    assert run.stated["training"] == {"learning_rate": 0.05, "batch_size": 32, "optimizer": "adam"}


def test_losses_of_zero_that_hide_nan() -> None:
    """The Trainer's filter writes 0 after a run has broken; that is not a healthy run."""
    run = read("transformers/broken_filtered")
    assert sum(math.isnan(value) for value in series(run, "train_loss")) == 5
    assert "NaN" in run.notes[-1]
    assert "diverging" in Advisor().diagnose(run).symptoms


def test_the_newest_state_of_a_trainer_counts() -> None:
    """Checkpoints hold the beginning of the same run."""
    run = read("transformers/steps")
    assert Path(run.name).parent.name == "steps"
    assert run.stated["training"] == {"batch_size": 16, "epochs": 4}


@pytest.mark.parametrize(
    "name", ["torch", "tensorboardx", "tensors", "grouped", "resumed", "unnumbered"]
)
def test_scalars_of_event_files_are_those_that_tensorboard_reads(name: str) -> None:
    """TensorBoard's own reader was asked when the files were recorded."""
    expected = json.loads((RECORDED / "tensorboard/expected.json").read_text())
    run = read(f"tensorboard/{name}")
    assert run.columns
    for field, column in run.columns.items():
        folder, _, tag = column.rpartition("/")
        points = expected[name].get(column) or expected[f"{name}/{folder}"][tag]
        values = [float(value) for _, value in points]
        assert series(run, field) == pytest.approx(values, nan_ok=True)


def test_both_stores_of_mlflow() -> None:
    """One run of the database reads as that of the folders; settings become what is stated."""
    stored = {run.name.rsplit(":", 1)[-1]: run for run in runs("mlflow/mlflow.db")}
    assert set(stored) == {"sound", "broken", "unnumbered"}
    folders = list(runs("mlflow/mlruns"))
    assert stored["sound"].history in [run.history for run in folders]
    assert stored["sound"].stated["training"]["learning_rate"] == 0.05
    assert any(not math.isfinite(v) for v in series(stored["broken"], "train_loss"))
    assert "steps" not in stored["unnumbered"].history


def runs(name: str) -> list[Run]:
    """Read all runs of a file or folder; none may be unreadable."""
    found = list(find_runs([RECORDED / name]))
    assert not [run for run in found if isinstance(run, Unreadable)]
    return [run for run in found if isinstance(run, Run)]


def test_a_file_that_is_cut_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    """A log that is still written ends anywhere; nothing but a refusal may come of it."""
    whole = next((RECORDED / "tensorboard/tensorboardx").iterdir()).read_bytes()
    lengths = []
    for size in range(0, len(whole), 37):
        path = tmp_path / "events.out.tfevents.1.host"
        path.write_bytes(whole[:size])
        lengths += [
            len(series(run, "train_loss")) for run in find_runs([path]) if isinstance(run, Run)
        ]
    assert lengths == sorted(lengths)
    assert lengths[-1] > lengths[0]

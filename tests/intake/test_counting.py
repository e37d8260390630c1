"""Which step each row of a log has, whatever way the log was written."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor import IntakeError
from advisor.intake import Run, Unreadable, find_runs, read_run

RECORDED = Path(__file__).parent / "recorded"


def read(folder: Path, rows: Iterable[object], names: str = "epoch,train_loss") -> Run:
    """Write a table of rows and read it."""
    path = folder / "log.csv"
    path.write_text("\n".join([names, *map(str, rows)]) + "\n")
    return read_run(path)


def test_a_false_start_does_not_count(tmp_path: Path) -> None:
    """A run that broke off at once and was begun again is one run."""
    run = read(tmp_path, [f"{n},{n / 10}" for n in (1, 2, 3, *range(1, 31))])
    assert run.history["steps"] == [*range(1, 31)]
    assert run.notes == ("epoch begins again at 1; the 3 rows before do not count.",)


@pytest.mark.parametrize("lengths", [(10, 10), (10, 6), (6, 10)])
def test_two_runs_of_about_the_same_length_are_two(
    lengths: tuple[int, int], tmp_path: Path
) -> None:
    """Which of them is meant, nobody can know."""
    rows = [f"{n},{n / 10}" for length in lengths for n in range(1, length + 1)]
    with pytest.raises(
        IntakeError, match=rf"log.csv:{lengths[0] + 2}: I008 epoch begins again at 1"
    ):
        read(tmp_path, rows)


def test_batches_go_on_counting_in_the_next_epoch(tmp_path: Path) -> None:
    """Steps that begin anew with each epoch are no restarts."""
    rows = [f"{n // 4},{n % 4},{1 / (n + 1)}" for n in range(12)]
    run = read(tmp_path, rows, "epoch,batch,train_loss")
    assert (run.history["unit"], run.history["steps"]) == ("step", [*range(12)])
    assert not run.notes


def test_several_rows_of_an_epoch_are_steps(tmp_path: Path) -> None:
    """A value for each batch is no value for an epoch, though only epochs are told."""
    run = read(tmp_path, [f"{n // 4},{1 / (n + 1)}" for n in range(12)])
    assert (run.history["unit"], run.history["steps"]) == ("step", [*range(1, 13)])
    assert "several rows in an epoch" in run.notes[0]


def test_a_log_told_from_its_end_is_turned_round(tmp_path: Path) -> None:
    """Some tools show the newest row first."""
    run = read(tmp_path, [f"{n},{n / 10}" for n in range(9, 0, -1)])
    assert run.history["steps"] == [*range(1, 10)]
    assert run.history["train_loss"] == [n / 10 for n in range(1, 10)]


def test_steps_that_go_back_all_the_time_are_refused(tmp_path: Path) -> None:
    """Whatever that column counts, it is not the rows."""
    rows = [f"{(n * 7) % 50 + 10 * (n > 0)},0.5" for n in range(5000)]
    with pytest.raises(IntakeError, match="I008 step goes back more than 100 times"):
        read(tmp_path, rows, "step,train_loss")


@given(
    seed=st.integers(0, 2**32),
    begin=st.integers(1, 9000),
    gaps=st.booleans(),
)
@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_rows_at_once_and_one_by_one_are_the_same(
    seed: int, begin: int, gaps: bool, tmp_path: Path
) -> None:
    """A cell that only the slow way reads, somewhere, changes nothing but that cell."""
    draw = random.Random(seed)
    losses: list[Any] = [round(draw.random(), 6) for _ in range(6000)]
    if gaps:
        losses = [loss if draw.random() < 0.5 else "" for loss in losses]
    rows = [f"{n},{loss}" for n, loss in enumerate(losses, begin)]
    plain = read(tmp_path, rows, "step,train_loss").history
    # Blank steps take that of the row before; they are read one by one.
    odd = read(tmp_path, [*rows, ",", *rows[:0]], "step,train_loss").history
    assert odd == plain
    wrapped = [f'{n},"tensor({loss})"' if loss else f"{n}," for n, loss in enumerate(losses, begin)]
    assert read(tmp_path, wrapped, "step,train_loss").history == plain


def test_a_long_log_keeps_its_ends_and_extremes(tmp_path: Path) -> None:
    """However long, a bounded number of rows stands for it."""
    rows = [f"{n},{-5 if n == 33_333 else n % 7}" for n in range(40_000)]
    run = read(tmp_path, rows, "step,train_loss")
    values: Any = run.history["train_loss"]
    assert len(values) < 9_000
    assert (values[0], values[-1], min(values)) == (0, 39_999 % 7, -5)


def test_an_unfinished_epoch_of_what_is_printed_is_left_out(tmp_path: Path) -> None:
    """The mean over the first batches is no mean over an epoch."""
    raw = (RECORDED / "keras/bars.txt").read_bytes()
    (tmp_path / "nohup.out").write_bytes(raw[: raw.rindex(b"16/16")])
    run = read_run(tmp_path / "nohup.out")
    assert run.history["steps"] == [1, 2, 3, 4, 5]
    assert run.notes == ("Epoch 6 was not finished, and is left out.",)


def test_a_history_that_was_validated_now_and_then(tmp_path: Path) -> None:
    """Keras keeps a shorter list then; its values belong to every nth epoch."""
    data = {"loss": [6, 5, 4, 3, 2, 1], "val_loss": [5, 2]}
    (tmp_path / "history.json").write_text(json.dumps(data))
    run = read_run(tmp_path / "history.json")
    assert run.history["val_loss"] == [None, None, 5, None, None, 2]
    assert "every 3 rows" in run.notes[0]


@pytest.mark.parametrize(
    "data",
    [
        {"epoch": {"0": 1, "1": 2}, "loss": {"0": 0.5, "1": 0.25}},
        {"name": "x", "log": [{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.25}]},
        {"history": {"epoch": [1, 2], "loss": [0.5, 0.25]}},
    ],
)
def test_shapes_of_json(data: object, tmp_path: Path) -> None:
    """As pandas writes columns, and tables one level down."""
    (tmp_path / "log.json").write_text(json.dumps(data, indent=1))
    run = read_run(tmp_path / "log.json")
    assert (run.history["steps"], run.history["train_loss"]) == ([1, 2], [0.5, 0.25])


def test_a_comma_between_thousands_or_before_a_fraction(tmp_path: Path) -> None:
    """Where another cell settles it, it is settled; else nothing is guessed."""
    run = read(tmp_path, ["1;2,303", "2;0,69"], "epoch;train_loss")
    assert run.history["train_loss"] == [2.303, 0.69]
    with pytest.raises(IntakeError, match=r"log.csv:2: I006 '2,303': does the comma stand"):
        read(tmp_path, ["1;2,303", "2;1,609"], "epoch;train_loss")


def test_a_header_that_stands_again_is_passed_over(tmp_path: Path) -> None:
    """Loggers that append to a file write it each time."""
    run = read(tmp_path, ["1,0.5", "2,0.4", "epoch,train_loss", "3,0.3"])
    assert run.history["train_loss"] == [0.5, 0.4, 0.3]


def test_a_whole_number_beyond_all_floats(tmp_path: Path) -> None:
    """JSON holds numbers of any length."""
    (tmp_path / "log.jsonl").write_text(f'{{"step": 1, "loss": 1{"0" * 400}}}\n')
    assert read_run(tmp_path / "log.jsonl").history["train_loss"] == [float("inf")]


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may open everything")
def test_a_folder_that_may_not_be_opened_is_named(tmp_path: Path) -> None:
    """The others are read."""
    read(tmp_path, ["1,0.5"])
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0)
    try:
        found = list(find_runs([tmp_path]))
    finally:
        closed.chmod(0o700)
    assert [type(one) for one in found] == [Run, Unreadable]

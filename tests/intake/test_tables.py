"""Tables in all their dialects, and every way in which they can be wrong."""

from __future__ import annotations

import csv
import io
import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from advisor import IntakeError
from advisor.intake import Run, Unreadable, find_runs, read_run, run_of_columns

VALUES = st.none() | st.floats(width=32)
ROWS = st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=30)
FILES = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def write(folder: Path, text: str | bytes, name: str = "log.csv") -> Path:
    """Write a log and return its path."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def history(path: Path, **columns: str) -> Mapping[str, Any]:
    """Return the history of the one run of a log."""
    return read_run(path, columns=columns).history


def as_csv(rows: list[tuple[float | None, float | None]], delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["epoch", "train_loss", "val_loss"])
    for number, (train, val) in enumerate(rows, start=1):
        writer.writerow([number, "" if train is None else train, "" if val is None else val])
    return out.getvalue()


def as_jsonl(rows: list[tuple[float | None, float | None]]) -> str:
    lines = (
        {"epoch": n, "train": {"loss": a}, "val_loss": b} for n, (a, b) in enumerate(rows, start=1)
    )
    return "\n".join(map(json.dumps, lines))


def as_json(rows: list[tuple[float | None, float | None]]) -> str:
    return json.dumps({"loss": [a for a, _ in rows], "val_loss": [b for _, b in rows]}, indent=1)


@FILES
@given(rows=ROWS, form=st.sampled_from([",", "\t", ";", "|", "jsonl", "json"]))
def test_what_was_written_is_read(
    tmp_path: Path, rows: list[tuple[float | None, float | None]], form: str
) -> None:
    """Whatever the dialect, values, gaps and broken values come back in their rows."""
    text = {"jsonl": as_jsonl, "json": as_json}.get(form, lambda r: as_csv(r, form))(rows)
    path = write(tmp_path, text)
    logged = [n for n, row in enumerate(rows, start=1) if any(v is not None for v in row)]
    if not logged:
        with pytest.raises(IntakeError, match="I007"):
            read_run(path)
        return
    found = history(path)
    assert found["steps"] == logged
    for place, name in enumerate(("train_loss", "val_loss")):
        values = [rows[n - 1][place] for n in logged]
        if any(value is not None for value in values):
            assert repr(found[name]) == repr(values)


@FILES
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.json", "a.txt", "events"]))
@example(data=b"loss\n\xff\xfe", name="a.csv")
@example(data=b"\xff\xfe\x00", name="a.csv")
@example(data=b'{"loss": [1, "x"]}', name="a.json")
@example(data=b"[" * 400, name="a.json")
@example(data=b"SQLite format 3\x00" + b"\x01" * 100, name="a.db")
@example(data=b"PAR1" + b"\x00" * 30, name="a.parquet")
def test_no_bytes_do_more_than_be_refused(tmp_path: Path, data: bytes, name: str) -> None:
    """A file of anything is a run or a refusal that names it."""
    path = write(tmp_path, data, name)
    for found in find_runs([path]):
        if isinstance(found, Unreadable):
            assert str(path) in str(found.error)
        else:
            assert found.history


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "I002", "empty"),
        ("\n\n", "I002", "empty"),
        ("epoch,loss\n", "I007", "no values yet"),
        ("epoch,loss\n1,\n2,\n", "I007", "no values yet"),
        ("1,0.5\n2,0.4\n", "I003", "header"),
        ("time,cost in euro\n1,5\n", "I003", "found: time, cost in euro"),
        ("epoch,loss\n1,0.5\n2,abc\n", "I006", ":3: I006 loss: 'abc' is not a number"),
        ("epoch,loss\n1,0.5\nx,0.4\n", "I006", "'x' in column epoch"),
        ("epoch,loss\n1,0.5\n2\n3,0.4\n", "I006", ":3: I006 1 cells where the header has 2"),
        ("epoch,loss\n1,0.5\n2,0.4\n1,0.5\n2,0.4\n", "I008", "two runs in one file"),
        ("loss,train-loss,TrainLoss\n1,2,3\n", "I005", "map: train_loss=train-loss"),
        ('{"loss": "a"}\n{"loss": 2}\n', "I006", "'a' is not a number"),
        ('{"loss": 1}\n{"loss": \n{"loss": 3}\n', "I006", ":2: I006 the line is no JSON"),
        ('{"epochs": ', "I006", "broken or unfinished JSON"),
        ("[1, 2]", "I003", "no log"),
    ],
)
def test_refusal_names_place_and_reason(tmp_path: Path, text: str, code: str, words: str) -> None:
    """Each refusal has its code, the file, and the line where there is one."""
    path = write(tmp_path, text)
    with pytest.raises(IntakeError) as refused:
        read_run(path)
    assert {problem.code for problem in refused.value.problems} == {code}
    assert words in str(refused.value)
    assert str(path) in str(refused.value)


def test_every_bad_cell_is_told_at_once(tmp_path: Path) -> None:
    """Who mends a file wants to know all of it."""
    path = write(tmp_path, "epoch,loss,val_loss\n1,a,0.5\n2,0.5,b\n3,0.4,0.4\n")
    with pytest.raises(IntakeError) as refused:
        read_run(path)
    assert [(p.location.line, p.path) for p in refused.value.problems] == [
        (2, "loss"),
        (3, "val_loss"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("epoch;loss\n1;0,5\n2;0,25\n", [0.5, 0.25]),
        ("epoch loss\n1 0.5\n2   0.25\n", [0.5, 0.25]),
        ("# made by hand\nepoch,loss\n1,0.5\n# half way\n2,0.25\n", [0.5, 0.25]),
        ("\ufeffepoch,loss\n1,0.5\n2,0.25\n", [0.5, 0.25]),
        ('epoch,"loss"\r\n1,"0.5"\r\n2,"0.25"\r\n', [0.5, 0.25]),
        ('epoch,loss\n1,tensor(0.5)\n2,"tensor(0.25, grad_fn=<Mean>)"\n', [0.5, 0.25]),
        ("epoch,loss\n1,inf\n2,-Infinity\n", [math.inf, -math.inf]),
        ("epoch,loss,note\n1,0.5,fine\n2,0.25,\n", [0.5, 0.25]),
    ],
)
def test_dialects(tmp_path: Path, text: str, expected: list[float]) -> None:
    """Decimal commas, blanks, comments, marks, quotes and printed tensors."""
    assert history(write(tmp_path, text))["train_loss"] == expected


def test_utf_16_is_read(tmp_path: Path) -> None:
    """Spreadsheets write it."""
    path = write(tmp_path, "epoch,loss\n1,0.5\n".encode("utf-16"))
    assert history(path)["train_loss"] == [0.5]


@pytest.mark.parametrize(
    "text",
    [
        "epoch,loss,val_loss\n1,2.0,2.1\n2,1.5,1.6\n3,1",
        as_jsonl([(2.0, 2.1), (1.5, 1.6)]) + '\n{"epo',
    ],
)
def test_a_last_line_that_is_still_written_is_left_out(tmp_path: Path, text: str) -> None:
    """The rest is read, and a note says so."""
    run = read_run(write(tmp_path, text))
    assert run.history["train_loss"] == [2.0, 1.5]
    assert "cut short" in run.notes[0]


def test_a_run_taken_up_again_repeats_some_epochs(tmp_path: Path) -> None:
    """The later rows count, and a note says from where on."""
    rows = [(1, 2.0), (2, 1.0), (3, 9.0), (4, 9.0), (3, 0.5), (4, 0.4), (5, 0.3)]
    text = "epoch,loss\n" + "".join(f"{epoch},{loss}\n" for epoch, loss in rows)
    run = read_run(write(tmp_path, text))
    assert run.history["steps"] == [1, 2, 3, 4, 5]
    assert run.history["train_loss"] == [2.0, 1.0, 0.5, 0.4, 0.3]
    assert "epoch 3" in run.notes[0]


def test_percent_becomes_a_share(tmp_path: Path) -> None:
    """Accuracies of 0 to 100 are noticed by their size."""
    run = read_run(write(tmp_path, "epoch,loss,acc\n1,2.0,11.5\n2,1.0,55\n"))
    assert run.history["train_accuracy"] == [0.115, 0.55]
    assert "percent" in run.notes[0]


def test_steps_with_whole_epochs_become_epochs(tmp_path: Path) -> None:
    """One value an epoch is what an epoch log is, whatever else counts."""
    text = "step,epoch,train_loss,val_loss\n100,1,2.0,\n100,1,,2.1\n200,2,1.0,\n200,2,,1.2\n"
    found = history(write(tmp_path, text))
    assert found == {
        "unit": "epoch",
        "steps": [1, 2],
        "train_loss": [2.0, 1.0],
        "val_loss": [2.1, 1.2],
    }


def test_a_map_says_what_names_do_not(tmp_path: Path) -> None:
    """The caller's word goes before any guess; unknown words are refused with the nearest."""
    path = write(tmp_path, "t,a,loss\n1,0.9,5\n2,0.8,4\n")
    assert history(path, train_loss="a", steps="t")["train_loss"] == [0.9, 0.8]
    with pytest.raises(IntakeError, match="did you mean 'train_loss'"):
        history(path, train_los="a")
    with pytest.raises(IntakeError, match="no column 'los'; did you mean 'loss'"):
        history(path, train_loss="los")


def test_parquet_reads_as_csv_does(tmp_path: Path) -> None:
    """The same table, by polars."""
    import polars

    text = "epoch,loss,val_loss\n1,2.0,\n2,1.5,1.6\n"
    path = write(tmp_path, text)
    polars.read_csv(path).write_parquet(tmp_path / "log.parquet")
    assert history(tmp_path / "log.parquet") == history(path)


def test_an_export_of_several_runs_is_parted(tmp_path: Path) -> None:
    """Weights & Biases puts the runs of a chart side by side."""
    names = [
        f"{run} - train/loss{end}" for run in ("calm-1", "wild-2") for end in ("", "__MIN", "__MAX")
    ]
    text = ",".join(["Step", *names]) + "\n0,2,2,2,3,3,3\n10,1,1,1,4,4,4\n"
    path = write(tmp_path, text)
    found = [run for run in find_runs([path]) if isinstance(run, Run)]
    assert [run.name.rsplit(":", 1)[-1] for run in found] == ["calm-1", "wild-2"]
    assert [run.history["train_loss"] for run in found] == [[2, 1], [3, 4]]
    assert {run.reader for run in found} == {"wandb"}
    with pytest.raises(IntakeError, match="2 runs are found, one is wanted"):
        read_run(path)


def test_columns_of_values_are_a_run() -> None:
    """What `history.history` of Keras holds, or a data frame."""
    run = run_of_columns({"loss": [2.0, 1.0], "val_accuracy": [0.1, 0.5], "lr": [0.1, 0.1]})
    assert run.columns == {
        "train_loss": "loss",
        "val_accuracy": "val_accuracy",
        "learning_rate": "lr",
    }


def test_a_folder_gives_every_run_and_names_the_bad_one(tmp_path: Path) -> None:
    """Bad files are listed; other people's files are passed over; links may go round."""
    write(tmp_path, "epoch,loss\n1,2\n", "good.csv")
    write(tmp_path, "epoch,loss\n1,x\n", "bad.csv")
    write(tmp_path, '{"model_type": "bert", "layers": 12}', "config.json")
    write(tmp_path, "some words\n", "notes.txt")
    (tmp_path / "inner").mkdir()
    write(tmp_path / "inner", "step,loss\n1,2\n", "deep.tsv".replace("tsv", "csv"))
    (tmp_path / "inner" / "round").symlink_to(tmp_path)
    found = list(find_runs([tmp_path]))
    assert [Path(r.name).name for r in found if isinstance(r, Run)] == ["good.csv", "deep.csv"]
    assert [Path(r.name).name for r in found if isinstance(r, Unreadable)] == ["bad.csv"]


def test_a_folder_without_a_log_is_refused(tmp_path: Path) -> None:
    """Nothing is worse than an empty answer."""
    with pytest.raises(IntakeError, match="I009"):
        read_run(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """With the reason of the system."""
    with pytest.raises(IntakeError, match="I001 cannot be read: no such file"):
        read_run(tmp_path / "nothing.csv")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody may ever write to it."""
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(IntakeError, match="I001 is no regular file"):
        read_run(tmp_path / "pipe.csv")
    write(tmp_path, "epoch,loss\n1,2\n")
    assert read_run(tmp_path).history["train_loss"] == [2]


def test_long_columns_of_numbers_are_read_at_once() -> None:
    """As arrays, lists or row by row they give the same run; what is odd goes row by row."""
    import numpy as np

    losses = np.linspace(2.3, 0.1, 5000)
    steps = np.arange(5000) * 10
    at_once = run_of_columns({"step": steps, "loss": losses})
    row_by_row = run_of_columns({"step": [*steps.tolist(), None], "loss": [*losses.tolist(), None]})
    assert at_once.history == row_by_row.history
    assert at_once.history == run_of_columns({"step": list(steps), "loss": list(losses)}).history
    falling = run_of_columns({"step": steps[::-1], "loss": losses})
    assert falling.history["train_loss"] != at_once.history["train_loss"]


@pytest.mark.parametrize("rows", [3, 600, 5000])
def test_truth_values_are_no_losses(rows: int) -> None:
    with pytest.raises(IntakeError, match="True is not a number"):
        run_of_columns({"loss": [2.0, True, *([1.0] * rows)]})

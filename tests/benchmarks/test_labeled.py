"""Lists of runs become descriptors; whatever they hold, every run gets a line."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor
from benchmarks.diagnosis.labeled import entries, predict, project_of, write_predictions

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (
            {"task": "classification", "n_classes": 10, "loss": "ce", "log_unit": "epoch"},
            {
                "problem.task": "multiclass_classification",
                "problem.n_classes": 10,
                "model.loss": "categorical_cross_entropy",
                "history.unit": "epoch",
            },
        ),
        (
            {"task": "classification", "n_classes": 2, "loss": "mse_onehot", "model": "cnn"},
            {
                "problem.task": "binary_classification",
                "problem.n_classes": 2,
                "model.loss": "mse",
                "model.label_encoding": "one_hot",
                "model.architecture": "cnn_2d",
            },
        ),
        (
            {"task": "regression", "n_classes": None, "run_kind": "single_batch", "loss": "mae"},
            {"problem.task": "regression", "model.loss": "mae", "history.kind": "one_batch"},
        ),
        ({"task": "gan", "d_loss_form": "sum"}, {"gan.discriminator.loss_form": "sum"}),
        ({"n_classes": math.nan, "task": "classification"}, {}),
        ({"n_classes": True}, {}),
        ({"n_classes": 3.0}, {"problem.n_classes": 3}),
    ],
)
def test_what_a_user_would_tell_becomes_fields(entry: dict[str, Any], told: dict[str, Any]) -> None:
    assert project_of(entry) == told


def test_lines_that_are_no_runs_are_named_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "inputs.jsonl"
    listed.write_bytes(b'\xef\xbb\xbf{"id": "a"}\n\n[1]\n{"file": "b.csv"}\n{"id": \n{"id": 7}\n')
    assert [entry["id"] for entry in entries(listed)] == ["a", 7]
    assert capsys.readouterr().err.count("no run with an id") == 3


def test_a_declared_field_that_does_not_exist_costs_only_itself(
    advisor: Advisor, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {
        "id": "odd",
        "file": "dead.csv",
        "n_classes": 4,
        "loss": "ce",
        "run_kind": "a kind that nobody knows",
        "declared": {"model.colour": "red", "problem": 3, "model.output_units": 4, "": 1},
    }
    assert predict(advisor, entry, SAMPLE) == ("stuck",)
    said = capsys.readouterr().err
    assert all(path in said for path in ("model.colour", "problem", "history.kind"))
    assert "output_units" not in said


def test_predictions_of_the_sample_are_as_stored(tmp_path: Path) -> None:
    output = tmp_path / "predictions.jsonl"
    command = [sys.executable, "benchmarks/diagnose.py", "--inputs"]
    command += [str(SAMPLE / "inputs.jsonl"), "--predictions", str(output)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert output.read_text() == (SAMPLE / "predictions.jsonl").read_text()
    assert "never-written.csv" in done.stderr


def test_of_two_runs_with_one_id_the_first_counts(tmp_path: Path) -> None:
    write_predictions([("a", ("stuck",)), ("b", ()), ("a", ())], tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert lines == [{"id": "a", "labels": ["stuck"]}, {"id": "b", "labels": []}]


CELLS = st.one_of(
    st.sampled_from(["", "nan", "inf", "-inf", "NaN", "1e400", "-1", "0", "x", "1,5", "1e-320"]),
    st.floats(allow_nan=False).map(str),
    st.text(max_size=3),
)
NAMES = st.sampled_from(
    ["epoch", "step", "train_loss", "val_loss", "train_acc", "d_loss", "g_loss", "grad_norm", "?"]
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.sampled_from(["ce", "gan", "epoch", "classification", "training", "sum", "../sine.csv"]),
)
FIELDS = ["task", "n_classes", "run_kind", "loss", "log_unit", "model", "trivial_loss"]
FIELDS += ["label_smoothing", "d_loss_form", "grad_norm_agg", "declared", "file", "unheard"]


@settings(max_examples=150, deadline=None)
@given(
    header=st.lists(NAMES, max_size=5),
    rows=st.lists(st.lists(CELLS, max_size=6), max_size=12),
    told=st.dictionaries(st.sampled_from(FIELDS), ODD),
    declared=st.dictionaries(st.text(max_size=8), ODD, max_size=3),
    named=st.booleans(),
)
def test_no_run_is_too_odd(
    advisor: Advisor,
    tmp_path_factory: pytest.TempPathFactory,
    header: list[str],
    rows: list[list[str]],
    told: dict[str, Any],
    declared: dict[str, Any],
    named: bool,
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    text = "\n".join(",".join(row) for row in [header, *rows])
    (folder / "run.csv").write_text(text, encoding="utf-8", errors="replace")
    entry = {"id": "odd", "declared": declared, **told}
    if named:
        entry["file"] = "run.csv"
    found = predict(advisor, entry, folder)
    assert set(found) <= {rule.symptom for rule in advisor.rulebase.rules.values()}
    assert len(set(found)) == len(found)
    assert len(found) == 1 or "healthy" not in found

"""What `Advisor.diagnose` makes of runs and descriptors together."""

from __future__ import annotations

import json
import math
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, AdvisorError, DescriptorError
from advisor.intake import SERIES, Run, read_run
from advisor.report.model import HEALTHY

RUNS = Path(__file__).parents[2] / "examples" / "runs"
DIGITS = {"problem": {"n_classes": 10}, "model": {"loss": "nn.CrossEntropyLoss"}}
NUMBERS = st.none() | st.floats(width=32)


@cache
def advisor() -> Advisor:
    """Return one advisor for all tests."""
    return Advisor()


@pytest.mark.parametrize(
    ("name", "symptoms"),
    [
        ("digits-sound", ("healthy",)),
        ("digits-with-two-softmaxes", ("wrong_feed", "underfitting")),
        ("digits-without-regularization", ("overfitting",)),
    ],
)
def test_real_runs(name: str, symptoms: tuple[str, ...]) -> None:
    """Three trainings of one network on the digits."""
    diagnosis = advisor().diagnose(RUNS / f"{name}.csv", DIGITS)
    assert diagnosis.symptoms == symptoms
    assert diagnosis.healthy == (symptoms == ("healthy",))


def test_a_run_a_path_and_columns_give_the_same_report() -> None:
    """However the numbers come in."""
    path = RUNS / "digits-without-regularization.csv"
    run = read_run(path)
    steps: Any = run.history["steps"]
    columns: Any = {name: run.history[name] for name in run.columns} | {"epoch": steps}
    reports = [
        advisor().diagnose(given, DIGITS).report for given in (run, str(path), path, columns)
    ]
    assert len({report.to_json() for report in reports}) == 1


def test_the_log_takes_the_place_of_the_series_in_the_descriptor() -> None:
    """And leaves what else the descriptor says of the history."""
    told = {"history": {"kind": "zero_data", "train_loss": [9.0, 1.0], "val_loss": [3.0]}}
    losses = {"loss": [2.31, 2.30, 2.31, 2.30, 2.30]}
    assert advisor().diagnose(losses, told).symptoms == ()
    assert advisor().diagnose(losses, told, kind="training").symptoms == ("stuck",)


def test_what_a_log_states_fills_only_what_the_descriptor_leaves_open() -> None:
    """The person's word goes before that of the hyperparameters in the log."""
    history = {"gradient_norm": [1.0, 5.0, 40.0, 900.0, 20000.0]}
    run = Run("x", "test", history, stated={"training": {"gradient_clipping": "norm"}})

    def rules(project: dict[str, object]) -> list[str]:
        return [c.rule for c in advisor().diagnose(run, project).diagnoses]

    assert rules({}) == ["CL001"]
    assert rules({"training": {"gradient_clipping": "none"}}) == ["GD001"]
    odd = Run("x", "test", history, stated={"training": {"gradient_clipping": "purple"}})
    with pytest.raises(DescriptorError, match=r"D002 training\.gradient_clipping"):
        advisor().diagnose(odd)


def test_no_recommendation_is_made_of_a_run() -> None:
    """Only what is wrong, what is right, and what is open."""
    project = {**DIGITS, "model": {"loss": "nn.CrossEntropyLoss", "last_activation": "softmax"}}
    diagnosis = advisor().diagnose(RUNS / "digits-with-two-softmaxes.csv", project)
    kinds = {conclusion.kind for conclusion in diagnosis.report.conclusions}
    assert "recommendation" not in kinds
    assert "LF001" in [c.rule for c in diagnosis.report.conclusions]


def test_documents_may_be_selected() -> None:
    """As everywhere."""
    run = {"loss": [2.3] * 8}
    assert advisor().diagnose(run, sources=["practical-advice"]).symptoms == ("stuck",)
    assert advisor().diagnose(run, sources=[]).symptoms == ()


def test_json_holds_the_same_report_as_every_door() -> None:
    """With the run and its symptoms around it."""
    diagnosis = advisor().diagnose(RUNS / "digits-sound.csv", DIGITS)
    written = json.loads(diagnosis.to_json())
    assert written["report"] == json.loads(diagnosis.report.to_json())
    assert written["symptoms"] == ["healthy"]
    assert written["run"]["reader"] == "csv"


def test_a_notebook_shows_the_plot_and_keeps_its_style_to_itself() -> None:
    """Style rules reach only what lies in the diagnosis."""
    shown = advisor().diagnose(RUNS / "digits-sound.csv", DIGITS)._repr_html_()
    style = shown[shown.index("<style>") + 7 : shown.index("</style>")]
    rules = [line for line in style.splitlines() if "{" in line and not line.startswith("@")]
    assert all(line.lstrip().startswith(".advisor") for line in rules)
    assert "<svg" in shown


def test_names_that_hold_markup_are_only_text(tmp_path: Path) -> None:
    """A folder may be called anything."""
    path = tmp_path / "<b>&run.csv"
    path.write_text("epoch,loss\n1,2.0\n2,1.0\n3,0.5\n")
    diagnosis = advisor().diagnose(path)
    assert "<b>&run" not in diagnosis.to_html()
    assert "&lt;b&gt;&amp;run" in diagnosis.to_html()
    assert "<b>" not in diagnosis.to_markdown()


@settings(deadline=None, max_examples=150)
@given(
    st.dictionaries(st.sampled_from(SERIES), st.lists(NUMBERS, max_size=30), max_size=6),
    st.sampled_from([None, "training", "zero_data", "one_batch", "gan"]),
)
def test_any_log_can_be_diagnosed(columns: dict[str, list[float | None]], kind: str | None) -> None:
    """Healthy stands alone; where something begins lies in the log; all forms can be written."""
    run = Run("any", "test", {"unit": "epoch", **columns})
    diagnosis = advisor().diagnose(run, DIGITS, kind=kind)
    if set(diagnosis.symptoms) & HEALTHY:
        assert len(diagnosis.symptoms) == 1
    for found in diagnosis.diagnoses:
        if found.begins is not None:
            series = columns[found.begins.series.removeprefix("history.")]
            assert series[found.begins.row] is not None
            assert found.begins.at == found.begins.row + 1
    assert diagnosis.to_text().startswith("any\n")
    assert diagnosis.to_markdown()
    assert json.loads(diagnosis.to_json())


@pytest.mark.parametrize("form", ["to_text", "to_html"])
@pytest.mark.parametrize(
    "values",
    [[1.0, 1.0, 1.0], [0.0, 0.0], [1e-300, 1e300], [-1.0, 5.0], [math.nan, math.inf], [1.0]],
)
def test_curves_of_any_range_can_be_drawn(values: list[float], form: str) -> None:
    """Flat ones, single points, all magnitudes, and none that is finite."""
    diagnosis = advisor().diagnose({"loss": values})
    assert getattr(diagnosis, form)()


@pytest.mark.parametrize(
    ("steps", "at"), [([10.0, 20.0, 30.0, 40.0], 10), ([None, 2.0, 3.0, 4.0], 1), ([math.nan], 1)]
)
def test_a_row_without_a_step_is_counted(steps: list[float | None], at: int) -> None:
    """Where the log does not say which epoch a row is, rows are counted from 1."""
    run = Run("x", "test", {"steps": steps, "train_loss": [2.3, 2.3, 2.3, 2.3]})
    (stuck,) = advisor().diagnose(run, DIGITS, kind="training").diagnoses
    assert stuck.begins is not None
    assert stuck.begins.at == at


def test_a_terminal_without_unicode_gets_words_alone() -> None:
    """The plot is made of signs that ASCII does not have."""
    text = advisor().diagnose(RUNS / "digits-sound.csv", DIGITS).to_text(ascii_only=True)
    assert text.isascii()
    assert "Healthy" in text


def test_the_verdict_tells_the_curve_from_the_declaration() -> None:
    """A run may look sound and yet be declared wrongly."""
    project = {**DIGITS, "model": {"loss": "nn.CrossEntropyLoss", "last_activation": "softmax"}}
    losses = [2.3 * 0.85**epoch for epoch in range(12)]
    verdict = advisor().diagnose({"loss": losses}, project).verdict
    assert verdict == "The curves show nothing wrong; what is declared does."


def test_notes_of_the_reader_are_passed_on(tmp_path: Path) -> None:
    """In every form."""
    path = tmp_path / "run.csv"
    path.write_text("epoch,loss,acc\n1,2.0,11\n2,1.5,40\n3,1.0,60\n")
    diagnosis = advisor().diagnose(path)
    for form in (diagnosis.to_text(), diagnosis.to_markdown(), diagnosis.to_html()):
        assert "train_accuracy was logged in percent." in form.replace("\\", "")


def test_html_without_matplotlib_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text needs no more than is installed anyway."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    diagnosis = advisor().diagnose({"loss": [2.0, 1.5, 1.0]})
    with pytest.raises(AdvisorError, match=r"pip install 'nn-advisor\[plots\]'"):
        diagnosis.to_html()
    assert "loss" in diagnosis.to_text()

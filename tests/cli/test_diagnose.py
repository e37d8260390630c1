"""``advisor diagnose`` and ``advisor watch``, on real logs and on bad ones."""

from __future__ import annotations

import json
import shutil
import threading
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run

RUNS = Path(__file__).parents[2] / "examples" / "runs"
TOLD = ("--set", "problem.n_classes=10", "--set", "model.loss=nn.CrossEntropyLoss")
SOUND, FED, OVERFIT = (
    RUNS / f"digits-{name}.csv"
    for name in ("sound", "with-two-softmaxes", "without-regularization")
)


def test_text_shows_the_verdict_the_curves_and_where_it_begins(run: Run) -> None:
    """The plot marks the place, the report explains it and cites."""
    result = run("diagnose", OVERFIT, *TOLD)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == str(OVERFIT)
    assert lines[1] == "Overfitting, from epoch 13 on (val loss), high confidence."
    assert "⠤⠤ train loss   o val loss" in result.stdout
    assert "⡇ epoch 13: overfitting begins (TC007)" in result.stdout
    assert "practical-advice §2.1" in result.stdout


def test_a_sound_run_is_called_so(run: Run) -> None:
    """And nothing is wrong with it."""
    result = run("diagnose", SOUND, *TOLD, "--fail-on", "info")
    assert result.exit_code == 0
    assert "Healthy, high confidence: nothing looks wrong." in result.stdout
    assert "What is wrong" not in result.stdout


def test_what_is_declared_is_read_together_with_the_curves(run: Run, tmp_path: Path) -> None:
    """A descriptor says what the curve alone cannot."""
    described = tmp_path / "project.yaml"
    described.write_text(
        "problem: {n_classes: 10}\nmodel: {last_activation: softmax, loss: nn.CrossEntropyLoss}\n"
    )
    result = run("diagnose", FED, "--descriptor", described, "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert found["symptoms"][0] == "wrong_feed"
    assert "LF001" in [c["rule"] for c in found["report"]["conclusions"]]
    assert found["run"]["columns"]["train_loss"] == "train_loss"


def test_a_folder_gives_a_report_each_and_a_summary(run: Run, tmp_path: Path) -> None:
    """The bad one is listed, the others are reported, the exit status says so."""
    shutil.copytree(RUNS, tmp_path / "runs")
    (tmp_path / "runs" / "torn.csv").write_text("epoch,loss\n1,0.5\n2\n3,0.4\n")
    result = run("diagnose", tmp_path / "runs", *TOLD)
    assert result.exit_code == 2
    assert "torn.csv:3: I006 1 cells where the header has 2" in result.stderr
    summary = result.stdout[result.stdout.index("Summary (3 of 4 runs read)") :]
    assert "digits-sound.csv Healthy" in " ".join(summary.split())
    assert "torn.csv not read" in " ".join(summary.split())


@pytest.mark.parametrize("form", ["json", "markdown", "html"])
def test_several_runs_in_every_form(run: Run, tmp_path: Path, form: str) -> None:
    """A list, one page after another, or one page with an index."""
    output = tmp_path / "out"
    result = run("diagnose", RUNS, *TOLD, "--format", form, "-o", output)
    assert result.exit_code == 0
    assert result.stdout == ""
    text = output.read_text()
    if form == "json":
        symptoms = {Path(d["run"]["name"]).stem: d["symptoms"] for d in json.loads(text)}
        assert symptoms["digits-sound"] == ["healthy"]
        assert symptoms["digits-without-regularization"] == ["overfitting"]
    elif form == "markdown":
        assert text.count("\n# ") == 2
        assert "**Overfitting, from epoch 13 on (val loss), high confidence.**" in text
    else:
        assert text.count("<svg") == 3
        assert text.count('<li><a href="#run-') == 3
        assert "overfitting (TC007)" in text
        assert "http-equiv" not in text
        assert "<script" not in text


def test_the_same_run_gives_the_same_page(run: Run, tmp_path: Path) -> None:
    """Byte for byte, plot and all."""
    pages = []
    for name in ("one.html", "two.html"):
        run("diagnose", OVERFIT, "--format", "html", "-o", tmp_path / name)
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


def test_too_few_values_are_no_evidence(run: Run, tmp_path: Path) -> None:
    """It is said how many are there and how many are needed."""
    (tmp_path / "log.csv").write_text("epoch,loss\n1,2.3\n2,2.3\n")
    result = run("diagnose", tmp_path / "log.csv")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "Not enough evidence." in said
    assert "2 so far, 3 needed at least" in said


def test_columns_of_other_names(run: Run, tmp_path: Path) -> None:
    """--map tells; a wrong name is refused with the nearest."""
    (tmp_path / "log.csv").write_text(
        "epoch,a,b\n" + "".join(f"{n},2.3,2.3\n" for n in range(1, 9))
    )
    assert "with map: train_loss=COLUMN" in run("diagnose", tmp_path / "log.csv").stderr
    result = run("diagnose", tmp_path / "log.csv", "--map", "train_loss=a")
    assert "Stuck, from epoch 1 on" in result.stdout


@pytest.mark.parametrize("name", ["nothing.csv", "empty.csv", "binary.csv"])
def test_bad_input_ends_with_a_word_and_two(run: Run, tmp_path: Path, name: str) -> None:
    """Nothing is half reported."""
    (tmp_path / "empty.csv").touch()
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)) * 20)
    result = run("diagnose", tmp_path / name)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{tmp_path / name}: I00" in result.stderr


def test_watch_follows_a_log_that_grows(run: Run, tmp_path: Path) -> None:
    """Each diagnosis is said once, when it first holds; the end gives the verdict."""
    log = tmp_path / "log.csv"
    log.write_text("epoch,loss\n")

    def train() -> None:
        for epoch in range(1, 41):
            with log.open("a") as file:
                file.write(f"{epoch},2.3\n")
            time.sleep(0.02)

    trainer = threading.Thread(target=train)
    trainer.start()
    result = run("watch", log, "--every", "0.05", "--idle", "0.6")
    trainer.join()
    assert result.exit_code == 0
    assert result.stdout.count("stuck since epoch 1 (TC001)") == 1
    assert result.stdout.endswith("Stuck, from epoch 1 on (train loss), high confidence.\n")

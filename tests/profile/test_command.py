"""``advisor profile`` on the command line, up to the advice."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Run


def test_a_descriptor_is_written_that_advise_takes(wines: Path, tmp_path: Path, run: Run) -> None:
    project = tmp_path / "project.yaml"
    told = run("profile", wines, "--target", "cultivar", "-o", project)
    assert told.exit_code == 0
    assert "Next: advisor advise" in told.stderr
    report = json.loads(run("advise", project, "--format", "json", "--fail-on", "never").stdout)
    rules = {conclusion["rule"] for conclusion in report["conclusions"]}
    assert {"LL002", "MD001", "DT004"} <= rules


def test_the_text_names_evidence_questions_and_columns(wines: Path, run: Run) -> None:
    text = run("profile", wines, "--target", "magnesium").stdout
    for part in ("Inferred", "Look at", "Columns (9)", "problem.task = regression", "confidence"):
        assert part in text


def test_json_holds_path_value_evidence_confidence(wines: Path, run: Run) -> None:
    found = json.loads(run("profile", wines, "--target", "cultivar", "--format", "json").stdout)
    task = next(field for field in found["inferred"] if field["path"] == "problem.task")
    assert set(task) == {"path", "value", "evidence", "confidence", "competing"}


def test_yaml_goes_to_standard_output_too(wines: Path, run: Run) -> None:
    text = run("profile", wines, "--target", "cultivar", "--format", "yaml").stdout
    assert run("advise", "-", "--fail-on", "never", stdin=text).exit_code == 0


def test_code_is_written_to_a_file_or_a_folder(wines: Path, tmp_path: Path, run: Run) -> None:
    run("profile", wines, "--target", "cultivar", "--apply", tmp_path / "prepare.py")
    assert "def pipeline()" in (tmp_path / "prepare.py").read_text()
    run("profile", wines, "--target", "cultivar", "--apply", tmp_path / "prepared")
    names = sorted(path.name for path in (tmp_path / "prepared").iterdir())
    assert names == ["preprocessing.py", "project.yaml"]


def test_values_are_shown_only_where_wanted(wines: Path, run: Run) -> None:
    assert "barolo" in run("profile", wines, "--target", "cultivar").stdout
    for quiet in (["--no-samples"], ["--samples", "0"]):
        text = run("profile", wines, "--target", "cultivar", *quiet).stdout
        assert "barolo" not in text
        assert "such as" not in text


def test_columns_are_left_out_and_the_task_is_settled(wines: Path, run: Run) -> None:
    arguments = ("--target", "cultivar", "--leave-out", "bottled", "--format", "json")
    found = json.loads(run("profile", wines, *arguments).stdout)
    assert "bottled" not in [column["name"] for column in found["columns"]]
    told = run("profile", wines, "--target", "magnesium", "--task", "forecasting").stdout
    assert "problem.task = forecasting" in told


def test_a_profile_of_your_own_moves_thresholds(wines: Path, tmp_path: Path, run: Run) -> None:
    own = tmp_path / "ours.yaml"
    own.write_text(
        "schema: 1\nkind: profile\ntitle: Ours\nthresholds:\n"
        "  outlier_fence: {value: 1000, reason: Our sensors jump.}\n"
    )
    text = run("profile", wines, "--target", "cultivar", "--rules", own).stdout
    assert "data.outliers = none" in text


def test_what_somebody_may_have_corrected_is_kept(wines: Path, tmp_path: Path, run: Run) -> None:
    project, code = tmp_path / "project.yaml", tmp_path / "prepare.py"
    for place in (project, code):
        place.write_text("mine")
    for option, place in (("-o", project), ("--apply", code)):
        refused = run("profile", wines, "--target", "cultivar", option, place)
        assert refused.exit_code == 2
        assert "--force replaces it" in refused.stderr
        assert place.read_text() == "mine"
        assert (
            run("profile", wines, "--target", "cultivar", option, place, "--force").exit_code == 0
        )
        assert place.read_text() != "mine"


def test_a_bar_is_drawn_where_somebody_waits(wines: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from advisor.cli import main; main()", "profile", str(wines)]
    with subprocess.Popen(
        [*command, "--target", "cultivar"],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"},
    ) as process:
        os.close(theirs)
        shown = b""
        while b"rows" not in shown:
            shown += os.read(ours, 65536)
        process.wait(timeout=120)
    os.close(ours)
    assert b"reading" in shown
    assert b"rows" in shown

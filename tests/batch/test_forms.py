"""What goes into a batch, what comes out, and what is refused, by the command line."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor import Advisor
from tests.cli.conftest import Run

MAIL = {
    "name": "mail",
    "problem": {"task": "binary_classification"},
    "model": {"last_activation": "softmax"},
}
HOUSES = {"name": "houses", "problem": {"task": "regression"}}


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    """Write two good descriptors and a bad one."""
    path = tmp_path / "projects.jsonl"
    path.write_text(f'{json.dumps(MAIL)}\n{json.dumps(HOUSES)}\n{{"nmae": 1}}\n')
    return path


def lines(path: Path) -> list[dict[str, object]]:
    """Return the objects of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_reports_are_those_of_advise(run: Run, projects: Path) -> None:
    """One envelope a line; the bad line is set aside and named in the exit status."""
    output = projects.with_name("out.jsonl")
    result = run("batch", projects, "-o", output, "--jobs", "1")
    assert result.exit_code == 1
    reports = [envelope["report"] for envelope in lines(output)]
    advisor = Advisor()
    assert reports == [json.loads(advisor.advise(d).to_json()) for d in (MAIL, HOUSES)]
    (refused,) = lines(output.with_name("out.jsonl.errors.jsonl"))
    assert (refused["line"], refused["raw"]) == (3, '{"nmae": 1}')
    assert "did you mean 'name'" in str(refused["reason"])


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".arrow"])
def test_tables_in_and_flat_tables_out(run: Run, tmp_path: Path, suffix: str) -> None:
    """Columns are dotted paths; a row comes out for each conclusion."""
    import polars

    table = polars.DataFrame(
        {"name": ["mail", "houses"], "problem.task": ["binary_classification", "regression"],
         "model.last_activation": ["softmax", None]}
    )  # fmt: skip
    source, output = tmp_path / f"in{suffix}", tmp_path / f"out{suffix}"
    write: dict[str, Callable[[Path], object]] = {
        ".csv": table.write_csv,
        ".parquet": table.write_parquet,
        ".arrow": table.write_ipc,
    }
    write[suffix](source)
    assert run("batch", source, "-o", output, "--jobs", "1").exit_code == 0
    if suffix == ".csv":
        rows = list(csv.DictReader(io.StringIO(output.read_text())))
    else:
        read = polars.read_ipc if suffix == ".arrow" else polars.read_parquet
        rows = read(output).to_dicts()
    advisor = Advisor()
    for line, descriptor in enumerate((MAIL, HOUSES), start=1):
        rules = [row["rule"] for row in rows if int(row["line"]) == line]
        assert rules == [c.rule for c in advisor.advise(descriptor).conclusions]


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet", ".arrow"])
def test_one_row_a_descriptor(run: Run, projects: Path, suffix: str) -> None:
    """What is found and advised by rule, how bad it is, and how much is open."""
    import polars

    output = projects.with_name(f"out{suffix}")
    assert run("batch", projects, "-o", output, "--rows", "descriptors").exit_code == 1
    read: dict[str, Callable[[Path], Any]] = {
        ".jsonl": polars.read_ndjson,
        ".csv": polars.read_csv,
        ".parquet": polars.read_parquet,
        ".arrow": polars.read_ipc,
    }
    rows = read[suffix](output).to_dicts()
    for row, descriptor in zip(rows, (MAIL, HOUSES), strict=True):
        report = Advisor().advise(descriptor)
        wrong = [c for c in report.conclusions if c.wrong]
        found = row["findings"] or []
        assert (found.split() if isinstance(found, str) else found) == [c.rule for c in wrong]
        assert row["warnings"] == sum(c.severity == "warning" for c in wrong)
        assert row["open_questions"] == len(report.open_questions)
        assert row["first_question"] == report.open_questions[0].path
        assert row["name"] == descriptor["name"]


def test_rows_of_conclusions_as_lines(run: Run, projects: Path) -> None:
    """Cut out of the reports, they say what those say."""
    output = projects.with_name("out.jsonl")
    assert run("batch", projects, "-o", output, "--rows", "conclusions").exit_code == 1
    expected = [
        {"input": str(projects), "line": line, "name": descriptor["name"]}
        | {part: getattr(c, part) for part in ("rule", "topic", "kind", "severity", "message")}
        for line, descriptor in enumerate((MAIL, HOUSES), start=1)
        for c in Advisor().advise(descriptor).conclusions
    ]
    assert lines(output) == expected


def test_a_folder_of_descriptors(run: Run, tmp_path: Path) -> None:
    """In the order of their names; one that is broken is told with its place."""
    folder = tmp_path / "projects"
    folder.mkdir()
    (folder / "a.yaml").write_text("name: a\nproblem: {task: ranking}\n")
    (folder / "b.toml").write_text('name = "b"\n')
    (folder / "c.json").write_text('{"name": "c"}')
    (folder / "d.yaml").write_text("problem: {tsak: ranking}\n")
    output = tmp_path / "out.jsonl"
    assert run("batch", folder, "-o", output, "--jobs", "1").exit_code == 1
    names = [Path(str(envelope["input"])).name for envelope in lines(output)]
    assert names == ["a.yaml", "b.toml", "c.json"]
    (refused,) = lines(tmp_path / "out.jsonl.errors.jsonl")
    assert "1:11: D001 problem.tsak" in str(refused["reason"])


def test_packed_in_and_out(run: Run, projects: Path) -> None:
    """The same bytes as unpacked."""
    packed = projects.with_name("projects.jsonl.gz")
    packed.write_bytes(gzip.compress(projects.read_bytes()))
    plain, output = projects.with_name("plain.jsonl"), projects.with_name("out.jsonl.gz")
    run("batch", projects, "-o", plain, "--jobs", "1")
    run("batch", packed, "-o", output, "--jobs", "1")
    unpacked = gzip.decompress(output.read_bytes()).replace(b".jsonl.gz", b".jsonl")
    assert unpacked == plain.read_bytes()


def test_parts_of_conclusions_alone(run: Run, projects: Path) -> None:
    """--select keeps what is asked for; an unknown part is refused with the nearest."""
    output = projects.with_name("out.jsonl")
    run("batch", projects, "-o", output, "--select", "rule,severity", "--jobs", "1")
    reports = [Advisor().advise(descriptor) for descriptor in (MAIL, HOUSES)]
    expected = [[{"rule": c.rule, "severity": c.severity} for c in r.conclusions] for r in reports]
    assert [line["conclusions"] for line in lines(output)] == expected
    run("batch", projects, "-o", output, "--force", "--select", "outputs,rule", "--jobs", "1")
    whole = [[{"outputs": {k: list(v) for k, v in c.outputs.items()}, "rule": c.rule}
              for c in r.conclusions] for r in reports]  # fmt: skip
    assert [line["conclusions"] for line in lines(output)] == whole
    result = run("batch", projects, "-o", output, "--force", "--select", "rul", "--jobs", "1")
    assert result.exit_code == 2
    assert "did you mean 'rule'" in result.stderr


@pytest.mark.parametrize("name", ["fleet.md", "fleet.html"])
def test_what_the_whole_fleet_has_in_common(run: Run, projects: Path, name: str) -> None:
    """Findings and questions by how often they come, printed and as a page."""
    output, page = projects.with_name("out.jsonl"), projects.with_name(name)
    result = run("batch", projects, "-o", output, "--summary", "--page", page, "--jobs", "1")
    assert "# 2 projects" in result.stdout
    assert "| LL001 |" in result.stdout
    text = page.read_text()
    assert "LL001" in text
    assert ("<svg" in text) == name.endswith("html")


def test_what_is_there_is_not_written_over(run: Run, projects: Path) -> None:
    """Unless that is asked for."""
    output = projects.with_name("out.jsonl")
    output.write_text("mine\n")
    result = run("batch", projects, "-o", output, "--jobs", "1")
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert output.read_text() == "mine\n"
    assert run("batch", projects, "-o", output, "--force", "--jobs", "1").exit_code == 1
    assert len(lines(output)) == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["missing.jsonl", "-o", "out.jsonl"], "missing.jsonl"),
        (["{}", "--resume"], "--resume needs -o"),
        (["{}", "-o", "{}"], "is an input and the output"),
        (["{}", "-o", "out.parquet.gz"], "packed within"),
        (["{}", "-o", "out.csv", "--select", "rule"], "--select is for reports"),
        (["{}", "-o", "out.jsonl", "--errors", "out.jsonl"], "same file"),
    ],
)
def test_what_cannot_be_done_is_said_before_any_work(
    run: Run, projects: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], word: str
) -> None:
    """With status 2, and nothing is left behind."""
    monkeypatch.chdir(projects.parent)
    result = run("batch", *(argument.format(projects.name) for argument in arguments))
    assert result.exit_code == 2
    assert word in result.stderr
    assert [path.name for path in projects.parent.iterdir()] == [projects.name]

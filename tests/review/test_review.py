"""Findings of reviews: what is found, where, and what leaves a finding out."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import advisor
from advisor import Advisor, AdvisorError, ProblemsError, UnknownNameError
from advisor.review.baseline import unknown, write_baseline
from advisor.review.exchange import github_lines, render_junit
from advisor.review.model import Review
from advisor.review.sarif import render_sarif
from advisor.review.selection import Selection

ROOT = Path(__file__).parents[2]
TWICE = """\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 3), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
"""
PROJECT = """\
schema: 1
problem:
  task: binary_classification
model:
  last_activation: sigmoid
  loss: nn.BCEWithLogitsLoss
"""


@pytest.fixture(scope="module")
def built() -> Advisor:
    return Advisor()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _told(found: Review) -> list[tuple[str, str]]:
    return [(str(finding.place), finding.rule) for finding in found.findings]


def test_a_program_has_its_findings_at_line_and_column(folder: Path, built: Advisor) -> None:
    Path("train.py").write_text(TWICE)
    found = advisor.review(["train.py"], advisor=built)
    assert _told(found) == [("train.py:4:40", "LF001")]
    assert found.findings[0].place.text == TWICE.splitlines()[3]
    assert found.findings[0].path == "model.last_activation"
    assert (found.files, found.projects) == (1, 1)


def test_a_finding_tells_what_it_rests_on_and_where_that_stands(
    folder: Path, built: Advisor
) -> None:
    Path("train.py").write_text(TWICE)
    (finding,) = advisor.review(["train.py"], advisor=built).findings
    assert [(each.words, str(each.place)) for each in finding.because] == [
        ("model.last_activation = softmax", "train.py:4:40"),
        ("model.loss = nn.CrossEntropyLoss → logits", "train.py:5:13"),
    ]


def test_lines_and_columns_are_those_of_an_editor(folder: Path, built: Advisor) -> None:
    source = TWICE.replace("\nmodel = ", "\x0c\nwörter = 'ÄÖÜ\u2028'; model = ").replace(
        "\n", "\r\n"
    )
    Path("train.py").write_bytes(source.encode())
    (finding,) = advisor.review(["train.py"], advisor=built).findings
    line, column = finding.place.line, finding.place.column
    assert line is not None
    assert column is not None
    assert source.split("\r\n")[line - 1] == finding.place.text
    assert finding.place.text[column - 1 :].startswith("nn.Softmax(dim=1)")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("project.yaml", PROJECT, 5),
        (
            "project.json",
            '{"model": {\n "last_activation": "sigmoid",\n "loss": "nn.BCEWithLogitsLoss"}}',
            2,
        ),
        (
            "project.toml",
            '[model]\nlast_activation = "sigmoid"\nloss = "nn.BCEWithLogitsLoss"\n',
            2,
        ),
    ],
)
def test_a_descriptor_has_its_findings_at_its_lines(
    folder: Path, built: Advisor, name: str, text: str, line: int
) -> None:
    Path(name).write_text(text)
    finding = next(f for f in advisor.review([name], advisor=built).findings if f.rule == "LF001")
    assert (finding.place.line, finding.severity) == (line, "error")


def test_a_notebook_counts_lines_within_cells(folder: Path, built: Advisor) -> None:
    first, second = TWICE.split("criterion", 1)
    cells = [
        {"cell_type": "markdown", "source": ["# Notes"]},
        {"cell_type": "code", "source": f"%matplotlib inline\n{first}"},
        {"cell_type": "code", "source": [f"criterion{second}"]},
    ]
    Path("train.ipynb").write_text(json.dumps({"cells": cells}))
    found = advisor.review(["train.ipynb"], advisor=built)
    assert _told(found) == [("train.ipynb#cell2:5:40", "LF001")]


def test_a_program_in_another_encoding_has_its_lines_and_comments(
    folder: Path, built: Advisor
) -> None:
    source = TWICE.replace("model = ", "if größe:\n    model = ")
    Path("train.py").write_bytes(f"# coding: latin-1\n{source}".encode("latin-1"))
    (finding,) = advisor.review(["train.py"], advisor=built).findings
    assert finding.place.text.startswith("    model = ")
    ignored = source.replace("(dim=1))", "(dim=1))  # advisor: ignore[LF001] schön")
    Path("train.py").write_bytes(f"# coding: latin-1\n{ignored}".encode("latin-1"))
    assert advisor.review(["train.py"], advisor=built).ignored == 1


def test_notebooks_full_of_pictures_are_found_in_folders(folder: Path, built: Advisor) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 3_000_000}}
    cell = {"cell_type": "code", "source": TWICE, "outputs": [picture]}
    Path("train.ipynb").write_text(json.dumps({"cells": [cell]}))
    assert _told(advisor.review(["."], advisor=built)) == [("train.ipynb#cell1:4:40", "LF001")]


def test_models_in_json_are_found_in_folders(folder: Path, built: Advisor) -> None:
    for name in ("flowers.json", "bert.json"):
        shutil.copy(ROOT / "tests/inspect/files" / name, folder)
    Path("package.json").write_text('{"name": "x", "config": {}}')
    found = advisor.review(["."], advisor=built)
    assert (found.files, _told(found)) == (2, [("flowers.json", "LF001")])


def test_the_field_that_differs_from_the_advice_is_blamed(folder: Path, built: Advisor) -> None:
    Path("wrong.yaml").write_text(
        "problem: {task: multiclass_classification, n_classes: 5}\n"
        "model:\n  last_activation: softmax\n  loss: binary_cross_entropy\n"
    )
    finding = next(
        f for f in advisor.review(["wrong.yaml"], advisor=built).findings if f.rule == "LL002"
    )
    assert (finding.path, finding.place.line) == ("model.loss", 4)


def test_folders_are_searched_for_what_can_be_reviewed(folder: Path, built: Advisor) -> None:
    for name in ("src", "venv", ".hidden", "src/node_modules"):
        Path(name).mkdir()
        Path(name, "train.py").write_text(TWICE)
    Path("src/plain.py").write_text("print('no network here')\n")
    Path("src/uses.py").write_text("import torch\nprint(torch.__version__)\n")
    Path("src/ci.yaml").write_text("on: [push]\n")
    Path("project.yaml").write_text(PROJECT)
    found = advisor.review(["."], advisor=built)
    assert {finding.place.file for finding in found.findings} == {"project.yaml", "src/train.py"}
    assert not found.remarks


def test_a_broken_file_in_a_folder_is_told_and_the_rest_reviewed(
    folder: Path, built: Advisor
) -> None:
    Path("a.py").write_text("import torch\ndef broken(:\n")
    Path("b.py").write_text(TWICE)
    found = advisor.review([folder], advisor=built)
    assert [finding.rule for finding in found.findings] == ["LF001"]
    assert [(remark.code, remark.place.line) for remark in found.remarks] == [("A004", 2)]


def test_named_files_must_be_readable_all_problems_at_once(folder: Path, built: Advisor) -> None:
    Path("a.py").write_text("import torch\ndef broken(:\n")
    Path("b.yaml").write_text("modle: {}\n")
    Path("model.pt").write_bytes(b"\x80\x02")
    with pytest.raises(ProblemsError) as refused:
        advisor.review(["a.py", "b.yaml", "none.py", "model.pt"], advisor=built)
    assert {problem.location.file for problem in refused.value.problems} >= {
        "a.py",
        "b.yaml",
        "none.py",
        "model.pt",
    }


def test_others_among_the_named_can_be_passed_over(folder: Path, built: Advisor) -> None:
    Path("train.py").write_text(TWICE)
    Path("notes.md").write_text("# Notes")
    Path("plain.py").write_text("print(1)")
    paths = ["train.py", "notes.md", "plain.py"]
    found = advisor.review(paths, advisor=built, skip_others=True)
    assert (found.files, len(found.findings)) == (1, 1)


@pytest.mark.parametrize(
    ("comment", "left", "codes"),
    [
        ("# advisor: ignore[LF001] shown to people only", 0, []),
        ("# advisor: ignore[LF] shown to people only", 0, []),
        ("# advisor: ignore[loss_feed] shown to people only", 0, []),
        ("# advisor: ignore everything here is an exercise", 0, []),
        ("# advisor: ignore[LF001]", 0, ["A003"]),
        ("# advisor: ignore[LF002] of another kind", 1, ["A002"]),
        ("# advisor: ignore[LF999] never heard of", 1, ["A001"]),
        ("# advisor: ignore[LF999, LF001] one of them", 0, ["A001"]),
    ],
)
def test_a_comment_leaves_a_finding_out(
    folder: Path, built: Advisor, comment: str, left: int, codes: list[str]
) -> None:
    lines = TWICE.splitlines()
    for number, at in ((3, f"{lines[3]}  {comment}"), (3, f"{comment}\n{lines[3]}")):
        changed = [*lines[:number], at, *lines[number + 1 :]]
        Path("train.py").write_text("\n".join(changed))
        found = advisor.review(["train.py"], advisor=built)
        assert len(found.findings) == left
        assert found.ignored == 1 - left
        assert [remark.code for remark in found.remarks] == codes


def test_a_comment_is_of_use_where_its_rule_is_not_asked_for(folder: Path, built: Advisor) -> None:
    Path("p.yaml").write_text(f"{PROJECT}# advisor: ignore-file[LF001] an exercise\n")
    selection = Selection(select=("last_layer",))
    found = advisor.review(["p.yaml"], advisor=built, selection=selection)
    assert (found.remarks, found.ignored) == ((), 0)


def test_a_comment_may_speak_for_the_whole_file(folder: Path, built: Advisor) -> None:
    Path("p.yaml").write_text(f"{PROJECT}# advisor: ignore-file[LF001] an exercise\n")
    found = advisor.review(["p.yaml"], advisor=built)
    assert "LF001" not in [finding.rule for finding in found.findings]
    assert found.ignored == 1


def test_a_comment_in_a_notebook_counts_for_its_cell(folder: Path, built: Advisor) -> None:
    lines = TWICE.splitlines(keepends=True)
    said = "# advisor: ignore[LF001] an exercise"
    cells = ["%time pass\n", lines[0] + lines[1], said, f"{said}\n{lines[3]}", "".join(lines[4:])]
    book = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    Path("train.ipynb").write_text(json.dumps(book))
    found = advisor.review(["train.ipynb"], advisor=built)
    assert (found.findings, found.ignored) == ((), 1)
    assert [(each.code, str(each.place)) for each in found.remarks] == [
        ("A002", "train.ipynb#cell3:1:1")
    ]


def test_what_stands_in_a_string_is_no_comment(folder: Path, built: Advisor) -> None:
    quoted = '"""Write # advisor: ignore-file[LF001] to be left in peace."""\n'
    Path("train.py").write_text(quoted + TWICE)
    found = advisor.review(["train.py"], advisor=built)
    assert (len(found.findings), found.remarks) == (1, ())


def test_columns_count_characters(folder: Path, built: Advisor) -> None:
    Path("train.py").write_text(TWICE.replace("model = nn", 'name, model = "Größe", nn'))
    found = advisor.review(["train.py"], advisor=built)
    assert found.findings[0].place.column == 40 + len('name, "Größe", ')


@pytest.mark.parametrize(
    ("selection", "rules"),
    [
        (Selection(select=("LF",)), ["LF001"]),
        (Selection(select=("last_layer",)), []),
        (Selection(ignore=("probabilities-into-a-loss-of-logits",)), []),
        (Selection(per_file={"tests/*": ["ALL"]}), ["LF001"]),
        (Selection(per_file={"train.py": ["LF001"]}), []),
        (Selection(severity="error"), ["LF001"]),
    ],
)
def test_findings_are_chosen_by_name(
    folder: Path, built: Advisor, selection: Selection, rules: list[str]
) -> None:
    Path("train.py").write_text(TWICE)
    found = advisor.review(["train.py"], advisor=built, selection=selection)
    assert [finding.rule for finding in found.findings] == rules


def test_an_unknown_name_is_refused_with_the_nearest(folder: Path, built: Advisor) -> None:
    with pytest.raises(UnknownNameError, match="last_layer"):
        advisor.review([], advisor=built, selection=Selection(select=("last_layr",)))


def test_a_baseline_holds_when_lines_move_and_no_longer(folder: Path, built: Advisor) -> None:
    path = Path("train.py")
    path.write_text(TWICE)
    assert write_baseline(Path("known.json"), advisor.review([path], advisor=built).findings) == 1
    path.write_text(f"# moved\n\n{TWICE}")
    found = advisor.review([path], advisor=built, baseline="known.json")
    assert (found.findings, found.known) == ((), 1)
    path.write_text(TWICE.replace("CrossEntropyLoss", "NLLLoss"))
    found = advisor.review([path], advisor=built, baseline="known.json")
    assert ([finding.rule for finding in found.findings], found.known) == (["LF004"], 0)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2}', '{"version": 1, "findings": [1]}'])
def test_a_broken_baseline_is_refused(folder: Path, built: Advisor, text: str) -> None:
    Path("known.json").write_text(text)
    with pytest.raises(AdvisorError, match="no baseline"):
        advisor.review([], advisor=built, baseline="known.json")


def test_healthy_programs_are_left_in_peace(folder: Path, built: Advisor) -> None:
    Path("train.py").write_text(TWICE.replace(", nn.Softmax(dim=1)", ""))
    assert not advisor.review(["train.py"], advisor=built).findings


def test_two_models_that_share_a_mistake_tell_it_once(folder: Path, built: Advisor) -> None:
    source = TWICE.replace("model = nn.Sequential(", "def make():\n    return nn.Sequential(")
    source = source.replace("criterion = ", "model = make()\nother = make()\ncriterion = ")
    source += "    criterion(other(x), y).backward()\n"
    Path("train.py").write_text(source)
    found = advisor.review(["train.py"], advisor=built)
    assert (found.projects, len(found.findings)) == (2, 1)


@pytest.mark.skipif(os.name == "nt", reason="such files exist on POSIX systems alone")
def test_odd_files_of_a_folder_hurt_nobody(folder: Path, built: Advisor) -> None:
    for name in ("a\nb.py", "\udcff.py", "c:d,e%.py"):
        Path(name).write_text(TWICE)
    os.mkfifo("pipe.onnx")
    os.mkfifo("pipe.py")
    Path("broken.h5").symlink_to("none.h5")
    Path("loop").symlink_to(".")
    Path("folder.py").mkdir()
    Path("empty.onnx").touch()
    Path("\udcfe.py").write_text("import torch\ndef broken(:\n")
    Path("utf16.py").write_text(TWICE, encoding="utf-16")
    found = advisor.review(["."], advisor=built)
    names = [finding.place.file for finding in found.findings]
    assert names == ["a\N{REPLACEMENT CHARACTER}b.py", "c:d,e%.py", "\N{REPLACEMENT CHARACTER}.py"]
    assert [remark.place.file for remark in found.remarks] == [
        "empty.onnx",
        "\N{REPLACEMENT CHARACTER}.py",
    ]
    assert b"c:d,e%.py" in found.to_json()
    for written in (render_sarif(found, "1.2.3"), render_junit(found, "error")):
        assert written.count(b"d%2Ce%25.py") or written.count(b"c:d,e%.py")
    assert "file=c%3Ad%2Ce%25.py," in "".join(github_lines(found))


def test_nothing_heavy_is_imported_for_a_program(folder: Path) -> None:
    Path("train.py").write_text(TWICE)
    asked = (
        "import sys, advisor; advisor.review(['train.py']); "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=folder
    )
    heavy = {"torch", "keras", "tensorflow", "onnx", "h5py", "polars", "numpy", "rich", "sklearn"}
    assert heavy.isdisjoint(ran.stdout.split())


def test_a_baseline_knows_a_finding_as_often_as_it_stands_in_it(
    folder: Path, built: Advisor
) -> None:
    Path("train.py").write_text(TWICE)
    (finding,) = advisor.review(["train.py"], advisor=built).findings
    known = Counter({finding.fingerprint: 1})
    assert unknown([finding], known) == []
    assert unknown([finding, finding], known) == [finding]

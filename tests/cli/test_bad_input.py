"""Whatever a person hands in, the answer is a sentence with a place, and status 2."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Spawn = Callable[..., "subprocess.CompletedProcess[bytes]"]

BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
)

# file name, content, what every message must name: line, code, field
CASES = {
    "empty": ("p.yaml", b"", r"Y002"),
    "only a comment": ("p.yaml", b"# nothing\n", r"Y002"),
    "binary": ("p.yaml", bytes(range(256)) * 8, r"Y003"),
    "bomb": ("p.yaml", BOMB.encode(), r":1:4: Y009 a"),
    "deep": ("p.yaml", b"problem: " + b"[" * 100_000, r":1(:\d+)?: Y011"),
    "deep json": ("p.json", b'{"problem":' + b"[" * 100_000, r":1(:\d+)?: Y0(11|05)"),
    "duplicate key": (
        "p.yaml",
        b"problem:\n  task: regression\n  task: ranking\n",
        r":3:3: Y006 .*task",
    ),
    "duplicate key in json": (
        "p.json",
        b'{"problem": {"task": "regression",\n "task": "ranking"}}',
        r":2:\d+: Y006 .*task",
    ),
    "wrong type": (
        "p.yaml",
        b"data:\n  n_samples: many\n",
        r":2:14: D003 data\.n_samples",
    ),
    "section of a wrong type": ("p.yaml", b"data: 5\n", r":1:7: D003 data"),
    "NaN for a count": (
        "p.yaml",
        b"data:\n  n_samples: .nan\n",
        r":2:14: D00[34] data\.n_samples",
    ),
    "infinite learning rate": (
        "p.yaml",
        b"training:\n  learning_rate: .inf\n",
        r":2:18: D004 training\.learning_rate",
    ),
    "unknown schema version": ("p.yaml", b"schema: 7\n", r":1:9: D006 schema"),
    "unknown field": (
        "p.yaml",
        b"problem:\n  taks: regression\n",
        r":2:3: D001 problem\.taks: .*did you mean 'task'",
    ),
    "unknown symbol": (
        "p.toml",
        b'[problem]\ntask = "regresion"\n',
        r":2(:\d+)?: D002 problem\.task: .*'regression'",
    ),
    "yes for a boolean": ("p.yaml", b"training:\n  shuffle: yes\n", r":2:12: Y007"),
    "top level list": ("p.yaml", b"- a\n", r":1(:1)?: Y013"),
    "syntax": ("p.yaml", b"problem: {task: [\n", r":\d+(:\d+)?: Y005"),
    "toml syntax": ("p.toml", b"[problem\n", r":1(:\d+)?: Y005"),
}


@pytest.mark.parametrize("case", CASES)
def test_refused_with_place(run: Run, tmp_path: Path, case: str) -> None:
    name, content, expected = CASES[case]
    path = tmp_path / name
    path.write_bytes(content)
    result = run("advise", path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for line in result.stderr.splitlines():
        assert line.startswith(str(path))
        assert len(line) < 1000
    assert re.search(expected, result.stderr)


@pytest.mark.parametrize("case", CASES)
def test_refused_from_standard_input(run: Run, case: str) -> None:
    _, content, _ = CASES[case]
    result = run("advise", "-", stdin=content)
    assert result.exit_code == 2
    assert result.stderr.startswith("<stdin>")


def test_fifty_megabytes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# filler\n" * (50_000_000 // 9))
    result = run("advise", path)
    assert result.exit_code == 2
    assert re.search(r"large\.yaml: Y004 ", result.stderr)
    with path.open("rb") as file:
        assert "Y004" in run("advise", "-", stdin=file.read()).stderr


@pytest.mark.parametrize("case", ["bomb", "deep", "deep json", "binary"])
def test_refused_in_a_process_of_its_own(spawn: Spawn, case: str) -> None:
    done = spawn("advise", "-", stdin=CASES[case][1])
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"<stdin>")
    assert done.stderr.count(b"\n") == 1 or case == "bomb"


def test_bad_change_names_the_setting(run: Run, examples: Path) -> None:
    result = run("what-if", examples / "spam-filter.yaml", "--set", "model.loss=nope")
    assert result.exit_code == 2
    assert result.stderr.startswith("--set model.loss: D002 model.loss: ")


def test_all_problems_at_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("problem: {task: nope}\ndata: {n_samples: -1}\nmodle: {}\n")
    lines = run("advise", path).stderr.splitlines()
    assert [line.split(": ")[1].split()[0] for line in lines] == ["D002", "D004", "D001"]


@pytest.mark.parametrize("path", ["missing.yaml", ".", "a/b/c.yaml", "\x00"])
def test_unreadable_file(run: Run, tmp_path: Path, path: str) -> None:
    result = run("advise", path if path == "\x00" else tmp_path / path)
    assert result.exit_code == 2
    assert result.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["advise"], "name a FILE"),
        (["advse"], "did you mean 'advise'?"),
        (["advise", "--set", "problem.task"], "not of the form PATH=VALUE"),
        (["advise", "--set", "problem.task=nope"], "--set problem.task: D002 problem.task: "),
        (["advise", "--set", "problem=5"], "--set problem: D003 problem"),
        (["advise", "--set", "training.shuffle=yes"], "Y007"),
        (["advise", "--set", "a.b=1\nc: 2"], "one value is wanted"),
        (["advise", "--set", "name=a", "--set", "name=b"], "given twice"),
        (["advise", "--set", "name=a", "--disable", "LL001"], "RULE=REASON"),
        (["advise", "--set", "name=a", "--disable", "LL001="], "reason is missing"),
        (["advise", "--set", "name=a", "--disable", "ZZ999=x"], "unknown rule 'ZZ999'"),
        (["advise", "--set", "name=a", "--topic", "last_layr"], "did you mean 'last_layer'?"),
        (["advise", "--set", "name=a", "--source", "nobody"], "unknown source 'nobody'"),
        (["advise", "--set", "name=a", "--rules", "/missing.yaml"], "/missing.yaml"),
        (["advise", "--set", "name=a", "-o", "/missing/x"], "/missing/x"),
        (["advise", "--set", f"{'a.' * 50_000}a=1"], "a path of more than 64 names"),
        (["what-if", "-", "--set", f"{'a.' * 50_000}a=1"], "a path of more than 64 names"),
        (["advise", "--set", f"{'a.' * 63}a=1"], "...: D001 a: unknown field 'a'"),
        (["ask", "last_layr"], "did you mean 'last_layer'?"),
        (["ask", "last_layer", "tsk=regression"], "did you mean 'task'?"),
        (["ask", "last_layer", "task"], "NAME=VALUE"),
        (["ask", "last_layer", "task=regresion"], "regression"),
        (["explain", "LL0001"], "did you mean"),
        (["why-not", "LL0001", "-"], "Y002"),
        (["what-if", "-"], "--set PATH=VALUE"),
        (["rules", "check", "/missing"], "/missing"),
        (["rules", "list", "--topic", "nope"], "unknown topic 'nope'"),
        (["facts", "no such fact"], "unknown fact 'no such fact'"),
        (["facts", "--topic", "last_layr"], "did you mean 'last_layer'?"),
        (["schema", "nope"], "descriptor"),
        (["completion", "nope"], "bash"),
    ],
)
def test_bad_arguments(run: Run, arguments: list[str], expected: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert expected in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["advise", "a-file"],
        ["advise", "--set", "name"],
        ["advise", "--set", "name=a", "--rules"],
        ["advise", "--set", "name=a", "--topic"],
        ["advise", "--set", "name=a", "-o", "/missing/"],
        ["ask", "last_layer", "task="],
        ["explain"],
        ["what-if", "-", "--set", "name="],
        ["why-not", "LL001"],
        ["rules", "check"],
        ["init", "-o", "/missing/"],
        ["no-command-"],
    ],
)
def test_names_that_are_no_utf8(spawn: Spawn, arguments: list[str]) -> None:
    *first, last = arguments
    separate = last.startswith("--") or last in ("explain", "LL001", "check")
    done = spawn(*first, *([last, "\udcff"] if separate else [f"{last}\udcff"]))
    assert done.returncode == 2
    assert done.stderr
    assert b"fault of the advisor" not in done.stderr
    assert b"Traceback" not in done.stderr


def test_rule_files_whose_names_are_no_utf8(spawn: Spawn, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    folder.mkdir()
    (folder / "\udcfe.yaml").write_text("schema: 1\nkind: sources\ndocuments: {}\n")
    assert b"no problem found" in spawn("rules", "check", folder).stdout
    (folder / "\udcfe.yaml").write_text("schema: 1\nkind: source\n")
    done = spawn("rules", "check", folder)
    assert done.returncode == 2
    assert b"/\\udcff/\\udcfe.yaml:2:7: S004 " in done.stderr


def test_long_names_are_quoted_in_part(run: Run) -> None:
    name = "x" * 60_000
    for arguments in (
        ["ask", name],
        ["explain", name],
        [name],
        ["ask", "last_layer", f"{name}=1"],
        ["advise", "--set", name],
        ["advise", "--set", f"problem.{name}=1"],
        ["advise", "--set", "name=a", "--topic", name],
    ):
        result = run(*arguments)
        assert result.exit_code == 2
        assert len(result.stderr) < 500


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "command",
    [
        "advise --set name=a",
        "advise --set name=a --format json",
        "rules list",
        "completion bash",
        "--help",
        "advise --help",
        "--version",
    ],
)
def test_a_full_output_is_named(spawn: Spawn, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = spawn(*command.split(), stdout=full)
    assert done.returncode == 2
    assert done.stderr.startswith(b"advisor: standard output: the output could not be written: No")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_file_is_named(run: Run) -> None:
    result = run("advise", "--set", "name=a", "-o", "/dev/full")
    assert result.exit_code == 2
    assert result.stderr.startswith("advisor: /dev/full: the output could not be written: No")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_nowhere_to_say_what_is_wrong(spawn: Spawn) -> None:
    with Path("/dev/full").open("wb") as full:
        assert spawn("advise", "missing.yaml", stderr=full).returncode == 2
        assert spawn("advse", stderr=full).returncode == 2


def test_an_input_that_cannot_be_read_is_named(spawn: Spawn, tmp_path: Path) -> None:
    with (tmp_path / "write-only").open("wb") as unreadable:
        done = spawn("advise", "-", stdin=unreadable)
    assert done.returncode == 2
    assert done.stderr.startswith(b"<stdin>: Y001 cannot be read")

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from advisor import Advisor, batch

LINES = 700
COMMAND = (sys.executable, "-c", "from advisor.cli import main; main()", "batch")


def _project(number: int) -> bytes:
    return json.dumps({"name": f"p{number}", "problem": {"task": "regression"}}).encode()


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    path = tmp_path / "projects.jsonl"
    lines = [_project(n) for n in range(LINES)]
    lines[5], lines[300], lines[301] = b"{", b"\xff\xfe", b'{"nmae": 1}'
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True)


def test_good_lines_are_answered_in_order_and_bad_ones_kept(projects: Path) -> None:
    output = projects.with_name("out.jsonl")
    run = _run(projects, "-o", output, "--jobs", "2")
    assert run.returncode == 1, run.stderr
    answered = [json.loads(line) for line in output.read_bytes().splitlines()]
    errors = projects.with_name("out.jsonl.errors.jsonl").read_bytes().splitlines()
    refused = [json.loads(line) for line in errors]
    assert [r["line"] for r in refused] == [6, 301, 302]
    assert "raw_base64" in refused[1]
    assert [a["line"] for a in answered] == [
        n for n in range(1, LINES + 1) if n not in (6, 301, 302)
    ]
    assert sorted(p.name for p in projects.parent.iterdir()) == [
        "out.jsonl",
        "out.jsonl.errors.jsonl",
        "projects.jsonl",
    ]
    again = _run(projects, "-o", output)
    assert again.returncode == 2
    assert b"--force" in again.stderr


def test_killed_and_resumed_the_output_is_that_of_an_unbroken_run(projects: Path) -> None:
    whole, broken = projects.with_name("whole.jsonl.gz"), projects.with_name("broken.jsonl.gz")
    assert _run(projects, "-o", whole, "--jobs", "1").returncode == 1
    journal = broken.with_name("broken.jsonl.gz.journal")
    kills = 0
    for _ in range(3):
        command = [*COMMAND, str(projects), "-o", str(broken), "--resume", "--jobs", "2"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        before = journal.read_bytes() if journal.exists() else b""
        until = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < until:
            if journal.exists() and journal.read_bytes() != before:
                process.send_signal(signal.SIGKILL)
                kills += 1
                break
            time.sleep(0.01)
        process.wait()
        if broken.exists():
            break
    assert kills
    if not broken.exists():
        assert _run(projects, "-o", broken, "--resume").returncode == 1
    assert broken.read_bytes() == whole.read_bytes()
    errors = [p.with_name(f"{p.name}.errors.jsonl").read_bytes() for p in (whole, broken)]
    assert errors[0] == errors[1]


def test_python_gives_the_reports_of_the_advisor() -> None:
    found = list(batch([_project(1), {"nmae": "x"}], jobs=1))
    assert found[0].json == Advisor().advise_json(_project(1))
    assert found[1].json is None
    assert "nmae" in (found[1].reason or "")

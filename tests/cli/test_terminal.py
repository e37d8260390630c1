"""Colours, pipes and start-up, in processes of their own where that matters."""

import importlib
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor.cli import cli

Run = Callable[..., Result]
Spawn = Callable[..., "subprocess.CompletedProcess[bytes]"]

HEAVY = ("pydantic", "fastapi", "numpy", "rich", "yaml", "durable_rules_engine")


def on_terminal(arguments: list[str], **environment: str) -> bytes:
    """Run the command line with a terminal as its standard output."""
    ours, theirs = pty.openpty()
    code = "from advisor.cli import main; main()"
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=theirs,
        env={**kept, "TERM": "xterm", "LC_ALL": "C.UTF-8", **environment},
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        process.wait(timeout=120)
    os.close(ours)
    return shown


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["completion", "fish"]])
def test_start_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from advisor.cli import cli\n"
        "try: cli(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, check=True, timeout=60
    )
    loaded = done.stdout.decode().splitlines()[-1]
    assert loaded == "[]"


def test_help_names_every_command(run: Run) -> None:
    text = run("--help").stdout
    for name in cli.list_commands(None):  # type: ignore[arg-type]
        assert f"  {name} " in text
        assert run(name, "--help").exit_code == 0


def test_color_on_a_terminal_only(examples: Path, spawn: Spawn) -> None:
    arguments = ["advise", str(examples / "spam-filter.yaml")]
    assert b"\x1b[" in on_terminal(arguments)
    assert b"\x1b[" not in on_terminal(arguments, NO_COLOR="1")
    assert b"\x1b[" not in on_terminal(arguments, TERM="dumb")
    assert b"\x1b[" not in spawn(*arguments).stdout
    assert b"\x1b[" in spawn(*arguments, FORCE_COLOR="1").stdout
    assert b"\x1b[" not in spawn(*arguments, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_json_is_never_colored(examples: Path, spawn: Spawn) -> None:
    done = spawn("advise", examples / "spam-filter.yaml", "--format", "json", FORCE_COLOR="1")
    assert done.stdout.startswith(b'{"schema":1')


def test_pipe_gets_no_rich(examples: Path) -> None:
    code = (
        "import sys\nfrom advisor.cli import cli\n"
        "try: cli(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print('rich' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "advise", str(examples / "spam-filter.yaml")],
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert done.stderr == b"False\n"


def test_ascii_where_nothing_else_can_be_shown(examples: Path, spawn: Spawn) -> None:
    path = examples / "spam-filter.yaml"
    done = spawn("advise", path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert b"x error LF001" in done.stdout
    markdown = spawn("advise", path, "--format", "markdown", PYTHONIOENCODING="latin-1")
    assert "§".encode("latin-1") in markdown.stdout


def test_closed_pipe_is_quiet(examples: Path) -> None:
    code = "from advisor.cli import main; main()"
    command = [sys.executable, "-c", code, "advise", str(examples / "spam-filter.yaml")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=120) == 141


def failing_with(error: BaseException, path: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Run ``advise`` as a person would, with a fault inside."""

    def fail(*_: object) -> None:
        raise error

    module = importlib.import_module("advisor.cli.advise")
    monkeypatch.setattr(module, "build_advisor", fail)
    monkeypatch.delenv("ADVISOR_TRACEBACK", raising=False)
    return CliRunner().invoke(cli, ["advise", str(path)])


def test_own_fault_is_one_sentence(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = examples / "spam-filter.yaml"
    result = failing_with(RuntimeError("wires crossed"), path, monkeypatch)
    assert result.exit_code == 3
    assert "fault of the advisor, not of your input: RuntimeError: wires crossed" in result.stderr
    assert "Traceback" not in result.stderr


def test_interrupt_is_quiet(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = failing_with(KeyboardInterrupt(), examples / "spam-filter.yaml", monkeypatch)
    assert result.exit_code == 130
    assert result.stderr == ""


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_fault(examples: Path, closed: str) -> None:
    """Whoever closes the output wants none; the exit status still tells."""
    code = "from advisor.cli import main; main()"
    command = f'"$0" -c "$1" advise "$2" --fail-on error {closed}'
    file = examples / "spam-filter.yaml"
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, code, str(file)], capture_output=True, timeout=60
    )
    assert done.returncode == 1
    assert b"fault" not in done.stderr

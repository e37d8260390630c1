"""Ways to run the command line, in this process and in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result

from advisor.cli import cli

Run = Callable[..., Result]
Spawn = Callable[..., "subprocess.CompletedProcess[bytes]"]

_OURS = ("NO_COLOR", "FORCE_COLOR", "PYTHONUNBUFFERED")  # what a person's shell does not set
_COMMAND = (sys.executable, "-c", "from advisor.cli import main; main()")


@pytest.fixture
def examples() -> Path:
    """Return the folder of the example descriptors."""
    return Path(__file__).parents[2] / "examples"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command line here; faults of its own are raised."""
    monkeypatch.setenv("ADVISOR_TRACEBACK", "1")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(cli, [str(a) for a in arguments], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def spawn() -> Spawn:
    """Return a function that runs the command line in a process of its own."""

    def invoke(
        *arguments: str | Path,
        stdin: bytes | IO[bytes] = b"",
        stdout: int | IO[bytes] = subprocess.PIPE,
        stderr: int | IO[bytes] = subprocess.PIPE,
        **environment: str,
    ) -> subprocess.CompletedProcess[bytes]:
        kept = {k: v for k, v in os.environ.items() if k not in _OURS}
        return subprocess.run(
            [*_COMMAND, *map(str, arguments)],
            input=stdin if isinstance(stdin, bytes) else None,
            stdin=None if isinstance(stdin, bytes) else stdin,
            stdout=stdout,
            stderr=stderr,
            timeout=120,
            env={**kept, "PYTHONIOENCODING": "utf-8", **environment},
            check=False,
        )

    return invoke

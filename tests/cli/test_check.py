"""``advisor check`` from the command line, on real networks and on setups that fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor import Advisor
from advisor.cli import cli

SETUP = """
import torch
from torch import nn

def sound():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 10))
    batch = (torch.randn(32, 8), torch.randint(0, 10, (32,)))
    adam = lambda parameters: torch.optim.Adam(parameters, lr=0.01)
    return {"model": net, "loss": nn.CrossEntropyLoss(), "batch": batch, "optimizer": adam}

def broken():
    setup = sound()
    setup["model"].append(nn.Softmax(dim=1))
    return setup
"""


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    return CliRunner().invoke(cli, ["check", *arguments])


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return the folder of a program that uses PyTorch."""
    pytest.importorskip("torch", reason="PyTorch is not installed")
    (tmp_path / "digits_of_check.py").write_text(SETUP)
    return tmp_path


def test_a_sound_network(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It passes, and what was filled can be read back."""
    done = run(program, monkeypatch, "digits_of_check:sound", "-o", "project.yaml")
    assert done.exit_code == 0, done.output
    assert "The real batch: loss" in done.output
    report = Advisor().advise(program / "project.yaml")
    assert "OB003" in {each.rule for each in report.conclusions}


def test_a_broken_network(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong is told, and the exit status says so; as JSON, too."""
    done = run(program, monkeypatch, "digits_of_check:broken", "--steps", "60", "--format", "json")
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert "LF001" in {each["rule"] for each in answer["report"]["conclusions"]}
    assert answer["descriptor"]["model"]["last_activation"] == "softmax"
    text = run(
        program, monkeypatch, "digits_of_check:broken", "--steps", "5", "--format", "markdown"
    )
    assert "LF001" in text.output


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def setup():\n    return 1 / 0\n", "broken_0.py:2: M009 setup failed: ZeroDivisionError"),
        ("def setup():\n    raise SystemExit(3)\n", "M009 the code ended itself"),
        ("def setup():\n    return 3\n", "not a int"),
        ("setup = 3\n", "is a int, not a function"),
        ("def setup(:\n", "M009 setup failed: SyntaxError"),
        ("other = 3\n", "M009 setup failed: AttributeError"),
    ],
    ids=["fails", "ends", "no mapping", "no function", "no program", "no such name"],
)
def test_setups_that_fail(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    message: str,
    request: pytest.FixtureRequest,
) -> None:
    """One line says why, with exit status 2 and no traceback."""
    name = f"broken_{request.node.callspec.indices['code']}"
    (tmp_path / f"{name}.py").write_text(code)
    done = run(tmp_path, monkeypatch, f"{name}:setup")
    assert done.exit_code == 2
    assert message in done.output
    assert "Traceback" not in done.output


def test_without_numpy_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules['numpy'] = None; sys.argv = ['advisor', 'check', 'train:setup']; "
        "from advisor.cli import main; main()"
    )
    command = [sys.executable, "-c", program]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "nn-advisor[torch]" in told.stderr

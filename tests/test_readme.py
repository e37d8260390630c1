import difflib
import os
import re
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.api import create_app
from docs.readme import blocks, render

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = list(blocks(README))


def test_the_output_shown_is_the_output_of_today() -> None:
    today = render(README, ROOT)
    diff = list(difflib.unified_diff(README.split("\n"), today.split("\n"), lineterm="", n=0))
    if diff:
        pytest.fail("README.md is stale; run scripts/docs\n" + "\n".join(diff), pytrace=False)


@pytest.mark.parametrize("kind", ["sh", "console", "python", "text", "yaml"])
def test_the_tour_has_every_kind_of_block(kind: str) -> None:
    assert any(block.kind == kind for block in BLOCKS)


def test_the_scripts_named_exist() -> None:
    lines = [
        line.split() for block in BLOCKS if block.kind == "sh" for line in block.body.split("\n")
    ]
    words = [word for line in lines for word in line if word.startswith(("scripts/", "examples/"))]
    assert "scripts/advise" in words
    assert "scripts/test" in words
    for word in words:
        assert (ROOT / word).is_file()
        assert os.access(ROOT / word, os.X_OK) or not word.startswith("scripts/")


def test_every_operation_has_an_example_with_curl() -> None:
    commands = [each for block in BLOCKS if block.kind == "console" for each in block.commands]
    asked = " ".join(command for command in commands if "curl" in command)
    paths = [path for path in create_app(Advisor()).openapi()["paths"] if _answers_programs(path)]
    assert "/v1/advise" in paths
    assert not [path for path in paths if not re.search(_address(path), asked)]


def _answers_programs(path: str) -> bool:
    return path.startswith("/v1/") or path in {"/healthz", "/readyz", "/metrics"}


def _address(path: str) -> str:
    return ":8000" + re.sub(r"{\w+}", r"\\w+", path) + r"(?![\w/-])"

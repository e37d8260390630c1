"""The front door: a few names, imported when they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import advisor

STUB = Path(advisor.__file__).with_name("__init__.pyi")


def test_stub_and_package_offer_the_same_names() -> None:
    """Type checkers see what is there, sorted."""
    tree = ast.parse(STUB.read_text())
    (names,) = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    assert ast.literal_eval(names) == advisor.__all__ == sorted(advisor.__all__)


@pytest.mark.parametrize("name", advisor.__all__)
def test_every_name_can_be_used(name: str) -> None:
    """Each public name is found and listed."""
    assert getattr(advisor, name).__name__.rpartition(".")[2] == name  # batch is a room, too
    assert name in dir(advisor)


def test_other_names_do_not_exist() -> None:
    """A name that nobody offers is an error as for any module."""
    with pytest.raises(AttributeError, match="has no attribute 'Adviser'"):
        advisor.Adviser  # type: ignore[attr-defined]  # noqa: B018


def test_import_is_light() -> None:
    """Importing the package loads no library."""
    code = "import sys, advisor; print(*{'pydantic', 'fastapi', 'yaml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == ""


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    """A short log is diagnosed without them."""
    code = (
        "import sys; from advisor import Advisor; Advisor().diagnose({'loss': [2.0, 1.0, 0.5]});"
        "print(*{'numpy', 'matplotlib', 'plotille', 'polars', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == ""

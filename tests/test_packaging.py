import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def project() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return found


def _folders_on_disk() -> set[str]:
    inside = {path.parent for path in (ROOT / "advisor").rglob("__init__.py")}
    names = {".".join(path.relative_to(ROOT).parts) for path in inside}
    return names | {"advisor.api", "advisor.rules"}


def test_the_packages_named_are_the_folders_on_disk(project: dict[str, dict[str, object]]) -> None:
    setuptools = project["tool"]["setuptools"]
    assert isinstance(setuptools, dict)
    assert setuptools["packages"] == sorted(_folders_on_disk())


@pytest.mark.parametrize("folder", ["api", "rules"])
def test_the_top_level_folders_are_flat_packages(folder: str) -> None:
    assert (ROOT / folder / "__init__.py").is_file()
    below = [path.name for path in (ROOT / folder).iterdir() if path.is_dir()]
    assert set(below) <= {"__pycache__"}


def test_the_rules_folder_holds_data_only() -> None:
    suffixes = {path.suffix for path in (ROOT / "rules").iterdir() if path.is_file()}
    assert suffixes <= {".py", ".yaml"}
    assert [path.name for path in (ROOT / "rules").glob("*.py")] == ["__init__.py"]


def test_the_version_installed_is_the_one_of_the_checkout(
    project: dict[str, dict[str, object]],
) -> None:
    assert version("nn-advisor") == project["project"]["version"]


def test_every_dependency_is_pinned_and_justified(project: dict[str, dict[str, object]]) -> None:
    pinned = (ROOT / "constraints.txt").read_text().lower()
    contributing = (ROOT / "CONTRIBUTING.md").read_text().lower()
    dependencies = project["project"]["dependencies"]
    assert isinstance(dependencies, list)
    for dependency in dependencies:
        name = dependency.split(">")[0].split("=")[0].lower()
        assert f"\n{name}==" in pinned
        assert f"| {name} |" in contributing


def test_the_constraints_hold_no_addresses() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text()

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import advisor

ROOT = Path(__file__).parent.parent
LIBRARY = sorted((ROOT / "advisor").rglob("*.py"))
MODULES = [*LIBRARY, *sorted((ROOT / "api").glob("*.py"))]
LIMIT = 400

# Modules too heavy for the start of the command line, and who may import them then.
HEAVY = {"fastapi", "uvicorn", "starlette", "rich"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _importers(*packages: str) -> set[str]:
    return {
        _name(path)
        for path in MODULES
        for name in _imports(path)
        if any(name == package or name.startswith(f"{package}.") for package in packages)
    }


def test_the_library_never_imports_http() -> None:
    assert not {path for path in _importers("advisor.api") if path.startswith("advisor/")}


def test_nobody_uses_the_bare_names_of_the_top_level_folders() -> None:
    assert not _importers("api", "rules")


def test_only_the_session_imports_the_engine() -> None:
    allowed = {"advisor/inference/session.py", "advisor/inference/engine_import.py"}
    assert _importers("durable_rules_engine") <= allowed
    assert not _importers("durable")


def test_only_the_source_room_imports_yaml() -> None:
    assert {path.rpartition("/")[0] for path in _importers("yaml")} <= {"advisor/source"}


def test_no_import_hides_behind_type_checking() -> None:
    assert not [_name(path) for path in MODULES if "TYPE_CHECKING" in path.read_text()]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LIMIT


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_are_named_for_what_they_hold(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "helper", "manager", "base", "common"}


def test_the_front_door_is_sorted_and_complete() -> None:
    assert advisor.__all__ == sorted(advisor.__all__)
    for name in advisor.__all__:
        assert getattr(advisor, name) is not None
    visible = {
        name
        for name, value in vars(advisor).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("advisor")
    }
    assert visible == set(advisor.__all__)


def test_type_checkers_see_the_same_front_door() -> None:
    stub = ast.parse((ROOT / "advisor" / "__init__.pyi").read_text())
    imported = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    names = {alias.asname or alias.name for node in imported for alias in node.names}
    assert names == set(advisor.__all__)


@pytest.mark.parametrize("statement", ["import advisor", "import advisor.cli"])
def test_importing_stays_light(statement: str) -> None:
    code = f"{statement}; import sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(run.stdout.split())

"""The shipped rule base is kept once it was checked, and read anew as soon as anything changes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from advisor import Advisor
from advisor import service as service_module
from advisor.rulebase import RuleBaseCache, cache, load
from advisor.rulebase.files import shipped_folder

PROJECT = {"problem": {"task": "binary_classification"}}


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped files with a place of its own to keep them."""
    folder = tmp_path / "rules"
    shutil.copytree(shipped_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    for module in ("cache", "loader"):
        monkeypatch.setattr(f"advisor.rulebase.{module}.shipped_folder", lambda: folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return folder


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("*"))


def test_second_advisor_does_not_read_again(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Advisor().advise(PROJECT).to_json()
    assert [file.suffix for file in kept(rules)] == [".pickle"]
    monkeypatch.setattr(service_module, "load", _refuse)
    assert Advisor().advise(PROJECT).to_json() == first


def test_kept_rule_base_says_the_same(rules: Path) -> None:
    read, profile = load()
    store = RuleBaseCache()
    store.store(read, profile)
    found = RuleBaseCache().fetch()
    assert found is not None
    assert repr(found[0]) == repr(read)  # NaN in an example is not equal to itself
    assert found[1] == profile
    with pytest.raises(TypeError):
        found[0].rules["XX999"] = None  # type: ignore[index]


def test_changed_rule_file_is_read(rules: Path) -> None:
    before = Advisor().rulebase
    file = rules / "last_layer.yaml"
    file.write_text(file.read_text().replace("Two classes call for", "Two classes want"))
    after = Advisor().rulebase
    assert after.rules["LL001"].message != before.rules["LL001"].message
    assert after.hash != before.hash


def test_changed_module_is_noticed(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Advisor()
    assert RuleBaseCache().fetch() is not None
    known = list(cache._modules())
    monkeypatch.setattr(cache, "_modules", lambda: [*known[1:], known[0] + b"1"])
    assert RuleBaseCache().fetch() is None


def test_all_modules_count() -> None:
    told = b"\n".join(cache._modules()).decode()
    assert all(f"/{name}.py " in told for name in ("service", "loader", "session", "plain"))


def test_rules_that_changed_meanwhile_are_not_kept(rules: Path) -> None:
    store = RuleBaseCache()
    file = rules / "last_layer.yaml"
    file.write_text(file.read_text().replace("Two classes call for", "Two classes want"))
    store.store(*load())
    assert not kept(rules)


@pytest.mark.parametrize("damage", ["cut", "bent", "empty"])
def test_damaged_file_is_not_trusted(rules: Path, damage: str) -> None:
    report = Advisor().advise(PROJECT).to_json()
    (file,) = kept(rules)
    whole = file.read_bytes()
    bent = whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]
    file.write_bytes({"cut": whole[:-1], "bent": bent, "empty": b""}[damage])
    assert RuleBaseCache().fetch() is None
    assert Advisor().advise(PROJECT).to_json() == report
    assert file.read_bytes()[:64] == whole[:64]


def test_nothing_is_written_where_python_writes_nothing(
    rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    Advisor()
    assert not kept(rules)


def test_prefix_of_compiled_modules_is_kept_to(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere"))
    Advisor()
    assert not kept(rules)
    assert list((tmp_path / "elsewhere").rglob("rulebase.*.pickle"))


def test_folder_that_cannot_be_written_is_no_fault(rules: Path) -> None:
    (rules / "__pycache__").write_text("a file in its place")
    assert Advisor().advise(PROJECT).conclusions


def test_file_that_cannot_be_replaced_leaves_nothing_behind(rules: Path) -> None:
    place = RuleBaseCache()._path
    place.mkdir(parents=True)
    assert Advisor().advise(PROJECT).conclusions
    assert kept(rules) == [place]


def test_further_rules_are_always_read(rules: Path, tmp_path: Path) -> None:
    Advisor()
    more = tmp_path / "more.yaml"
    more.write_text("schema: 1\nkind: profile\ndisable:\n  - {rule: LL001, reason: Not ours.}\n")
    assert "LL001" not in Advisor(rules=[more]).rulebase.rules
    assert "LL001" in Advisor().rulebase.rules


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("the rule files were read again")

"""What a loaded rule base is: ordered, immutable, adjustable without harm to the original."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor import RuleBaseError, UnknownNameError
from advisor.rulebase import RuleBase, adjust, load

SHIPPED, _ = load()


def sound(write_rules: Callable[..., Path], *edits: tuple[str, str, str]) -> RuleBase:
    """Load the sound rule base with some edits."""
    return load([write_rules(*edits)], shipped=False)[0]


def test_topics_stand_after_those_they_build_on() -> None:
    """Strata: what a topic reads of others has been concluded before."""
    seen: set[str] = set()
    for topic in SHIPPED.topics.values():
        seen.add(topic.name)
        for name in (*topic.inputs, *topic.review.values()):
            producer, symbols = SHIPPED.derived.get(name, (topic.name, ("",)))
            assert producer in seen
            assert symbols
    assert list(SHIPPED.rules) == [r.id for t in SHIPPED.topics.values() for r in t.rules]


def test_rule_base_cannot_be_changed() -> None:
    """Neither what it holds nor what its rules say."""
    rule = next(iter(SHIPPED.rules.values()))
    for changing in (SHIPPED, rule, next(iter(SHIPPED.topics.values()))):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(changing, dataclasses.fields(changing)[0].name, None)
    for mapping in (SHIPPED.rules, SHIPPED.topics, SHIPPED.thresholds, rule.when, rule.then):
        with pytest.raises(TypeError, match="does not support item assignment"):
            mapping["other"] = None  # type: ignore[index]


def test_adjusting_leaves_the_original_alone(write_rules: Callable[..., Path]) -> None:
    """What is left out stays out; a second adjustment comes on top of the first."""
    base = sound(write_rules)
    first = adjust(base, {"HD001": "No."}, {"few": 7})
    second = adjust(first, {"HD002": "No."}, {"usual_folds": 3})
    assert second.disabled == {"HD001": "No.", "HD002": "No."}
    assert second.cut_points == {"few": 7, "usual_folds": 3}
    assert [rule.id for rule in second.topics["head"].rules] == ["HD003"]
    assert set(base.rules) - set(second.rules) == {"HD001", "HD002"}
    assert base.cut_points == {"few": 1000, "usual_folds": 5}
    assert adjust(second) == second
    with pytest.raises(UnknownNameError):
        adjust(base, {}, {"many": 1})


def test_provenance_comes_from_the_file_where_the_rule_is_silent(
    write_rules: Callable[..., Path],
) -> None:
    """A rule may cite another document or place than its file; statements stay with theirs."""
    edits = [
        ("plan.yaml", "    updates: [HD002]\n", "    provenance: {locator: page 9}\n"),
        ("head.yaml", "provenance: {statement: S1}", "provenance: {statement: S1, basis: stated}"),
    ]
    base = sound(write_rules, *edits)
    own, other = base.rules["PL001"].provenance, base.rules["HD001"].provenance
    assert (own.document, own.year, own.locator, own.basis) == (
        "paper",
        2021,
        "page 9",
        "interpreted",
    )
    assert (other.statements, other.locator, other.basis) == (("S1",), "page 1", "stated")
    assert base.rules["HD003"].provenance.statements == ()


@pytest.mark.parametrize("spec", ["d", "x", "s", ">{folds}", "nonsense", "c"])
def test_format_that_some_number_refuses_is_refused(
    write_rules: Callable[..., Path], spec: str
) -> None:
    """A message is written for every number, so its format has to take every number."""
    edit = ("head.yaml", "Only {samples} samples", f"Only {{samples:{spec}}} samples")
    with pytest.raises(RuleBaseError, match=r"R116 rules\[1\]\.message: .*how to write a number"):
        sound(write_rules, edit)


@pytest.mark.parametrize("spec", [".3f", ",", ".1%", "g", ">8.2f", "+.2e"])
def test_format_that_takes_every_number_is_accepted(
    write_rules: Callable[..., Path], spec: str
) -> None:
    """Digits, percentages, signs and widths."""
    edit = ("head.yaml", "Only {samples} samples", f"Only {{samples:{spec}}} samples")
    assert sound(write_rules, edit).rules["HD002"].message.startswith(f"Only {{samples:{spec}}}")


@pytest.mark.parametrize(
    "braces", ["{", "}", "{}", "{0}", "{task.x}", "{task[0]}", "{task!}", "{{}"]
)
def test_braces_that_name_nothing_are_refused(
    write_rules: Callable[..., Path], braces: str
) -> None:
    """Whatever the braces of a message hold, it is a fact, a number or a told mistake."""
    edit = ("head.yaml", "Use a sigmoid for {task}.", f"'Use a sigmoid for {braces} .'")
    with pytest.raises(RuleBaseError, match=r"R116 rules\[0\]\.message"):
        sound(write_rules, edit)


@pytest.mark.parametrize("name", ["NOTES.md", "old.yaml.bak", "rules.json"])
def test_other_files_of_a_folder_are_left_alone(
    write_rules: Callable[..., Path], name: str
) -> None:
    """Only YAML files are rule files; folders inside are not searched."""
    folder = write_rules()
    (folder / name).write_text("no: [rule\n")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "more.yaml").write_text("no: [rule\n")
    base, profile = load([folder], shipped=False)
    assert set(base.topics) == {"head", "plan"}
    assert (profile.disable, profile.thresholds) == ({}, {})
    with pytest.raises(RuleBaseError):
        load([folder / "deeper"], shipped=False)
    files = [path for path in folder.iterdir() if path.suffix == ".yaml"]
    assert set(load(files, shipped=False)[0].rules) == set(base.rules)

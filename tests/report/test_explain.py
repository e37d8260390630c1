"""Explanations of rules, reasons why not, and comparisons, on shipped rules and small ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, Descriptor
from advisor.descriptor import FIELDS, changed
from advisor.report import Condition, WhyNot
from advisor.rulebase.files import shipped_folder
from tests.facts.projects import projects
from tests.rulebase.conftest import SOUND


@cache
def shipped() -> Advisor:
    """Build the shipped rule base once."""
    return Advisor()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[..., Advisor]]:
    """Build the sound rule base with some texts replaced."""
    made: list[Advisor] = []

    def build(**edits: tuple[str, str]) -> Advisor:
        for name, text in SOUND.items():
            old, new = edits.get(name.removesuffix(".yaml"), ("", ""))
            assert old in text
            (tmp_path / name).write_text(text.replace(old, new, 1))
        made.append(Advisor([tmp_path], shipped=False))
        return made[-1]

    yield build
    for advisor in made:
        advisor.close()


RULES = sorted(shipped().rulebase.rules)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_be_explained(rule: str) -> None:
    """All that the rule file says is told, with its place; what tells it can be found."""
    base = shipped().rulebase
    told, known = shipped().explain(rule), base.rules[rule]
    assert (told.rule, told.name, told.message) == (rule, known.name, known.message)
    assert told.topic_title == base.topics[known.topic].title
    assert [requirement.fact for requirement in told.when] == list(known.when)
    assert set(told.statements) == set(known.provenance.statements)
    assert told.examples
    for requirement in told.when:
        assert requirement.wanted
        if requirement.fact in base.vocabulary.facts:
            assert requirement.path in FIELDS
            assert requirement.question
        else:
            assert (requirement.path, requirement.question) == (None, None)
        for use in requirement.thresholds:
            assert use.value == base.thresholds[use.name].value
            assert use.reason
    path, _, line = told.place.partition(":")
    text = (shipped_folder().parent / path).read_text().splitlines()[int(line) - 1]
    assert text.strip().startswith(f"- id: {rule}")


def test_explanation_shows_outputs_reviews_and_thresholds(
    small: Callable[..., Advisor],
) -> None:
    """A computed output is shown by the name of its quantity."""
    advisor = small(plan=("{step: fold}", "{step: [fold, {quantity: folds}]}"))
    told = advisor.explain("HD002")
    assert told.outputs == {"last_activation": ("softmax",), "scheme": ("k_fold",)}
    assert advisor.explain("PL001").outputs == {"step": ("fold", "{folds}")}
    assert told.reviews == {"last_activation": "last_activation"}
    assert told.updated_by == ("PL001",)
    assert advisor.explain("PL001").updates == ("HD002",)
    assert advisor.explain("PL001").provenance.basis == "interpreted"
    use = {u.name: u for requirement in told.when for u in requirement.thresholds}["few"]
    assert (use.value, use.reason) == (1000, "Below this a single split is noisy.")


def outcome(condition: Condition) -> str:
    """Check one condition and return its status."""
    if condition.status == "unknown":
        assert condition.symbol is None
        assert condition.value is None
    elif condition.status == "holds":
        assert condition.symbol in condition.wanted
    else:
        assert condition.symbol not in condition.wanted
    return condition.status


def check(answer: WhyNot) -> None:
    """Check that the outcome follows from the conditions and the row in the way."""
    statuses = {outcome(condition) for condition in answer.conditions}
    if answer.outcome == "fired":
        assert statuses <= {"holds"}
        assert answer.blocked_by is None
    elif answer.outcome == "not_evaluable":
        assert "fails" not in statuses
        assert "unknown" in statuses or answer.blocked_by
    else:
        assert "fails" in statuses or answer.blocked_by


@settings(deadline=None, max_examples=100)
@given(projects(), st.lists(st.sampled_from(RULES), min_size=1, max_size=8))
def test_why_not_agrees_with_the_report(project: Descriptor, asked: list[str]) -> None:
    """A rule fired, waits or is clear just as the report has it."""
    report = shipped().advise(project)
    fired = {conclusion.rule for conclusion in report.conclusions}
    waiting = {entry.rule for entry in report.not_evaluable}
    base = shipped().rulebase
    for rule in {*asked, *sorted(fired)[:3], *sorted(waiting)[:3]}:
        answer = shipped().why_not(rule, project)
        check(answer)
        if not base.topics[base.rules[rule].topic].internal:
            assert (answer.outcome == "fired") == (rule in fired)
            assert (answer.outcome == "not_evaluable") == (rule in waiting)


ROWS = """\
schema: 1
topic: rows
title: Rows of which the first counts
kind: decision_table
hit_policy: first
internal: true
inputs: [task, size]
outputs: [row]
review: {}
provenance: {document: paper, locator: page 3}
rules:
  - {id: RW001, name: many-few, when: {task: multiclass_classification, size: small},
     then: {row: one}, message: The first row.}
  - {id: RW002, name: few-samples, when: {size: small}, then: {row: two}, message: The second.}
  - {id: RW003, name: anything, when: {}, then: {row: three}, message: The last row.}
examples:
  - {name: first, given: {task: multiclass_classification, size: small}, fires: [RW001]}
  - {name: second, given: {task: regression, size: small}, fires: [RW002]}
  - {name: third, given: {size: large}, fires: [RW003]}
  - {name: waits, given: {}, fires: [], asks: [task, size]}
"""
DIGITS = {"task": "multiclass"}
PRICES = {"task": "regression"}


@pytest.mark.parametrize(
    ("problem", "samples", "outcomes"),
    [
        (DIGITS, 10, ["fired None", "clear RW001", "clear RW001"]),
        (PRICES, 10, ["clear None", "fired None", "clear RW002"]),
        (DIGITS, 9999, ["clear None", "clear None", "fired None"]),
        (PRICES, None, ["clear None", "not_evaluable None", "not_evaluable RW002"]),
        ({}, 10, ["not_evaluable None", "not_evaluable RW001", "not_evaluable RW001"]),
    ],
)
def test_row_in_the_way_is_named(
    problem: object, samples: int | None, outcomes: list[str], tmp_path: Path
) -> None:
    """Where only the first hit counts, a row may wait for an earlier one or be passed over."""
    for name, text in {**SOUND, "rows.yaml": ROWS}.items():
        (tmp_path / name).write_text(text)
    told = {"problem": problem, "data": {"n_samples": samples}}
    with closing(Advisor([tmp_path], shipped=False)) as advisor:
        answers = [advisor.why_not(rule, told) for rule in ("RW001", "RW002", "RW003")]
        assert not {c.rule for c in advisor.advise(told).conclusions} & {"RW001", "RW002", "RW003"}
    for answer in answers:
        check(answer)
    assert [f"{answer.outcome} {answer.blocked_by}" for answer in answers] == outcomes


def test_condition_shows_what_was_stated(small: Callable[..., Advisor]) -> None:
    """Measured values, symbols of other topics, and nothing where nothing was stated."""
    told = {"problem": {"task": "multiclass"}, "data": {"n_samples": 10}}
    task, size = small().why_not("HD003", told).conditions
    assert (task.value, task.symbol, task.status) == (
        "multiclass",
        "multiclass_classification",
        "holds",
    )
    assert (size.value, size.path, size.wanted) == (10, "data.n_samples", ("large",))
    scheme, choice = small().why_not("PL001", told).conditions
    assert (scheme.fact, scheme.symbol, scheme.path) == ("scheme", "k_fold", None)
    assert (choice.symbol, choice.status, choice.value) == ("open", "holds", None)
    nothing, _ = small().why_not("PL001", {"problem": {"task": "binary"}}).conditions
    assert (nothing.symbol, nothing.status, nothing.value) == (None, "fails", None)


@settings(deadline=None, max_examples=60)
@given(projects(), st.data())
def test_comparison_is_the_difference_of_two_reports(
    project: Descriptor, data: st.DataObject
) -> None:
    """Gained, lost and changed add up; a change taken back is the opposite change."""
    other = data.draw(projects())
    fields = {path: path_value(other, path) for path in FIELDS if path not in ("schema", "name")}
    given = {path: value for path, value in fields.items() if value is not None}
    paths = data.draw(st.lists(st.sampled_from(sorted(given)), unique=True)) if given else []
    changes = {path: given[path] for path in paths}
    told = shipped().what_if(project, changes)
    before = {c.rule: c for c in shipped().advise(project).conclusions}
    after = {c.rule: c for c in shipped().advise(changed(project, changes)).conclusions}
    assert {c.rule for c in told.gained} == set(after) - set(before)
    assert {c.rule for c in told.lost} == set(before) - set(after)
    differ = {rule for rule in set(before) & set(after) if before[rule] != after[rule]}
    assert {change.rule for change in told.changed} == differ
    back = {path: path_value(project, path) for path in changes}
    undone = shipped().what_if(changed(project, changes), back)
    assert {c.rule for c in undone.gained} == {c.rule for c in told.lost}
    assert {c.rule for c in undone.lost} == {c.rule for c in told.gained}


def path_value(descriptor: Descriptor, path: str) -> object:
    """Return what a descriptor states at a path."""
    value: object = descriptor
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def test_no_change_is_no_difference() -> None:
    """A broken number in the evidence equals itself."""
    told = {"history": {"train_loss": [1.0, 2.0, float("nan"), float("inf")]}}
    same = shipped().what_if(told, {})
    assert (same.gained, same.lost, same.changed) == ((), (), ())

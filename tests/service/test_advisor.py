"""The Advisor's verbs, on the shipped rules and on small ones of our own."""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, Descriptor, DescriptorError, Report, RuleBaseError, UnknownNameError
from advisor.descriptor import FIELDS, from_mapping, nested
from tests.facts.projects import projects
from tests.rulebase.conftest import SOUND

ADVISOR = Advisor()
SPAM = {"name": "spam", "problem": {"task": "binary_classification"}}
SEVERITIES = ["error", "warning", "info"]
KINDS = ["diagnosis", "finding", "recommendation", "good_sign"]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write rule files, by default the sound ones, and return their folder."""

    def write_files(**texts: str) -> Path:
        for name, text in (texts or {n.removesuffix(".yaml"): t for n, t in SOUND.items()}).items():
            (tmp_path / f"{name}.yaml").write_text(text)
        return tmp_path

    return write_files


@settings(deadline=None, max_examples=100)
@given(projects())
def test_report_keeps_its_promises(descriptor: Descriptor) -> None:
    """Ranked, explained, cited, and open where fields are missing: whatever is described."""
    report = ADVISOR.advise(descriptor)
    assert Report.model_validate_json(report.to_json()).model_dump() == report.model_dump()
    ranks = [(SEVERITIES.index(c.severity), KINDS.index(c.kind)) for c in report.conclusions]
    assert ranks == sorted(ranks)
    for conclusion in report.conclusions:
        assert conclusion.because
        assert set(conclusion.provenance.statements) <= set(ADVISOR.rulebase.statements)
        assert (conclusion.symptom is not None) == (conclusion.kind == "diagnosis")
        assert "{" not in conclusion.message
    missing = {entry.rule: entry.missing for entry in report.not_evaluable}
    asked = {
        (question.path, rule) for question in report.open_questions for rule in question.decides
    }
    assert asked == {(path, rule) for rule, paths in missing.items() for path in paths}
    assert not set(missing) & {conclusion.rule for conclusion in report.conclusions}


@settings(deadline=None, max_examples=40)
@given(st.lists(projects(), min_size=1, max_size=4))
def test_memory_changes_no_answer(asked: list[Descriptor]) -> None:
    """An advisor that has answered before says, byte for byte, what a new one says."""
    first = [ADVISOR.advise(descriptor).to_json() for descriptor in asked]
    ADVISOR._engine.forget()
    assert [ADVISOR.advise(descriptor).to_json() for descriptor in reversed(asked)] == first[::-1]


def test_two_advisors_agree() -> None:
    """The same rules give the same bytes, through whichever verb and form of descriptor."""
    other = Advisor()
    raw = json.dumps(SPAM).encode()
    texts = {
        ADVISOR.advise_json(raw),
        other.advise_json(raw),
        other.advise(raw).to_json(),
        other.advise(SPAM).to_json(),
        other.advise(from_mapping(SPAM)).to_json(),
    }
    other.close()
    assert len(texts) == 1


def test_descriptor_may_be_a_file(tmp_path: Path) -> None:
    """A path is read, as text or as a path object."""
    path = tmp_path / "spam.json"
    path.write_text(json.dumps(SPAM))
    assert ADVISOR.advise(path) == ADVISOR.advise(str(path)) == ADVISOR.advise(SPAM)


@pytest.mark.parametrize("name", ['say "no"', "{braces}", "naïve ✓ 深", "tab\tand\nline", "\\"])
def test_any_name_is_written_as_json(name: str) -> None:
    """The project's name comes back as it went in."""
    assert json.loads(ADVISOR.advise({"name": name}).to_json())["name"] == name


def test_numbers_that_are_none_are_written_as_words() -> None:
    """A loss that broke stands in the evidence as text, and long series are shortened."""
    losses = [1.0, 0.9, math.nan, math.inf] * 10
    report = ADVISOR.advise({"history": {"train_loss": losses, "kind": "training"}})
    text = report.to_json().decode()
    json.loads(text, parse_constant=pytest.fail)
    assert "diverging" in {conclusion.symptom for conclusion in report.conclusions}
    assert "... 34 more ..." in text


def test_topics_and_sources_restrict_who_speaks() -> None:
    """Only the topics asked for and the documents allowed are heard."""
    report = ADVISOR.advise(SPAM, topics=["last_layer", "metric"])
    assert {c.topic for c in report.conclusions} <= {"last_layer", "metric"}
    modern = ADVISOR.advise(
        {**SPAM, "data": {"modality": "text"}}, sources=["practical-advice", "bert"]
    )
    assert modern.rulebase.sources == ("bert", "practical-advice")
    assert ADVISOR.advise(SPAM, sources=["bert", "bert"]).rulebase.sources == ("bert",)
    assert {c.provenance.document for c in modern.conclusions} == {"bert", "practical-advice"}
    with pytest.raises(UnknownNameError, match="did you mean 'last_layer'"):
        ADVISOR.advise(SPAM, topics=["last_lyer"])
    with pytest.raises(UnknownNameError, match="did you mean 'practical-advice'"):
        ADVISOR.advise(SPAM, sources=["practical_advice"])


def test_explanation_names_everything() -> None:
    """Conditions, thresholds, statements and examples of a rule are told."""
    told = ADVISOR.explain("EV002")
    thresholds = [use.name for requirement in told.when for use in requirement.thresholds]
    assert "holdout_samples" in thresholds
    assert set(told.statements) == {"E2"}
    assert told.examples
    assert told.place.startswith(str(Path(told.place.split(":")[0])))
    updated = ADVISOR.explain("OP001").updated_by
    assert updated
    with pytest.raises(UnknownNameError, match="did you mean 'LL001'"):
        ADVISOR.explain("LL01")


def test_why_not_tells_condition_by_condition() -> None:
    """A rule fires, is clear, or waits; each condition says which."""
    fired = ADVISOR.why_not("LL001", SPAM)
    assert fired.outcome == "fired"
    assert {condition.status for condition in fired.conditions} == {"holds"}
    clear = ADVISOR.why_not("LL004", SPAM)
    assert clear.outcome == "clear"
    assert "fails" in {condition.status for condition in clear.conditions}
    waits = ADVISOR.why_not("LL001", {})
    assert waits.outcome == "not_evaluable"
    assert "unknown" in {condition.status for condition in waits.conditions}
    assert waits.blocked_by is None


def test_why_not_names_the_row_in_the_way(write: Callable[..., Path]) -> None:
    """Where only the first hit counts, the earlier row is named."""
    head = SOUND["head.yaml"].replace("hit_policy: unique", "hit_policy: first")
    texts = {name.removesuffix(".yaml"): text for name, text in SOUND.items()} | {"head": head}
    advisor = Advisor([write(**texts)], shipped=False)
    waiting = advisor.why_not("HD003", {"problem": {"task": "multiclass_classification"}})
    assert (waiting.outcome, waiting.blocked_by) == ("not_evaluable", "HD002")
    advisor.close()


def test_what_if_tells_the_difference() -> None:
    """Conclusions gained, lost and changed; a value or a section may be taken out."""
    change = ADVISOR.what_if(SPAM, {"problem.task": "multiclass_classification"})
    assert "LL001" in {conclusion.rule for conclusion in change.lost}
    assert "LL002" in {conclusion.rule for conclusion in change.gained}
    stated = ADVISOR.what_if(SPAM, {"model.last_activation": "softmax"})
    changed = {entry.rule: entry.after.kind for entry in stated.changed}
    assert changed["LL001"] == "finding"
    emptied = ADVISOR.what_if(SPAM, {"problem": None})
    assert "LL001" in {conclusion.rule for conclusion in emptied.lost}
    assert ADVISOR.what_if(SPAM, {"problem.task": None}) == emptied
    with pytest.raises(DescriptorError, match=r"did you mean 'problem\.task'"):
        ADVISOR.what_if(SPAM, {"problem.tsak": "regression"})


def test_an_answer_decides_what_its_question_said() -> None:
    """The most useful question, once answered, waits no more."""
    question = ADVISOR.advise(SPAM).open_questions[0]
    assert question.choices
    answer = nested({question.path: question.choices[0], "problem.task": "binary_classification"})
    after = ADVISOR.advise(answer)
    assert question.path not in {asked.path for asked in after.open_questions}


def test_field_that_is_really_missing_is_asked_for() -> None:
    """A rule that compares two numbers asks for the one that is not stated yet."""
    told = ADVISOR.advise({"model": {"n_parameters": 10**7}})
    rules = {e.rule: e.missing for e in told.not_evaluable if "data.n_samples" in e.missing}
    assert rules
    assert all("model.n_parameters" not in missing for missing in rules.values())


def test_every_statement_is_covered() -> None:
    """All 99 statements of the document have a rule."""
    covered = [c for c in ADVISOR.coverage() if c.document == "practical-advice"]
    assert len(covered) == 99
    assert all(entry.rules for entry in covered)


def test_rules_may_be_left_out_and_thresholds_moved() -> None:
    """An argument disables a rule with a reason, another moves a cut-point."""
    few = {"data": {"n_samples": 900, "modality": "tabular"}, **SPAM}
    advisor = Advisor(disable={"LL001": "We know."}, thresholds={"holdout_samples": 100})
    found = {conclusion.rule for conclusion in advisor.advise(few).conclusions}
    assert "LL001" not in found
    assert "EV001" in found
    assert "EV002" in {conclusion.rule for conclusion in ADVISOR.advise(few).conclusions}
    advisor.close()


HOUSE = {
    "sources": "schema: 1\nkind: sources\ndocuments:\n"
    "  house-book: {title: The house book, author: All of us, year: 2026}\n",
    "statements": "schema: 1\nkind: statements\ndocument: house-book\nstatements:\n"
    "  HB1: {where: page 1, says: Rankings are read twice.}\n",
    "house": """\
schema: 1
topic: house
title: House rules
kind: heuristics
inputs: [task]
provenance: {document: house-book, locator: page 1}
rules:
  - id: HS001
    name: ranking-read-once
    kind: finding
    when: {task: ranking}
    message: Have the ranking read by somebody else.
    provenance: {statement: HB1}
examples:
  - {name: ranking, descriptor: {problem: {task: ranking}}, fires: [HS001]}
  - {name: other, given: {task: regression}, fires: []}
""",
}


def test_own_rules_join_the_shipped_ones(write: Callable[..., Path]) -> None:
    """A folder of one's own adds a topic, a document and statements."""
    advisor = Advisor([write(**HOUSE)])
    report = advisor.advise({"problem": {"task": "ranking"}})
    assert "HS001" in {conclusion.rule for conclusion in report.conclusions}
    assert "HB1" in {entry.statement for entry in advisor.coverage()}
    advisor.close()


def test_broken_rules_are_never_half_loaded(write: Callable[..., Path]) -> None:
    """One fault, and nothing is loaded; the fault is told with its place."""
    broken = HOUSE["house"].replace("task: ranking}\n    message", "task: rnking}\n    message")
    with pytest.raises(RuleBaseError, match=r"house\.yaml:11:\d+: R104 .*'ranking'"):
        Advisor([write(**{**HOUSE, "house": broken})])


def test_every_choice_offered_is_accepted() -> None:
    """What a question offers can be answered."""
    for question in ADVISOR.advise({}).open_questions:
        if FIELDS[question.path].kind in ("symbol", "boolean"):
            for choice in question.choices:
                from_mapping(nested({question.path: choice}))


def test_what_if_names_every_problem_of_the_changes() -> None:
    """Unknown paths and values that do not fit are told together."""
    changes = {"problem.tsak": 1, "data.n_samples": -1, "": None, "model.last_activation": "sigmo"}
    with pytest.raises(DescriptorError) as refused:
        ADVISOR.what_if(SPAM, changes)
    assert {problem.path for problem in refused.value.problems} == set(changes)


def test_what_if_changes_a_section_before_its_fields() -> None:
    """Whatever the order in which they are told."""
    task = {"problem.task": "regression"}
    wanted = ADVISOR.what_if(SPAM, task)
    assert ADVISOR.what_if(SPAM, {"problem": None, **task}) == wanted
    assert ADVISOR.what_if(SPAM, {**task, "problem": None}) == wanted


def test_unknown_topics_are_named_together() -> None:
    with pytest.raises(UnknownNameError) as unknown:
        ADVISOR.advise(SPAM, topics=["metrc", "metric", "last_layr"])
    assert unknown.value.names == ("metrc", "last_layr")


def test_a_pickled_advisor_answers_alike_without_its_files(write: Callable[..., Path]) -> None:
    """The rules that were read go with it, those that are out and moved cut-points too."""
    folder = write()
    first = Advisor([folder], shipped=False, disable={"HD001": "not here"})
    for file in folder.iterdir():
        file.write_text("broken: [")
    second = pickle.loads(pickle.dumps(first))
    assert second.rulebase.hash == first.rulebase.hash
    assert second.explain("HD001") == first.explain("HD001")
    assert second.advise(SPAM).to_json() == first.advise(SPAM).to_json()

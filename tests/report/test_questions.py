"""Open questions: what is asked, why, and what an answer brings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings

from advisor import Advisor, Descriptor, Report
from advisor.descriptor import FIELDS, changed, from_mapping
from tests.facts.projects import projects
from tests.rulebase.conftest import SOUND

SPARSE: dict[str, dict[str, object]] = {
    "nothing": {},
    "task": {"problem": {"task": "multiclass_classification"}},
    "table": {"problem": {"task": "regression"}, "data": {"modality": "tabular"}},
    "net": {"model": {"architecture": "lstm"}, "data": {"modality": "text"}},
    "gan": {"model": {"architecture": "gan"}},
}


@cache
def shipped() -> Advisor:
    """Build the shipped rule base once."""
    return Advisor()


def waiting(report: Report) -> dict[str, tuple[str, ...]]:
    """Return the fields that each undecided rule waits for."""
    return {entry.rule: entry.missing for entry in report.not_evaluable}


@pytest.mark.parametrize("name", SPARSE)
def test_an_answer_brings_what_its_question_says(name: str) -> None:
    """Each rule that a question decides waits no more for the field after one of the answers."""
    described = from_mapping(SPARSE[name])
    for question in shipped().advise(described).open_questions:
        unsettled = set(question.decides) if question.choices else set()
        for choice in question.choices:
            value = [choice] if FIELDS[question.path].kind == "symbols" else choice
            after = waiting(shipped().advise(changed(described, {question.path: value})))
            unsettled &= {rule for rule, paths in after.items() if question.path in paths}
        assert not unsettled, question.path


@pytest.mark.parametrize("name", SPARSE)
def test_the_question_that_helps_most_comes_first(name: str) -> None:
    """What a topic waits for shares itself out among the fields; the largest sum comes first."""
    report = shipped().advise(SPARSE[name])
    shares: dict[str, float] = {}
    rules = shipped().rulebase.rules
    for _, paths in {(rules[rule].topic, paths) for rule, paths in waiting(report).items()}:
        for path in paths:
            shares[path] = shares.get(path, 0) + 5040 // len(paths)
    ranked = [shares[question.path] for question in report.open_questions]
    assert ranked == sorted(ranked, reverse=True)


def test_choices_are_those_of_the_field() -> None:
    """A question offers the field's symbols, true and false, or leaves the number open."""
    for question in shipped().advise({}).open_questions:
        field = FIELDS[question.path]
        offered = (True, False) if field.kind == "boolean" else tuple(field.symbols)
        assert question.choices == offered
        assert question.question.endswith("?")


STATED: dict[str, tuple[dict[str, object], str, str | None]] = {
    "no augmentation": ({"data": {"augmentation": {"used": False}}}, "AU001", "training.stage"),
    "a flaw less": ({"data": {"duplicates_present": False}}, "DS005", "data.irrelevant_present"),
    "another loss": ({"model": {"loss": "mae"}}, "LF013", None),
    "another loss and head": (
        {"problem": {"n_classes": 9}, "model": {"loss": "mae", "last_activation": "softmax"}},
        "LF006",
        None,
    ),
    "another network": ({"model": {"architecture": "transformer"}}, "NT002", None),
}


@pytest.mark.parametrize("name", STATED)
def test_what_is_stated_is_not_asked_again(name: str) -> None:
    """A stated value that means nothing for a rule leaves it clear, or another field is asked."""
    project, rule, waits_for = STATED[name]
    report = shipped().advise(project)
    missing = waiting(report).get(rule, ())
    assert missing[:1] == ((waits_for,) if waits_for else ())


@settings(deadline=None, max_examples=100)
@given(projects())
def test_no_stated_field_is_asked_for_but_lists_that_are_too_short(project: Descriptor) -> None:
    """Whatever is stated, a question never repeats it; it says when more values are needed."""
    stated = project.model_dump(exclude_none=True, by_alias=True)
    for question in shipped().advise(project).open_questions:
        value: object = stated
        for part in question.path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        more = "more values" in question.question
        assert more == (value is not None), question
        assert isinstance(value, list) == more


@pytest.mark.parametrize(
    ("project", "path", "said"),
    [
        (
            {"history": {"train_loss": [3.0, 2.0]}},
            "history.train_loss",
            "Log more values: 2 so far, 3 needed at least.",
        ),
        (
            {"history": {"train_loss": []}},
            "history.train_loss",
            "Log more values: 0 so far, 1 needed at least.",
        ),
        (
            {"history": {"train_loss": [3.0, 3.0, 3.0]}},
            "history.train_loss",
            "Log more values: 3 so far, 4 needed at least.",
        ),
        ({"problem": {"class_counts": []}}, "problem.class_counts", "Give more values: 0 so far."),
    ],
)
def test_a_list_that_is_too_short_is_asked_for_with_its_length(
    project: dict[str, object], path: str, said: str
) -> None:
    """The question says that more values are needed and how many there are."""
    questions = {q.path: q.question for q in shipped().advise(project).open_questions}
    assert questions[path].endswith(f"? {said}")


def test_a_reason_why_not_names_the_field_that_is_open() -> None:
    """What is stated is shown; what is asked for is another field, or more values."""
    answer = shipped().why_not("LF013", {"model": {"loss": "mae"}})
    (loss,) = [c for c in answer.conditions if c.fact == "loss_family"]
    assert (loss.status, loss.symbol, loss.value) == ("fails", None, "mae")
    answer = shipped().why_not("AU001", {"data": {"augmentation": {"used": False}}})
    (work,) = [c for c in answer.conditions if c.fact == "preprocessing_at_work"]
    assert (work.status, work.path) == ("unknown", "training.stage")
    assert work.question == "How far has the project come?"
    answer = shipped().why_not("TC001", {"history": {"train_loss": [2.0, 1.0]}})
    (trend,) = [c for c in answer.conditions if c.fact == "train_trend"]
    assert (
        trend.question
        == "How does the training loss move? Log more values: 2 so far, 3 needed at least."
    )


@settings(deadline=None, max_examples=60)
@given(projects())
def test_rules_wait_in_the_order_of_the_documents(descriptor: Descriptor) -> None:
    """Undecided rules and what a question decides stand in the order of the rule base."""
    places = {rule: place for place, rule in enumerate(shipped().rulebase.rules)}
    report = shipped().advise(descriptor)
    listed = [[entry.rule for entry in report.not_evaluable]]
    listed += [list(question.decides) for question in report.open_questions]
    for rules in listed:
        assert rules == sorted(set(rules), key=places.__getitem__)
    for entry in report.not_evaluable:
        assert entry.missing
        assert len(set(entry.missing)) == len(entry.missing)


def test_what_a_derived_fact_waits_for_is_asked_instead(tmp_path: Path) -> None:
    """A rule that builds on another topic asks for the fields behind that topic."""
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text)
    advisor = Advisor([tmp_path], shipped=False)
    told = {"problem": {"task": "multiclass_classification"}}
    report = advisor.advise(told)
    advisor.close()
    assert waiting(report)["PL001"] == ("data.n_samples",)
    (question,) = report.open_questions
    assert question.question == "How many samples are there?"
    assert set(question.decides) == {"HD002", "HD003", "PL001"}

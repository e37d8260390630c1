"""Facts told by their names say what the fields behind them would say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from advisor import Advisor, Descriptor, DescriptorError, UnknownNameError
from advisor.descriptor import FIELDS
from advisor.facts import (
    MISSING,
    NEITHER,
    PLACES,
    Fact,
    FactReader,
    Facts,
    Stated,
    facts_given,
)
from tests.facts.projects import projects

ADVISOR = Advisor()
BASE = ADVISOR.rulebase
READER = FactReader(BASE.vocabulary, BASE.cut_points)
PLAIN = [f for f in BASE.vocabulary.facts.values() if f.leading == Stated(f.asks) and not f.many]
MEASURED = [f for f in BASE.vocabulary.facts.values() if f.leading is None]


def told(**facts: object) -> Facts:
    """Take facts by name."""
    return facts_given(BASE.vocabulary, READER, BASE.vocabulary.facts, facts)


def symbol_of(facts: Facts, fact: Fact) -> str | None:
    """Return the symbol that a fact has."""
    code = facts.codes[READER.index[fact.name]]
    return None if code == MISSING else fact.symbols[code]


@settings(deadline=None, max_examples=250)
@given(projects())
def test_every_project_can_be_read(project: Descriptor) -> None:
    """Whatever the numbers: each fact has a symbol of its own, with evidence, or neither."""
    facts = READER.read(project)
    for number, fact in enumerate(BASE.vocabulary.numbered):
        code, evidence = facts.codes[number], facts.evidence[number]
        if evidence is None:
            assert code == MISSING
        elif fact.many:
            assert 0 <= code < 1 << len(fact.symbols)
        else:
            assert (*fact.symbols, NEITHER)[code] == evidence.source.symbol
            assert code >= 0
            assert evidence.source.path in FIELDS


@settings(deadline=None, max_examples=150)
@given(projects())
def test_no_reading_that_could_tell_is_passed_over(project: Descriptor) -> None:
    """Readings are tried when a field is stated; tried without one they tell nothing more."""
    facts = READER.read(project)
    wanted: dict[int, int] = {}
    for number, find in READER._finds:
        found = find(facts)
        if found is not None:
            wanted.setdefault(number, found[0])
    for number, code in wanted.items():
        leading = BASE.vocabulary.numbered[number].leading
        if leading is not None:
            _, evidence = READER._books[number][facts.values[PLACES[leading.path]]]
            if evidence is not READER._blank[number]:
                continue  # the first reading told, and no other counts
        assert facts.codes[number] == code


@settings(deadline=None, max_examples=20)
@given(projects(), projects())
def test_reading_remembers_nothing_of_other_projects(one: Descriptor, other: Descriptor) -> None:
    """A reader that has read before finds the same values as a new one."""
    fresh = FactReader(BASE.vocabulary, BASE.cut_points).read(one)
    READER.read(other)
    again = READER.read(one)
    assert again.codes == fresh.codes
    for found, wanted in zip(again.evidence, fresh.evidence, strict=True):
        assert (found is None) == (wanted is None)
        if found is not None and wanted is not None:
            assert repr(found.value) == repr(wanted.value)
            assert found.source.path == wanted.source.path
            assert repr(found.source.threshold) == repr(wanted.source.threshold)


@pytest.mark.parametrize("fact", PLAIN, ids=lambda fact: fact.name)
def test_name_of_a_fact_and_its_field_tell_the_same(fact: Fact) -> None:
    """What is told by a plain fact's name also reaches the other facts that read its field."""
    symbols = FIELDS[fact.asks].symbols or ("true", "false")
    for symbol in symbols:
        by_name, by_path = told(**{fact.name: symbol}), told(**{fact.asks: symbol})
        assert by_name.codes == by_path.codes
        assert symbol_of(by_name, fact) == symbol


@pytest.mark.parametrize("fact", MEASURED, ids=lambda fact: fact.name)
def test_measured_fact_takes_its_symbols(fact: Fact) -> None:
    """A fact that is measured can be told by any symbol; no field is shown for it."""
    for symbol in fact.symbols:
        facts = told(**{fact.name: symbol})
        evidence = facts.evidence[READER.index[fact.name]]
        assert symbol_of(facts, fact) == symbol
        assert evidence is not None
        assert evidence.source.path is None


def test_truth_may_be_written_in_words() -> None:
    """True, `true` and `True` are one; other words are left to the field to refuse."""
    fact = BASE.vocabulary.facts["duplicates_present"]
    for value in (True, "true", "True", "TRUE"):
        assert symbol_of(told(duplicates_present=value), fact) == "true"
    assert symbol_of(told(duplicates_present=False), fact) == "false"


def test_nothing_told_is_nothing_known() -> None:
    """None for a fact or a field leaves it unknown."""
    assert told(task=None, **{"data.n_samples": None}).codes == told().codes


def test_lists_and_numbers_may_be_written_as_text() -> None:
    """Commas part a list; numbers, broken ones too, are read as the field wants them."""
    facts = told(
        **{
            "problem.class_counts": "90, 10",
            "history.train_loss": "1.5, 1, NaN",
            "training.learning_rate": "1e-3",
            "evaluation.metrics": "f1, recall",
        }
    )
    values = [value for value in facts.values if value is not None]
    assert [90, 10] in values
    assert 0.001 in values
    assert ("f1", "recall") in values
    assert "[1.5, 1.0, nan]" in map(repr, values)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"task": "ranking", "problem.task": "regression"},
         "problem.task: problem.task=regression contradicts task=ranking"),
        ({"problem.task": "regression", "task": "ranking"},
         "problem.task: task=ranking contradicts problem.task=regression"),
        ({"data_amount": "much", "data.n_samples": 10},
         "data_amount: data_amount=much contradicts data.n_samples=10"),
        ({"data.n_samples": "10", "data_amount": "much"},
         "data_amount: data_amount=much contradicts data.n_samples=10"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(facts: dict[str, object], said: str) -> None:
    """A fact told by name and by its field must be told alike; both are named."""
    with pytest.raises(DescriptorError) as refused:
        told(**facts)
    assert str(refused.value) == f"<descriptor>: D007 {said}; tell only one of them"


def test_the_same_may_be_told_twice() -> None:
    """A field, its fact, another spelling and what is left open do not contradict each other."""
    once = told(task="binary_classification").codes
    assert told(task="binary", **{"problem.task": "binary_classification"}).codes == once
    assert told(task="binary", **{"problem.task": None}).codes == once
    assert told(data_amount="much", **{"data.n_samples": 10**7}).codes
    assert told(data_amount="much", task="ranking").codes


def test_every_contradiction_is_told_at_once() -> None:
    """Like everything else that is wrong with what was told."""
    with pytest.raises(DescriptorError) as refused:
        told(
            task="ranking",
            data_amount="much",
            **{"data.n_samples": 10, "problem.task": "regression"},
        )
    assert [problem.code for problem in refused.value.problems] == ["D007", "D007"]


@pytest.mark.parametrize(
    "facts",
    [
        {"task": "binary_classification"},
        {"task": "binary"},
        {"problem.task": "binary_classification"},
    ],
)
def test_fact_is_told_by_symbol_alias_or_path(facts: dict[str, object]) -> None:
    """All ways to say the same give the same."""
    assert told(**facts).codes[READER.index["task"]] == 0


def test_text_is_read_as_the_field_wants_it() -> None:
    """Numbers, lists and truth values may be written as text."""
    asked = ADVISOR.ask("metric", task="binary_classification", balance="90, 10")
    assert "ME002" in [conclusion.rule for conclusion in asked.conclusions]
    assert ADVISOR.ask("evaluation", data_amount="120").conclusions
    assert ADVISOR.ask("data_cleaning", duplicates_present="true").conclusions
    assert ADVISOR.ask("data_cleaning", **{"data.duplicates_present": "true"}).conclusions
    assert ADVISOR.ask("data_cleaning", **{"data.duplicates_present": True}).conclusions
    with pytest.raises(DescriptorError, match="n_samples"):
        ADVISOR.ask("evaluation", data_amount="plenty")
    with pytest.raises(UnknownNameError, match="did you mean 'task'"):
        ADVISOR.ask("metric", tsak="regression")


def test_fact_told_by_symbol_shows_no_field_that_nobody_stated() -> None:
    """A symbol told by a fact's own name is evidence without a path, unless a field says it."""
    report = ADVISOR.ask("metric", task="binary_classification", balance="imbalanced")
    because = {b.fact: b for b in report.conclusions[0].because}
    assert because["task"].path == "problem.task"
    assert because["balance"].path is None
    assert json.loads(report.to_json())["conclusions"][0]["because"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Unknown names, values that do not fit and contradictions stand in one refusal."""
    with pytest.raises(UnknownNameError) as unknown:
        told(tsk="regression", optimzer="adam")
    assert unknown.value.names == ("tsk", "optimzer")
    assert all("did you mean" in said for said in unknown.value.messages)
    with pytest.raises(DescriptorError) as wrong:
        told(
            tsk="regression",
            head_activation="softmaxx",
            **{"data.n_samples": -1, "problem.task": "regression"},
            task="binary_classification",
        )
    assert [problem.path for problem in wrong.value.problems] == [
        "tsk",
        "problem.task",
        "data.n_samples",
        "model.last_activation",
    ]

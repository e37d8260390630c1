"""The task that a target makes, with the readings that compete."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import advisor
from advisor import Profile, TableError

N = 300


def _with(target: Sequence[object], name: str = "y") -> Profile:
    rows = {"x": [float((n * 31) % 97) for n in range(len(target))], name: target}
    return advisor.profile(rows, name)


@pytest.mark.parametrize(
    ("name", "values", "task", "confidence", "competing"),
    [
        ("y", [0, 1], "binary_classification", "high", []),
        ("y", ["no", "yes"], "binary_classification", "high", []),
        ("y", [True, False], "binary_classification", "high", []),
        ("y", [3, 7], "binary_classification", "medium", ["regression"]),
        ("y", ["a", "b", "c"], "multiclass_classification", "high", []),
        ("y", [0, 1, 2], "multiclass_classification", "medium", ["regression"]),
        ("y", [1, 2, 3, 4, 5], "multiclass_classification", "low", ["regression"]),
        ("stars", [1, 2, 3, 4, 5], "multiclass_classification", "low", ["regression"]),
        ("quality", [3, 4, 5, 6, 7, 8], "multiclass_classification", "low", ["regression"]),
        ("class", [1, 2, 3], "multiclass_classification", "medium", ["regression"]),
        ("rooms_count", [1, 2, 3, 4], "regression", "medium", ["multiclass_classification"]),
        ("stage", [101, 205, 309], "multiclass_classification", "medium", ["regression"]),
        ("y", [0.5, 1.25, 7.75], "regression", "medium", ["multiclass_classification"]),
    ],
)
def test_few_values(
    name: str, values: list[object], task: str, confidence: str, competing: list[str]
) -> None:
    found = _with(values * (N // len(values)), name)
    field = found["problem.task"]
    assert (field.value, field.confidence) == (task, confidence)
    assert [other.value for other in field.competing] == competing
    assert [q.choices for q in found.questions] == ([(task, *competing)] if competing else [])


def test_many_numbers_are_a_regression() -> None:
    assert _with(list(range(N)))["problem.task"].value == "regression"
    assert _with([n / 7 for n in range(N)])["problem.task"].confidence == "high"


def test_an_unsure_task_is_offered_and_not_stated() -> None:
    found = _with([1, 2, 3, 4, 5] * 60, "rating")
    assert "problem.task" not in found.stated
    assert "problem.n_classes" not in found.stated
    written = found.to_yaml()
    assert "# task: multiclass_classification" in written
    assert "or task: regression" in written


def test_the_caller_settles_the_task() -> None:
    rows = {"x": [n / 10 for n in range(N)], "rating": [1, 2, 3, 4, 5] * 60}
    numbers = advisor.profile(rows, "rating", task="regression")
    assert numbers.stated["problem.target_range"] == "unbounded"
    assert "problem.class_counts" not in numbers
    classes = advisor.profile(rows, "rating", task="multiclass_classification")
    assert classes.stated["problem.class_counts"] == [60] * 5
    with pytest.raises(advisor.AdvisorError, match="did you mean 'regression'"):
        advisor.profile(rows, "rating", task="regresion")


def test_several_labels_in_a_cell() -> None:
    tags = ["red|small", "green", "red|round", "green|small|round", "round|red", "small"] * 50
    assert _with(tags)["problem.task"].value == "multilabel_classification"
    lists = [tag.split("|") for tag in tags]
    assert _with(lists)["problem.task"].value == "multilabel_classification"


def test_texts_that_hardly_come_back_are_no_sure_classes() -> None:
    assert _with([f"answer {n}" for n in range(N)])["problem.task"].confidence == "low"


def test_a_target_that_never_changes_teaches_nothing() -> None:
    found = _with(["same"] * N)
    assert "problem.task" not in found
    assert "never changes" in found.remarks[0].text


def test_a_target_of_a_usual_name_is_found() -> None:
    assert advisor.profile({"x": [1.5, 2.5] * 9, "Label": ["a", "b"] * 9}).target == "Label"
    found = advisor.profile({"x": [1.5, 2.5] * 9, "z": ["a", "b"] * 9})
    assert found.target is None
    assert found.questions[0].path == "problem.task"


def test_a_wrong_target_names_the_nearest_column() -> None:
    with pytest.raises(TableError, match=r"T006 .*did you mean 'species'"):
        advisor.profile({"species": ["a", "b"] * 9, "x": [1.5, 2.5] * 9}, "specie")


def test_balance_follows_the_threshold_of_the_rules() -> None:
    assert _with(["a"] * 100 + ["b"] * 51)["problem.balance"].value == "balanced"
    assert _with(["a"] * 100 + ["b"] * 49)["problem.balance"].value == "imbalanced"


def test_numbers_in_the_order_of_time_may_be_forecast() -> None:
    days = [f"2024-{1 + n // 28:02d}-{1 + n % 28:02d}" for n in range(N)]
    found = advisor.profile({"day": days, "sold": [n * 7 % 31 / 3 for n in range(N)]}, "sold")
    assert found["problem.task"].value == "regression"
    assert [other.value for other in found["problem.task"].competing] == ["forecasting"]
    assert found.questions[0].choices == ("regression", "forecasting")


def test_classes_in_two_spellings_are_counted_once() -> None:
    found = _with(["yes", "no", "No", "yes"] * 60)
    assert found["problem.task"].value == "binary_classification"
    assert found["problem.class_counts"].value == [120, 120]
    assert "spellings" in found["problem.task"].evidence

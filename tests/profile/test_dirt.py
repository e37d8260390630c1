"""What is wrong with a table is found, said with evidence, and not found where it is not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import advisor
from advisor import Profile

N = 200
CLEAN: dict[str, list[Any]] = {
    "colour": ["yellow", "green"] * (N // 2),
    "weight": [float(20 + (n * 37) % 50) + n / 1000 for n in range(N)],
    "kind": ["a", "b", "b", "a"] * (N // 4),
}


def _profile(**columns: Sequence[object]) -> Profile:
    return advisor.profile({**CLEAN, **columns}, "kind", samples=3)


def _text(profile: Profile) -> str:
    return " ".join(f"{remark.about}: {remark.text}" for remark in profile.remarks)


def test_every_fault_of_the_wines_is_found(wines: Path) -> None:
    found = advisor.profile(wines, "cultivar")
    assert (
        found.stated
        | {
            "problem.task": "multiclass_classification",
            "problem.n_classes": 3,
            "data.irrelevant_present": True,
            "data.duplicates_present": True,
            "data.typos_present": True,
            "data.inconsistent_capitalization": True,
            "data.outliers": "suspected",
            "data.missing_categorical": "untreated",
            "data.missing_numeric": "untreated",
            "data.splittable_features": True,
        }
        == found.stated
    )
    kinds = {column.name: column.kind for column in found.columns}
    assert kinds["wine_id"] == "identifier"
    assert kinds["bottled"] == "date"
    assert kinds["country"] == "constant"
    cellar = next(column for column in found.columns if column.name == "cellar")
    assert cellar.typos == {"Burgandy": "Burgundy"}
    assert cellar.missing == 1
    for field in found.inferred:
        assert field.evidence
        assert field.confidence in ("high", "medium", "low")


def test_a_clean_table_has_no_fault() -> None:
    found = _profile()
    assert (
        found.stated
        | {
            "data.duplicates_present": False,
            "data.typos_present": False,
            "data.inconsistent_capitalization": False,
            "data.outliers": "none",
            "data.missing_categorical": "none",
            "data.missing_numeric": "none",
            "data.splittable_features": False,
        }
        == found.stated
    )
    assert "data.irrelevant_present" not in found
    assert "data.mislabeled_present" not in found


@pytest.mark.parametrize(
    ("rare", "frequent", "slip"),
    [
        ("yelow", "yellow", True),
        ("yellwo", "yellow", True),
        ("yellows", "yellow", True),
        ("mellow", "yellow", True),
        ("yelo", "yellow", False),  # two letters apart
        ("cat", "car", False),  # too short to tell
        ("room 12", "room 13", False),  # digits are names
    ],
)
def test_a_slip_is_one_letter_in_a_long_word(rare: str, frequent: str, slip: bool) -> None:
    found = _profile(colour=[rare] + [frequent, "green"] * (N // 2 - 1) + ["green"])
    assert found["data.typos_present"].value is slip


def test_two_frequent_words_are_no_slip() -> None:
    found = _profile(colour=["marine", "martine"] * (N // 2))
    assert found["data.typos_present"].value is False


@pytest.mark.parametrize("gap", ["", "NA", "n/a", "?", "NaN", None, " - "])
def test_signs_for_a_gap_count_as_missing(gap: str | None) -> None:
    colours = [gap, *CLEAN["colour"][1:]]
    weights = [gap, *map(str, CLEAN["weight"][1:])]
    found = _profile(colour=colours, weight=weights)
    assert found["data.missing_categorical"].value == "untreated"
    assert found["data.missing_numeric"].value == "untreated"


def test_a_class_named_missing_says_that_gaps_are_flagged() -> None:
    table = CLEAN | {"colour": ["Missing", "green"] * (N // 2)}
    found = advisor.profile(table, "kind", samples=0)
    assert found["data.missing_categorical"].value == "flagged"


def test_texts_among_numbers_are_named_and_not_counted_as_gaps() -> None:
    found = _profile(weight=["heavy", *map(str, CLEAN["weight"][1:])])
    assert found["data.missing_numeric"].value == "none"
    assert "no number, such as 'heavy'" in _text(found)


def test_an_outlier_in_a_million_is_still_seen() -> None:
    rows = 60_000
    numbers = [float(n % 97) for n in range(rows)]
    numbers[41_234] = 1e6
    found = advisor.profile({"x": numbers, "y": [n % 2 for n in range(rows)]}, "y")
    assert found.sampled < found.rows
    assert found["data.outliers"].value == "suspected"


def test_a_usual_sign_for_a_gap_among_numbers_is_pointed_out() -> None:
    assert "-999 stands far" in _text(_profile(weight=[-999.0, *CLEAN["weight"][1:]]))


def test_copies_apart_from_the_identifier_are_copies() -> None:
    weights = [*CLEAN["weight"][:-2], *CLEAN["weight"][:2]]
    found = _profile(
        id=list(range(N)),
        weight=weights,
        kind=["a", "b", "b", "a"] * (N // 4 - 1) + ["a", "b", "a", "b"],
    )
    assert "all but identifiers" in found["data.duplicates_present"].evidence


def test_equal_rows_with_other_labels_are_label_problems() -> None:
    weights = [*CLEAN["weight"][:-1], CLEAN["weight"][1]]
    kinds = [*CLEAN["kind"][:-1], "a"]
    found = _profile(weight=weights, kind=kinds)
    assert found["data.mislabeled_present"].value is True
    assert found["data.mislabeled_present"].confidence == "medium"


def test_classes_in_two_spellings_are_label_problems() -> None:
    found = _profile(kind=["a", "b", "b", "A"] * (N // 4))
    assert found["data.mislabeled_present"].confidence == "high"


def test_examples_without_a_label_are_counted() -> None:
    assert "1 example without a label" in _text(_profile(kind=[None, *CLEAN["kind"][1:]]))


def test_a_feature_that_settles_the_target_is_pointed_out() -> None:
    code = [{"a": "x1", "b": "x2"}[kind] for kind in CLEAN["kind"]]
    assert "code: settles the target" in _text(_profile(code=code))
    assert "settles" not in _text(_profile())


def test_rows_in_the_order_of_time() -> None:
    days = [f"2024-{1 + n // 28:02d}-{1 + n % 28:02d}" for n in range(N)]
    found = _profile(day=days)
    assert found["data.time_ordered"].value is True
    assert [other.value for other in found["data.modality"].competing] == ["time_series"]
    mixed = _profile(day=list(reversed(days)))
    assert "data.time_ordered" not in mixed
    assert "data.time_ordered" in [question.path for question in mixed.questions]


@pytest.mark.parametrize(
    "form",
    ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%dT%H:%M:%SZ", "%d %b %Y"],
)
def test_dates_are_read_in_their_usual_forms(form: str) -> None:
    days = pl.datetime_range(pl.datetime(2024, 1, 5), pl.datetime(2024, 7, 22), "1d", eager=True)
    found = _profile(day=days.dt.strftime(form).to_list())
    day = next(column for column in found.columns if column.name == "day")
    assert (day.kind, day.date_format) == ("date", form)


def test_addresses_and_phrases() -> None:
    found = _profile(
        home=[f"{n} Baker Street, London" for n in range(N)],
        note=[f"the parcel number {n} arrived a little late today" for n in range(N)],
    )
    kinds = {column.name: column.kind for column in found.columns}
    assert (kinds["home"], kinds["note"]) == ("address", "text")


def test_a_column_of_phrases_alone_is_text() -> None:
    texts = [f"message {n} says something that nobody said before" for n in range(N)]
    found = advisor.profile({"mail": texts, "kind": CLEAN["kind"]}, "kind")
    assert found["data.modality"].value == "text"


def test_nothing_is_shown_where_no_samples_are_wanted(wines: Path) -> None:
    found = advisor.profile(wines, "cultivar", samples=0)
    written = found.to_json().decode() + found.to_yaml() + found.to_code()
    for value in ("barolo", "Bordeaux", "Burgandy", "W10", "pale"):
        assert value not in written


def test_samples_of_a_column_are_few_and_make_no_rows() -> None:
    keys = [f"k{n:04d}" for n in range(5000)]
    found = advisor.profile(
        {"a": keys, "b": keys[::-1], "y": [n % 2 for n in range(5000)]}, "y", samples=2
    )
    a, b, _ = found.columns
    assert len(a.samples) == 2
    assert keys[0] not in (*a.samples, *b.samples)


def test_moved_thresholds_change_the_judgement() -> None:
    from advisor import Advisor

    strict = Advisor(thresholds={"outlier_fence": 0.1}).rulebase.cut_points
    assert _profile()["data.outliers"].value == "none"
    found = advisor.profile(CLEAN, "kind", thresholds={**strict, "outlier_share_most": 1.0})
    assert found["data.outliers"].value == "suspected"


def test_the_thresholds_of_a_profile_are_those_of_the_rule_base() -> None:
    from advisor import Advisor
    from advisor.profile.limits import Limits, shipped_limits

    assert Limits.of(Advisor().rulebase.cut_points) == shipped_limits()


def test_equal_rows_of_coarse_features_may_be_chance() -> None:
    dice = random.Random(4)
    rows: dict[str, list[object]] = {
        name: [dice.randrange(30) for _ in range(2000)] for name in ("a", "b", "c")
    }
    rows["y"] = [dice.randrange(2) for _ in range(2000)]
    found = advisor.profile(rows, "y")
    assert found["data.duplicates_present"].confidence == "medium"
    assert "chance" in found["data.duplicates_present"].evidence
    assert "data.mislabeled_present" not in found


def test_moments_in_seconds_give_the_order_and_are_no_keys() -> None:
    dice = random.Random(4)
    rows: dict[str, list[object]] = {
        "timestamp": [1_600_000_000 + 60 * n for n in range(N)],
        "load": [dice.random() for _ in range(N)],
        "failure": [dice.randrange(2) for _ in range(N)],
    }
    found = advisor.profile(rows, "failure")
    assert found["data.time_ordered"].value is True
    assert found["data.n_features"].value == 2
    assert found["data.duplicates_present"].value is False


def test_signs_and_thousands_are_parts_of_numbers() -> None:
    found = _profile(
        price=[f"${1000 + 7 * n:,}" for n in range(N)], share=[f"{n % 90}%" for n in range(N)]
    )
    price, share = found.columns[-2:]
    assert (price.kind, price.minimum, price.maximum) == ("number", 1000.0, 2393.0)
    assert (share.kind, share.maximum) == ("number", 89.0)


def test_a_heavy_tail_is_neither_outliers_nor_none() -> None:
    dice = random.Random(1)
    found = _profile(weight=[dice.lognormvariate(0, 1.5) for _ in range(N)])
    assert "data.outliers" not in found
    assert "heavy tail" in _text(found)

"""The tables of scikit-learn give the descriptors that their documentation describes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import advisor
from advisor import Advisor, Profile
from tests.profile.conftest import real_table

TABLES = {
    "iris": ("multiclass_classification", 150, 4, [50, 50, 50]),
    "wine": ("multiclass_classification", 178, 13, [71, 59, 48]),
    "breast_cancer": ("binary_classification", 569, 30, [357, 212]),
    "digits": ("multiclass_classification", 1797, 64, None),
    "diabetes": ("regression", 442, 10, None),
}


@pytest.fixture(scope="module")
def everyone() -> Advisor:
    return Advisor()


@pytest.mark.parametrize("name", TABLES)
def test_task_and_counts_are_right(name: str, everyone: Advisor) -> None:
    task, samples, features, counts = TABLES[name]
    found = advisor.profile(real_table(name), "target")
    assert found["problem.task"].value == task
    assert found["data.n_samples"].value == samples
    assert found["data.n_features"].value == features
    assert found["data.standardized"].value is False
    assert found["data.missing_numeric"].value == "none"
    if counts:
        assert found["problem.class_counts"].value == counts
    report = everyone.advise(found.descriptor())
    told = {concluded.rule for concluded in report.conclusions}
    assert {"regression": "LL004", "binary_classification": "LL001"}.get(task, "LL002") in told


def test_a_target_of_numbers_has_a_range() -> None:
    found = advisor.profile(real_table("diabetes"), "target")
    assert found["problem.target_range"].value == "unbounded"
    assert (found["model.label_min"].value, found["model.label_max"].value) == (25.0, 346.0)
    share = real_table("diabetes").with_columns(pl.col("target") / 400)
    assert advisor.profile(share, "target")["problem.target_range"].value == "unit_interval"


def test_standardized_data_are_recognized() -> None:
    table = real_table("wine")
    names = table.columns[:-1]
    scaled = table.with_columns((pl.col(names) - pl.col(names).mean()) / pl.col(names).std())
    assert advisor.profile(scaled, "target")["data.standardized"].value is True


def test_the_one_duplicate_of_the_irises_is_found() -> None:
    found = advisor.profile(real_table("iris"), "target")
    assert found["data.duplicates_present"].value is True
    assert "1 row" in found["data.duplicates_present"].evidence


def test_pixels_compete_with_a_table() -> None:
    found = advisor.profile(real_table("digits"), "target")
    assert [other.value for other in found["data.modality"].competing] == ["image_2d"]


def _csv(table: pl.DataFrame, path: Path) -> object:
    table.write_csv(path)
    return path


def _semicolons(table: pl.DataFrame, path: Path) -> object:
    table.write_csv(path, separator=";", decimal_comma=True)
    return path


def _parquet(table: pl.DataFrame, path: Path) -> object:
    table.write_parquet(path)
    return path


def _arrow(table: pl.DataFrame, path: Path) -> object:
    table.write_ipc(path)
    return path


def _arrow_stream(table: pl.DataFrame, path: Path) -> object:
    table.write_ipc_stream(path)
    return path


def _json_lines(table: pl.DataFrame, path: Path) -> object:
    table.write_ndjson(path)
    return path


def _json(table: pl.DataFrame, path: Path) -> object:
    table.write_json(path)
    return path


def _pandas(table: pl.DataFrame, path: Path) -> object:
    pandas = pytest.importorskip("pandas", reason="pandas is optional")
    return pandas.DataFrame(table.to_dict(as_series=False))


def _columns(table: pl.DataFrame, path: Path) -> object:
    return table.to_dict(as_series=False)


def _lazy(table: pl.DataFrame, path: Path) -> object:
    return table.lazy()


FORMS = [
    _csv,
    _semicolons,
    _parquet,
    _arrow,
    _arrow_stream,
    _json_lines,
    _json,
    _pandas,
    _columns,
    _lazy,
]


def _found(profile: Profile) -> list[tuple[str, object, str]]:
    return [(field.path, field.value, field.evidence) for field in profile.inferred]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_table_says_the_same(
    form: Callable[[pl.DataFrame, Path], object], tmp_path: Path
) -> None:
    table = real_table("wine")
    whole = advisor.profile(table, "target")
    assert _found(advisor.profile(form(table, tmp_path / "table"), "target")) == _found(whole)


def test_the_types_of_pandas_are_known() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is optional")
    frame = pandas.DataFrame(
        {
            "count": pandas.array([1, None, 3] * 20, dtype="Int64"),
            "size": pandas.Categorical(["small", "large", None] * 20),
            "day": pandas.date_range("2024-01-01", periods=60, tz="UTC"),
            "wait": pandas.to_timedelta(range(60), "s"),
            "member": pandas.array([True, None, False] * 20, dtype="boolean"),
            "word": pandas.array(["x", "y", None] * 20, dtype="string"),
            "paid": [0, 1] * 30,
        }
    )
    found = advisor.profile(frame, "paid")
    assert [(column.kind, column.missing) for column in found.columns] == [
        ("number", 20),
        ("category", 20),
        ("date", 0),
        ("number", 0),
        ("boolean", 20),
        ("category", 20),
        ("number", 0),
    ]
    assert found["data.time_ordered"].value is True

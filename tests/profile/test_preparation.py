"""The code that is written runs, learns from training rows alone, and does what was asked."""

from __future__ import annotations

import importlib.util
import math
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest

import advisor
from tests.profile.conftest import real_table

pytest.importorskip("sklearn", reason="the code that is written needs scikit-learn")


def _module(code: str, folder: Path) -> ModuleType:
    # A name of its own: the compiled form of a file is known by its second and its size.
    path = folder / f"preprocessing_{len(list(folder.iterdir()))}.py"
    path.write_text(code)
    spec = importlib.util.spec_from_file_location("preprocessing", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _prepared(path: Path, target: str, folder: Path) -> tuple[ModuleType, pl.DataFrame]:
    module = _module(advisor.profile(path, target).to_code(), folder)
    return module, module.read(path)


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "digits", "diabetes"])
def test_real_tables_go_through(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.csv"
    real_table(name).write_csv(path)
    module, table = _prepared(path, "target", tmp_path)
    pipeline, training, validation = module.fit(table)
    inputs = pipeline.transform(training)
    rows = table.unique().height
    assert training.height + validation.height == rows
    numbers = [column for column in inputs.columns if column.startswith("numbers__")]
    values = inputs.select(numbers).to_numpy()
    assert np.allclose(values.mean(axis=0), 0, atol=1e-9)
    changing = values.std(axis=0) > 1e-9
    assert np.allclose(values[:, changing].std(axis=0), 1)
    assert np.isfinite(pipeline.transform(validation).to_numpy()).all()


def test_what_comes_out_is_clean_by_the_same_profile(wines: Path, tmp_path: Path) -> None:
    module, table = _prepared(wines, "cultivar", tmp_path)
    pipeline, training, _ = module.fit(table)
    inputs = pipeline.transform(training).with_columns(module.labels(training).alias("cultivar"))
    found = advisor.profile(inputs, "cultivar")
    assert (
        found.stated
        | {
            "problem.task": "multiclass_classification",
            "data.duplicates_present": False,
            "data.missing_numeric": "none",
            "data.missing_categorical": "none",
            "data.inconsistent_capitalization": False,
            "data.splittable_features": False,
        }
        == found.stated
    )
    assert isinstance(found["data.input_max"].value, float)
    assert found["data.input_max"].value < 20


def test_gaps_become_a_class_and_an_indicator(wines: Path, tmp_path: Path) -> None:
    module, table = _prepared(wines, "cultivar", tmp_path)
    pipeline, *_ = module.fit(table)
    everything = pipeline.transform(table)
    gaps = table["magnesium"].str.len_bytes() == 0
    indicator = everything["numbers__missingindicator_magnesium"]
    assert gaps.sum() > 0
    assert (indicator == gaps.cast(pl.Float64)).all()
    assert (everything["numbers__magnesium"].filter(gaps) == 0).all()
    missing = everything["categories__cellar_Missing"]
    assert missing.arg_max() == 60
    assert missing.sum() == 1


def test_outliers_are_flagged_and_kept(wines: Path, tmp_path: Path) -> None:
    module, table = _prepared(wines, "cultivar", tmp_path)
    pipeline, *_ = module.fit(table)
    everything = pipeline.transform(table)
    assert everything["far_out__proline"].arg_max() == 40
    assert everything.height == table.height
    assert everything["numbers__proline"].arg_max() == 40


def test_dates_are_split_and_capitals_merged(wines: Path, tmp_path: Path) -> None:
    module, table = _prepared(wines, "cultivar", tmp_path)
    clean = module.clean(table)
    assert clean["bottled.minute"].to_list()[:3] == [0.0, 1.0, 2.0]
    assert set(clean["depth"].unique()) == {"pale", "medium", "strong"}
    assert {"wine_id", "country"} == set(module.LEFT_OUT)


def test_copies_do_not_stand_on_both_sides(wines: Path, tmp_path: Path) -> None:
    module, table = _prepared(wines, "cultivar", tmp_path)
    _, training, validation = module.fit(table)
    assert training.height + validation.height == 178
    both = pl.concat([training, validation]).drop("wine_id")
    assert both.is_duplicated().sum() == 0


def test_rows_in_the_order_of_time_are_not_shuffled(tmp_path: Path) -> None:
    days = pl.datetime_range(pl.date(2024, 1, 1), pl.date(2024, 4, 9), "1d", eager=True)
    rows = range(len(days))
    sales = pl.DataFrame(
        {"day": days, "x": [n * 7 % 13 for n in rows], "sold": [n / 7 for n in rows]}
    )
    path = tmp_path / "sales.parquet"
    sales.write_parquet(path)
    module, table = _prepared(path, "sold", tmp_path)
    _, training, validation = module.fit(table)
    assert training["day"].max() < validation["day"].min()


def test_center_and_scale_come_from_training_rows_alone(tmp_path: Path) -> None:
    path = tmp_path / "wine.csv"
    real_table("wine").write_csv(path)
    module, table = _prepared(path, "target", tmp_path)
    pipeline, training, validation = module.fit(table)
    mean = pipeline["columns"].named_transformers_["numbers"]["scale"].mean_[0]
    alcohol = training["alcohol"].cast(pl.Float64)
    assert math.isclose(mean, alcohol.mean())
    shifted = pipeline.transform(validation)["numbers__alcohol"]
    assert not math.isclose(shifted.mean(), 0, abs_tol=1e-6)


def test_a_category_that_training_never_saw_is_no_error(wines: Path, tmp_path: Path) -> None:
    module, table = _prepared(wines, "cultivar", tmp_path)
    pipeline, *_ = module.fit(table)
    new = table.head(1).with_columns(cellar=pl.lit("Mosel"))
    assert np.isfinite(pipeline.transform(new).to_numpy()).all()


def test_slips_are_offered_and_not_changed(wines: Path, tmp_path: Path) -> None:
    module, table = _prepared(wines, "cultivar", tmp_path)
    assert module.MEANT == {"cellar": {}}
    assert '# "burgandy": "burgundy"' in Path(str(module.__file__)).read_text()
    assert "burgandy" in module.clean(table)["cellar"].to_list()


def test_the_module_is_a_command(wines: Path, tmp_path: Path) -> None:
    code = tmp_path / "preprocessing.py"
    code.write_text(advisor.profile(wines, "cultivar").to_code())
    run = subprocess.run(
        [sys.executable, "-W", "error", str(code), str(wines), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "178 rows" not in run.stdout
    assert "179 rows: 142 to train on, 36 to validate" in run.stdout
    training = pl.read_parquet(tmp_path / "out" / "training.parquet")
    assert training.height == 142
    assert "target" in training.columns


def test_the_module_is_tidy(wines: Path, tmp_path: Path) -> None:
    code = tmp_path / "preprocessing.py"
    code.write_text(advisor.profile(wines, "cultivar").to_code())
    rules = ["--isolated", "--line-length", "100"]
    for command in (["check", "--select", "E,F,I,B,UP"], ["format", "--check"]):
        check = [sys.executable, "-m", "ruff", *command, *rules, str(code)]
        run = subprocess.run(check, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout


def test_without_a_target_there_is_no_code(wines: Path) -> None:
    with pytest.raises(advisor.AdvisorError, match="--target"):
        advisor.profile(wines).to_code()


@pytest.mark.parametrize(
    "name", ["count", "value", "class", "key", "features", "literal", "y.year"]
)
def test_no_name_of_a_column_is_in_the_way(name: str, tmp_path: Path) -> None:
    days = [f"2024-01-{1 + n % 28:02d}" for n in range(60)]
    path = tmp_path / "table.csv"
    columns = {name: ["a", "b", "c"] * 20, "y": days, "times": [n / 7 for n in range(60)]}
    pl.DataFrame(columns).write_csv(path)
    module, table = _prepared(path, name, tmp_path)
    pipeline, training, _ = module.fit(table)
    assert np.isfinite(pipeline.transform(training).to_numpy()).all()
    found = advisor.profile(path, "times")
    assert found.columns[0].kind == "category"
    _module(found.to_code(), tmp_path).fit(table)


def test_numbers_are_read_as_they_were_profiled(tmp_path: Path) -> None:
    rows = range(0, 120, 3)
    table = pl.DataFrame(
        {
            "price": [f"${1000 + n:,}" for n in rows],
            "share": [f" {n}% " for n in rows],
            "y": [f"{n % 2}" for n in rows],
        }
    )
    plain, german = tmp_path / "plain.csv", tmp_path / "german.csv"
    table.write_csv(plain)
    table.with_columns(price=pl.Series([f"{n},5" for n in rows])).write_csv(german, separator=";")
    module, read = _prepared(plain, "y", tmp_path)
    assert module.clean(read)["price"].to_list() == [1000.0 + n for n in rows]
    assert module.clean(read)["share"].to_list() == [float(n) for n in rows]
    module, read = _prepared(german, "y", tmp_path)
    assert module.clean(read)["price"].to_list() == [n + 0.5 for n in rows]

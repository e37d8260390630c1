"""The module that `--apply` writes, with places for what is known of the table."""

from __future__ import annotations

__all__ = ["TEMPLATE"]

TEMPLATE = '''\
"""Prepare a table for a neural network, as profiled from <<SOURCE>>.

    python THIS_FILE.py TABLE            # fit on the training rows, show what comes out
    python THIS_FILE.py TABLE FOLDER     # and write training.parquet, validation.parquet

Needs: pip install scikit-learn polars

Everything that is computed from values (center, scale, categories, fences) is computed on the
training rows alone and then applied to all others. Change what you know better.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

TARGET = <<TARGET>>
CLASSES = <<CLASSES>>  # whether the target names classes
NUMBERS = <<NUMBERS>>
CATEGORIES = <<CATEGORIES>>
# Name: how the dates are written (None where the file says so itself), whether with a time of day.
DATES = <<DATES>>
PART = <<PART>>  # between the name of a date and that of its part
# Flagged, never changed or removed: outliers are innocent until proven guilty.
SUSPECTED_OUTLIERS = <<SUSPECTED>>
LEFT_OUT = <<LEFT_OUT>>
IDENTIFIERS = <<IDENTIFIERS>>
# Probable slips, in lower case: take away the # of those that are.
MEANT = <<MEANT>>
GAPS = <<GAPS>>
DECIMAL_COMMA = <<DECIMAL_COMMA>>
ORDERED_BY = <<ORDERED_BY>>  # rows stand in this order: train on earlier ones, validate on later

DROP_COPIES = True  # False where equal rows are different examples
VALIDATION_SHARE = 0.2
CATEGORIES_MOST = 50  # rarer ones share one input
FENCE = 3.0  # interquartile ranges


def read(path: str | Path) -> pl.DataFrame:
    """Read a table as it was read when it was profiled."""
    return <<READ>>


def number(cells: pl.Series) -> pl.Series:
    """Make numbers; what is none becomes a gap."""
    if cells.dtype == pl.String:
        cells = cells.str.strip_chars(" \\t$€£¥%")
        if DECIMAL_COMMA:
            cells = cells.str.replace(",", ".", literal=True)
        else:
            cells = cells.str.replace_all(r",(\\d{3}\\b)", "$1")  # 1,250 is no list
    return cells.to_physical().cast(pl.Float64, strict=False).fill_nan(None)


def category(cells: pl.Series) -> pl.Series:
    """Make categories written in one way; signs for a gap become gaps."""
    words = cells.cast(pl.String).str.strip_chars().str.to_lowercase()
    words = words.replace(MEANT.get(cells.name, {}))
    gaps = words.is_in(GAPS)
    return words.set(gaps.fill_null(False), None)


def date_parts(cells: pl.Series, form: str | None, time_of_day: bool) -> list[pl.Series]:
    """Split a date, and a time of day, into numbers."""
    if form is not None:
        cells = cells.str.strip_chars().str.to_datetime(form, strict=False)
    names = ["year", "month", "day", "weekday", *(["hour", "minute"] if time_of_day else [])]
    return [
        getattr(cells.dt, name)().cast(pl.Float64).alias(f"{cells.name}{PART}{name}")
        for name in names
    ]


def clean(table: pl.DataFrame) -> pl.DataFrame:
    """Bring every row into one form; each row by itself, so nothing is learned here."""
    columns = [number(table[name]) for name in NUMBERS]
    columns += [category(table[name]) for name in CATEGORIES]
    for name, (form, time_of_day) in DATES.items():
        columns += date_parts(table[name], form, time_of_day)
    return pl.DataFrame(columns)


class FarOut(TransformerMixin, BaseEstimator):
    """Flag values beyond the fence; the values themselves stay as they are."""

    def __init__(self, fence: float = FENCE) -> None:
        self.fence = fence

    def fit(self, table: pl.DataFrame, y: object = None) -> FarOut:
        values = np.asarray(table, dtype=float)
        low, high = np.nanquantile(values, [0.25, 0.75], axis=0)
        self.low_ = low - self.fence * (high - low)
        self.high_ = high + self.fence * (high - low)
        self.n_features_in_ = values.shape[1]
        return self

    def transform(self, table: pl.DataFrame) -> np.ndarray:
        values = np.asarray(table, dtype=float)
        return ((values < self.low_) | (values > self.high_)).astype(float)

    def get_feature_names_out(self, names: object = None) -> np.ndarray:
        return np.asarray(names if names is not None else SUSPECTED_OUTLIERS, dtype=object)


def pipeline() -> Pipeline:
    """Return the pipeline, not yet fitted; it takes tables as `read` returns them."""
    parts = ["year", "month", "day", "weekday", "hour", "minute"]
    moments = [
        f"{name}{PART}{part}"
        for name, (_, time_of_day) in DATES.items()
        for part in (parts if time_of_day else parts[:4])
    ]
    # Scaled first, so that the zero of a gap is the middle and its indicator stays 0 or 1.
    numbers = Pipeline(
        [
            ("scale", StandardScaler()),
            ("gaps", SimpleImputer(strategy="constant", fill_value=0.0, add_indicator=True)),
        ]
    )
    categories = Pipeline(
        [
            ("gaps", SimpleImputer(missing_values=None, strategy="constant", fill_value="Missing")),
            (
                "one_hot",
                OneHotEncoder(
                    handle_unknown="infrequent_if_exist",
                    max_categories=CATEGORIES_MOST,
                    sparse_output=False,
                ),
            ),
        ]
    )
    steps = [
        ("numbers", numbers, NUMBERS + moments),
        ("categories", categories, CATEGORIES),
        ("far_out", FarOut(), SUSPECTED_OUTLIERS),
    ]
    columns = ColumnTransformer([step for step in steps if step[2]])
    prepared = Pipeline([("clean", FunctionTransformer(clean)), ("columns", columns)])
    return prepared.set_output(transform="polars")


def labels(table: pl.DataFrame) -> pl.Series:
    """Return what is to be predicted: numbers, or classes written in one way."""
    cells = table[TARGET]
    if not CLASSES:
        return number(cells)
    return category(cells) if cells.dtype == pl.String else cells


def usable(table: pl.DataFrame) -> pl.DataFrame:
    """Leave out copies, which could stand in both parts, and examples without a label."""
    if DROP_COPIES:
        subset = [name for name in table.columns if name not in IDENTIFIERS]
        table = table.unique(subset=subset, keep="first", maintain_order=True)
    return table.filter(labels(table).is_not_null())


def split(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return training and validation rows."""
    if ORDERED_BY is not None:
        border = round(table.height * (1 - VALIDATION_SHARE))
        return table[:border], table[border:]
    by_class = labels(table) if CLASSES else None
    if by_class is not None and by_class.alias("class").value_counts()["count"].min() < 2:
        by_class = None
    rows = np.arange(table.height)
    training, validation = train_test_split(
        rows,
        test_size=VALIDATION_SHARE,
        random_state=0,
        stratify=None if by_class is None else by_class.to_list(),
    )
    return table[np.sort(training)], table[np.sort(validation)]


def fit(table: pl.DataFrame) -> tuple[Pipeline, pl.DataFrame, pl.DataFrame]:
    """Return the pipeline fitted on the training rows, these, and the validation rows."""
    training, validation = split(usable(table))
    return pipeline().fit(training), training, validation


def main(path: str, folder: str | None = None) -> None:
    """Fit, show what comes out, and write it where a folder is given."""
    table = read(path)
    prepared, training, validation = fit(table)
    names = prepared["columns"].get_feature_names_out()
    print(f"{table.height} rows: {training.height} to train on, {validation.height} to validate")
    print(f"{len(names)} inputs: {', '.join(names)}")
    for part, rows in (("training", training), ("validation", validation)):
        inputs = prepared.transform(rows)
        flagged = [name for name in names if name.startswith("far_out__")]
        for name in flagged:
            print(f"{part}: {int(inputs[name].sum())} suspected outliers in {name[9:]!r}")
        if folder is not None:
            Path(folder).mkdir(parents=True, exist_ok=True)
            whole = inputs.with_columns(labels(rows).alias("target"))
            whole.write_parquet(Path(folder) / f"{part}.parquet")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
'''

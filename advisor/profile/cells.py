"""What single cells are: signs for a gap, numbers, texts; and what type a column is read as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from advisor.profile.refusal import refuse
from advisor.profile.table import Table

__all__ = ["GAPS", "NUMBER_GAPS", "Reader", "Storage", "is_gap", "readers_of"]

Storage = Literal["number", "text", "boolean", "time", "list", "empty"]

GAPS = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "nil", "?", "<na>", "-"})
"""Texts that stand for a gap in any column, in lower case and stripped."""

NUMBER_GAPS = GAPS | {"none", "missing", "unknown", ".", "--", "#value!", "#div/0!"}
"""Texts that stand for a gap where all other cells are numbers."""

_SIGNS = " \t$€£¥%"
_THOUSANDS = r",(\d{3}\b)"
_KEY_LETTERS = 24
"""From this length on, a number is a key, of which a float would lose digits."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How the cells of one column are read.

    ``number`` holds the expression that makes numbers, with a gap or NaN where a cell is none.
    """

    name: str
    storage: Storage
    number: pl.Expr | None = None


def is_gap(text: str, signs: frozenset[str] = GAPS) -> bool:
    """Whether a text stands for a gap."""
    return text.strip().casefold() in signs


def readers_of(
    table: Table, head: pl.DataFrame, number_share: float, texts: frozenset[str], target: str | None
) -> list[Reader]:
    """Decide how each column is read, by the first batch; ``texts`` names those that are texts.

    Raises:
        TableError: A column other than the target holds lists, or values of no known type.
    """
    readers = []
    nested = []
    for series in head.get_columns():
        if series.dtype == pl.String:
            readers.append(_of_text(series, number_share, series.name in texts, table))
        elif (storage := _storage(series.dtype, series.name == target)) is None:
            nested.append(series.name)
        elif storage == "number":
            readers.append(Reader(series.name, storage, _as_number(series)))
        else:
            readers.append(Reader(series.name, storage))
    if nested:
        _refuse_nested(table, head, nested)
    return readers


def _as_number(series: pl.Series) -> pl.Expr:
    """Return the expression for a column that is one of numbers already."""
    cells = pl.col(series.name)
    if series.dtype in (pl.Float64, pl.Int64):
        return cells  # as it is: a copy would take longer than the counting
    return cells.to_physical().cast(pl.Float64, strict=False)


def _storage(dtype: pl.DataType, is_target: bool) -> Storage | None:
    if dtype.is_numeric() or dtype in (pl.Duration, pl.Time):
        return "number"
    if dtype.is_temporal():
        return "time"
    if isinstance(dtype, pl.List) and is_target and not dtype.inner.is_nested():
        return "list"
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return "text"
    if dtype == pl.Boolean:
        return "boolean"
    return "empty" if dtype == pl.Null else None


def _refuse_nested(table: Table, head: pl.DataFrame, names: Sequence[str]) -> None:
    mixed = [name for name in names if head.schema[name] == pl.Object]
    shown = ", ".join(map(repr, names[:3])) + (" and more" if len(names) > 3 else "")
    if mixed:
        raise refuse("T009", f"mixed or unknown types in {shown}", table.source)
    message = f"lists or objects inside the cells of {shown}; flatten them or leave them out"
    raise refuse("T008", message, table.source)


def _of_text(series: pl.Series, share: float, as_text: bool, table: Table) -> Reader:
    present = series.drop_nulls()
    cells = pl.col(series.name)
    plain = _gaps_out(present)
    if not len(plain):
        return Reader(series.name, "text")
    if not as_text:
        long = (plain.str.strip_chars().str.len_bytes() >= _KEY_LETTERS).mean()
        for number in () if long else _conversions(cells, table.decimal_comma):
            made = plain.to_frame().select(number).to_series()
            if made.count() >= share * len(plain):
                return Reader(series.name, "number", number)
    return Reader(series.name, "text")


def _conversions(cells: pl.Expr, decimal_comma: bool) -> list[pl.Expr]:
    """Return the ways to make numbers of texts, the cheapest first."""
    stripped = cells.str.strip_chars()
    forms = [cells, stripped]
    unsigned = cells.str.strip_chars(_SIGNS)
    if decimal_comma:
        forms.append(unsigned.str.replace(",", ".", literal=True))
    else:
        forms.append(unsigned.str.replace_all(_THOUSANDS, "$1"))
    return [form.cast(pl.Float64, strict=False) for form in forms]


def _gaps_out(present: pl.Series) -> pl.Series:
    """Leave out the texts that stand for a gap."""
    folded = present.str.strip_chars().str.to_lowercase()
    return present.filter(~folded.is_in(list(NUMBER_GAPS)))

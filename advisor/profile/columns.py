"""Say what each column holds, from what was counted of it and from the sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

from advisor.profile.cells import NUMBER_GAPS, is_gap
from advisor.profile.limits import Limits
from advisor.profile.model import Column, Kind
from advisor.profile.names import names_a_key, names_a_time
from advisor.profile.passage import ColumnTally
from advisor.profile.shapes import (
    date_format,
    look_like_keys,
    looks_like_addresses,
    words_on_average,
)
from advisor.profile.spelling import typos, variants

__all__ = ["describe", "merged", "named_counts", "quality_of_keys", "stray_texts"]

_SHOWN = 40

Role = Literal["feature", "target", "left_out"]


def describe(
    tally: ColumnTally, sample: pl.Series, rows: int, limits: Limits, *, target: bool, samples: int
) -> Column:
    """Describe one column; ``samples`` is how many values may be shown."""
    kind, form = _kind(tally, sample, rows, limits, target=target)
    counts = named_counts(tally)
    distinct, estimated = _distinct(tally, sample)
    left_out = kind in ("identifier", "constant", "empty") and not target
    role: Role = "target" if target else "left_out" if left_out else "feature"
    column = Column(
        name=tally.name,
        kind=kind,
        role=role,
        missing=_missing(tally),
        distinct=distinct,
        distinct_is_estimate=estimated,
        date_format=form,
        time_of_day=kind == "date" and ("%H" in form if form else _has_time(sample)),
        samples=_shown(counts, sample, samples),
    )
    if tally.reader.number is not None and kind in ("number", "constant", "identifier"):
        column = column.model_copy(update=_measured(tally, sample, limits))
    if kind == "category" and counts is not None and tally.reader.storage == "text":
        slips = typos(counts, limits.typo_letters_least, limits.typo_ratio_least)
        flagged = any(name.strip().casefold() == "missing" for name in counts)
        update = {"spellings": variants(counts), "typos": slips, "has_class_missing": flagged}
        column = column.model_copy(update=update)
    return column


def named_counts(tally: ColumnTally) -> dict[str, int] | None:
    """Return how often each value occurs, by its name, where all were counted."""
    if tally.counts.found is None:
        return None
    return {_named(value): times for value, times in tally.counts.found.items()}


def merged(counts: Mapping[str, int] | None, spellings: Mapping[str, str]) -> dict[str, int] | None:
    """Return counts with other spellings counted as the usual one."""
    if counts is None:
        return None
    found: dict[str, int] = {}
    for name, times in counts.items():
        usual = spellings.get(name, name)
        found[usual] = found.get(usual, 0) + times
    return found


def stray_texts(tally: ColumnTally) -> dict[str, int]:
    """Return the texts of a column of numbers that neither are numbers nor stand for a gap."""
    return {text: times for text, times in tally.strays.items() if not is_gap(text, NUMBER_GAPS)}


def quality_of_keys(tally: ColumnTally) -> tuple[int, bool] | None:
    """Return about how many different values were sampled, and whether all differ."""
    if tally.keys is None:
        return None
    counts = tally.keys.counts()
    return counts.height * tally.keys.scale, bool((counts["count"] == 1).all())


def _named(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _has_time(sample: pl.Series) -> bool:
    return isinstance(sample.dtype, pl.Datetime)


def _missing(tally: ColumnTally) -> int:
    return tally.missing - sum(stray_texts(tally).values())


def _distinct(tally: ColumnTally, sample: pl.Series) -> tuple[int | None, bool]:
    if tally.counts.found is not None:
        return len(tally.counts.found), False
    if (keys := quality_of_keys(tally)) is not None:
        return keys[0], tally.keys is not None and tally.keys.scale > 1
    return None, False


def _kind(
    tally: ColumnTally, sample: pl.Series, rows: int, limits: Limits, *, target: bool
) -> tuple[Kind, str | None]:
    """Return the kind of a column, and the form of its dates where it holds some."""
    present = rows - tally.missing
    counts = tally.counts.found
    texts = _texts(sample) if tally.reader.storage == "text" else sample
    if tally.reader.storage == "empty" or present <= 0:
        return "empty", None
    if tally.reader.storage == "list":
        return "list", None
    if counts is not None and len(counts) == 1 and present == rows:
        return "constant", None
    if tally.reader.storage == "boolean":
        return "boolean", None
    if tally.reader.storage == "text" and (form := date_format(texts, limits.date_share)):
        return "date", form
    if not target and _is_identifier(tally, texts, present):
        return "identifier", None
    if tally.reader.storage == "time":
        return "date", None
    if tally.reader.number is not None:
        return "number", None
    return _kind_of_text(tally, texts, present, limits, target=target), None


def _kind_of_text(
    tally: ColumnTally, texts: pl.Series, present: int, limits: Limits, *, target: bool
) -> Kind:
    if looks_like_addresses(texts, limits.address_share):
        return "address"
    if target or not len(texts):
        return "category"
    counts = tally.counts.found
    distinct = len(counts) if counts is not None else texts.n_unique()
    whole = present if counts is not None else len(texts)
    come_back = distinct <= limits.category_share_most * whole
    if words_on_average(texts) >= limits.text_words_least and not come_back:
        return "text"
    if come_back or distinct <= limits.outlier_values_least:
        return "category"
    return "text" if words_on_average(texts) > 1 else "identifier"


def _is_identifier(tally: ColumnTally, texts: pl.Series, present: int) -> bool:
    """Whether all values differ, and either the name or the values themselves look like keys."""
    counts, keys = tally.counts.found, quality_of_keys(tally)
    unique = keys[1] if keys is not None else counts is not None and len(counts) == present
    numbers = tally.numbers
    if not unique or present < 2 or numbers.fractional:
        return False
    if tally.reader.number is not None:
        consecutive = numbers.maximum - numbers.minimum + 1 == present
        return names_a_key(tally.name) or (consecutive and not names_a_time(tally.name))
    return tally.reader.storage == "text" and (names_a_key(tally.name) or look_like_keys(texts))


def _measured(tally: ColumnTally, sample: pl.Series, limits: Limits) -> dict[str, object]:
    numbers = tally.numbers
    if not numbers.count:
        return {"integers": False}
    values = sample.drop_nulls()
    found = [values.quantile(share) for share in (0.25, 0.5, 0.75)]
    quartiles = tuple(float(q) for q in found if q is not None)
    whole = len(quartiles) == 3
    centered = abs(numbers.mean) <= limits.centered_within
    return {
        "minimum": numbers.minimum,
        "maximum": numbers.maximum,
        "mean": _rounded(numbers.mean),
        "deviation": _rounded(numbers.deviation),
        "quartiles": quartiles if whole else None,
        "integers": not numbers.fractional,
        "standardized": centered and abs(numbers.deviation - 1) <= limits.spread_within,
    } | (_far_out(tally, values, quartiles, limits) if whole else {})


def _rounded(number: float) -> float:
    """Leave out the digits that depend on the order in which numbers were added."""
    return float(f"{number:.10g}")


def _far_out(
    tally: ColumnTally, values: pl.Series, quartiles: tuple[float, ...], limits: Limits
) -> dict[str, object]:
    """Count sampled values far out, at least one where the extremes of all rows are.

    So many on a side that none of them stands out are a heavy tail.
    """
    low, _, high = quartiles
    reach = (high - low) * limits.outlier_fence
    counts = tally.counts.found
    if reach <= 0 or (counts is not None and len(counts) < limits.outlier_values_least):
        return {}
    found, heavy = 0, False
    for beyond, extreme in (
        ((values < low - reach).sum(), tally.numbers.minimum < low - reach),
        ((values > high + reach).sum(), tally.numbers.maximum > high + reach),
    ):
        if beyond <= max(limits.outlier_share_most * len(values), 1):
            found += max(int(beyond), int(extreme))
        else:
            heavy = True
    return {"suspected_outliers": found, "heavy_tail": heavy}


def _texts(sample: pl.Series) -> pl.Series:
    texts = sample.cast(pl.String).drop_nulls()
    return texts.filter(~texts.str.strip_chars().str.to_lowercase().is_in(["", "na", "nan", "?"]))


def _shown(counts: Mapping[str, int] | None, sample: pl.Series, most: int) -> tuple[str, ...]:
    """Return the most frequent values, or some spread over all in order, cut to a length.

    Never the first ones: those of several columns together would be rows.
    """
    if most <= 0:
        return ()
    if counts is None:
        values = sample.drop_nulls().unique().sort()
        spread = [values[(2 * place + 1) * len(values) // (2 * most)] for place in range(most)]
        return tuple(_named(value)[:_SHOWN] for value in dict.fromkeys(spread))
    usual = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if len(usual) > most and usual[0][1] == 1:
        usual = usual[len(usual) // (2 * most) :: len(usual) // most]
    return tuple(name[:_SHOWN] for name, _ in usual[:most])

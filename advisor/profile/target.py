"""What is to be learned: the target column, the task that it makes, and the other readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.errors import did_you_mean
from advisor.profile.limits import Limits
from advisor.profile.model import Column, Confidence, Reading
from advisor.profile.names import words_of
from advisor.profile.refusal import refuse

__all__ = ["TaskReading", "find_target", "in_order", "read_task"]

_USUAL_NAMES = ("target", "label", "class", "y", "labels", "classes", "outcome", "response")
_CLASS_WORDS = frozenset(
    [
        "class",
        "label",
        "category",
        "categories",
        "species",
        "type",
        "kind",
        "group",
        "cluster",
        "code",
        "digit",
        "target",
    ]
)
_RATING_WORDS = frozenset(
    [
        "rating",
        "score",
        "star",
        "stars",
        "quality",
        "grade",
        "level",
        "rank",
        "point",
        "points",
        "satisfaction",
        "severity",
    ]
)
_AMOUNT_WORDS = frozenset(
    [
        "price",
        "cost",
        "amount",
        "count",
        "number",
        "num",
        "age",
        "year",
        "years",
        "income",
        "salary",
        "sales",
        "demand",
        "quantity",
        "duration",
        "minutes",
        "hours",
        "days",
        "weight",
        "height",
        "length",
        "rings",
        "temperature",
    ]
)


@dataclass(frozen=True, slots=True)
class TaskReading:
    """The task that a target makes; ``task`` is None where nothing can be learned from it."""

    task: str | None
    evidence: str
    confidence: Confidence
    competing: tuple[Reading, ...] = ()


def find_target(names: Sequence[str], wanted: str | None, source: str) -> str | None:
    """Return the column to predict: the one wanted, else one of a usual name.

    Raises:
        TableError: There is no such column; the message names the nearest one.
    """
    if wanted is not None:
        if wanted in names:
            return wanted
        message = f"there is no column {wanted[:60]!r}{did_you_mean(wanted, names)}"
        if "did you mean" not in message:
            shown = ", ".join(repr(name[:40]) for name in names[:8])
            message += f"; the columns are {shown}{' ...' if len(names) > 8 else ''}"
        raise refuse("T006", message, source)
    folded = {name.strip().casefold(): name for name in reversed(names)}
    return next((folded[usual] for usual in _USUAL_NAMES if usual in folded), None)


def read_task(
    column: Column, counts: Mapping[str, int] | None, separator: str | None, limits: Limits
) -> TaskReading:
    """Tell the task by the values of the target."""
    present = sum(counts.values()) if counts else 0
    if column.kind == "list":
        return TaskReading("multilabel_classification", "each example has a list of labels", "high")
    if column.kind == "constant" or (counts is not None and len(counts) < 2):
        return TaskReading(None, "the target never changes, so there is nothing to learn", "high")
    if column.kind == "date":
        evidence = "the target holds dates; predict the time until then as a number"
        return TaskReading("regression", evidence, "low")
    if counts is not None and len(counts) == 2:
        return _two_values(column, counts)
    if column.kind == "number":
        return _numbers(column, counts, present, limits)
    return _texts(column, counts, present, separator)


def in_order(reading: TaskReading, ordered_by: str | None) -> TaskReading:
    """Let forecasting compete where numbers stand in the order of time."""
    if reading.task != "regression" or ordered_by is None:
        return reading
    evidence = f"the rows stand in the order of {ordered_by[:40]!r}, so later ones may be wanted"
    ahead = Reading(value="forecasting", evidence=evidence)
    sure: Confidence = "medium" if reading.confidence == "high" else reading.confidence
    return replace(reading, confidence=sure, competing=(*reading.competing, ahead))


def _two_values(column: Column, counts: Mapping[str, int]) -> TaskReading:
    evidence = "the target has two values"
    if column.spellings:
        evidence += ", other spellings counted with the usual one"
    if column.kind == "number" and sorted(counts) not in (["0", "1"], ["-1", "1"], ["1", "2"]):
        other = Reading(value="regression", evidence="they are numbers, and more may exist")
        return TaskReading("binary_classification", evidence, "medium", (other,))
    return TaskReading("binary_classification", evidence, "high")


def _texts(
    column: Column, counts: Mapping[str, int] | None, present: int, separator: str | None
) -> TaskReading:
    if separator is not None:
        several = f"cells of the target hold several labels parted by {separator!r}"
        whole = Reading(value="multiclass_classification", evidence="each cell as one class")
        return TaskReading("multilabel_classification", several, "medium", (whole,))
    if counts is None or len(counts) * 2 > present:
        number = "too many" if counts is None else str(len(counts))
        evidence = f"the target holds texts, {number} different ones, most of them once"
        other = Reading(value="generation", evidence="the text itself may be what is wanted")
        return TaskReading("multiclass_classification", evidence, "low", (other,))
    evidence = f"the target has {len(counts)} different texts that come back"
    if column.spellings:
        evidence += ", other spellings counted with the usual one"
    return TaskReading("multiclass_classification", evidence, "high")


def _numbers(
    column: Column, counts: Mapping[str, int] | None, present: int, limits: Limits
) -> TaskReading:
    if not column.integers:
        return _fractions(counts, present, limits)
    values = f"{len(counts)} different" if counts else "very many different"
    few = counts is not None and (
        len(counts) <= limits.class_number_most
        and present >= limits.examples_per_class_least * len(counts)
    )
    if counts is None or not few:
        return TaskReading("regression", f"the target holds whole numbers, {values} ones", "high")
    return _whole_numbers(column, counts, limits)


def _fractions(counts: Mapping[str, int] | None, present: int, limits: Limits) -> TaskReading:
    repeats = present / len(counts) if counts else 0
    few = counts is not None and len(counts) <= limits.rating_reach
    if counts is not None and few and repeats >= limits.class_fraction_repeats_least:
        evidence = f"the target holds fractions, yet only {len(counts)} different ones"
        other = Reading(value="multiclass_classification", evidence="few values come back often")
        return TaskReading("regression", evidence, "medium", (other,))
    return TaskReading("regression", "the target holds numbers with fractions", "high")


def _whole_numbers(column: Column, counts: Mapping[str, int], limits: Limits) -> TaskReading:
    """Weigh classes against amounts where few whole numbers come back."""
    values = sorted(int(name) for name in counts)
    span = f"{len(values)} whole numbers from {values[0]} to {values[-1]} come back"
    classes = Reading(value="multiclass_classification", evidence=f"{span}, as classes do")
    amount = Reading(value="regression", evidence=f"{span}, and their order and distance may count")
    from_zero = values == list(range(len(values)))
    rating = values[0] >= 0 and values[-1] <= limits.rating_reach
    words = words_of(column.name)
    if words & _RATING_WORDS and rating:
        return _torn(classes, amount, "the name of the column speaks of a rating")
    if words & _AMOUNT_WORDS:
        return _leaning(amount, classes, f"the name {column.name[:40]!r} speaks of an amount")
    if words & _CLASS_WORDS:
        return _leaning(classes, amount, f"the name {column.name[:40]!r} speaks of classes")
    if from_zero:
        return _leaning(classes, amount, "numbered from zero without a hole, as class codes are")
    if rating:
        return _torn(classes, amount, "a rating looks like this too")
    return _leaning(classes, amount, "few values, each of them often")


def _leaning(first: Reading, other: Reading, why: str) -> TaskReading:
    return TaskReading(str(first.value), f"{first.evidence}; {why}", "medium", (other,))


def _torn(first: Reading, other: Reading, why: str) -> TaskReading:
    return TaskReading(str(first.value), f"{first.evidence}; {why}", "low", (other,))

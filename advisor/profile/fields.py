"""Fill the fields of the descriptor, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from advisor.profile.limits import Limits
from advisor.profile.model import Column, Confidence, Inferred, Reading
from advisor.profile.passage import RowKeys
from advisor.profile.shown import some
from advisor.profile.target import TaskReading

__all__ = ["Seen", "infer"]

_CLASSIFYING = ("binary_classification", "multiclass_classification")


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was seen of a table, ready to be judged.

    ``class_counts`` are those of the target, by class. ``ordered_by`` names the column of
    dates in whose order the rows stand, and ``coincidences`` says how many pairs of rows chance
    alone would give equal features.
    """

    rows: int
    sampled: int
    columns: Sequence[Column]
    target: Column | None
    task: TaskReading | None
    class_counts: Mapping[str, int] | None
    keys: RowKeys
    coincidences: float
    ordered_by: str | None
    limits: Limits
    show_values: bool = True

    def by_chance(self, repeats: int) -> bool:
        """Whether chance accounts for a good part of the repeated features."""
        return self.coincidences >= self.limits.repeats_by_chance * repeats

    @property
    def features(self) -> list[Column]:
        """The columns other than the target."""
        return [column for column in self.columns if column.role != "target"]

    def of_kind(self, *kinds: str) -> list[Column]:
        """Return the features of some kinds."""
        return [column for column in self.features if column.kind in kinds]

    @property
    def numbers(self) -> list[Column]:
        """The features that are numbers and change."""
        return self.of_kind("number")


def infer(seen: Seen) -> Iterator[Inferred]:
    """Yield every field that the table tells something about."""
    if seen.task is not None and seen.target is not None:
        yield from _problem(seen, seen.task, seen.target)
    yield _modality(seen)
    yield Inferred(
        path="data.n_samples", value=seen.rows, evidence="rows counted", confidence="high"
    )
    yield from _features(seen)
    yield from _order(seen)
    yield from _selection(seen)
    yield from _spelling(seen)
    yield from _labels(seen)
    yield from _outliers(seen)
    yield _gaps("data.missing_categorical", seen, seen.of_kind("category", "boolean"), "categories")
    yield _gaps("data.missing_numeric", seen, seen.numbers, "numbers")
    yield from _scale(seen)
    yield _splittable(seen)
    if seen.task is not None and seen.target is not None:
        yield from _label_range(seen, seen.task, seen.target)


def _field(
    path: str,
    value: JsonValue,
    evidence: str,
    confidence: Confidence = "high",
    *competing: Reading,
) -> Inferred:
    return Inferred(
        path=path, value=value, evidence=evidence, confidence=confidence, competing=competing
    )


def _problem(seen: Seen, task: TaskReading, target: Column) -> Iterator[Inferred]:
    if task.task is None:
        return
    yield _field("problem.task", task.task, task.evidence, task.confidence, *task.competing)
    if task.task in _CLASSIFYING and seen.class_counts:
        yield from _classes(seen, seen.class_counts, task.confidence)
    readings = [task.task, *(reading.value for reading in task.competing)]
    if "regression" in readings and target.minimum is not None and target.maximum is not None:
        settled = task.task == "regression"
        inside = target.minimum >= 0 and target.maximum <= 1
        value = "unit_interval" if inside else "unbounded"
        evidence = f"the target goes from {target.minimum:g} to {target.maximum:g}"
        yield _field("problem.target_range", value, evidence, task.confidence if settled else "low")


def _classes(seen: Seen, counts: Mapping[str, int], confidence: Confidence) -> Iterator[Inferred]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    (most, largest), (least, smallest) = ordered[0], ordered[-1]
    yield _field("problem.n_classes", len(counts), "different values of the target", confidence)
    evidence = f"counted; from {largest:,} down to {smallest:,}"
    if seen.show_values:
        evidence = f"from {largest:,} of {_cut(most)} down to {smallest:,} of {_cut(least)}"
    yield _field("problem.class_counts", [times for _, times in ordered], evidence, confidence)
    share = smallest / largest
    balanced = share >= seen.limits.imbalance_ratio
    sign = "at least" if balanced else "less than"
    evidence = (
        f"the smallest class has {share:.2g} times as many examples as the largest, "
        f"{sign} {seen.limits.imbalance_ratio:g}"
    )
    yield _field("problem.balance", "balanced" if balanced else "imbalanced", evidence, confidence)


def _modality(seen: Seen) -> Inferred:
    texts, others = seen.of_kind("text"), [c for c in seen.features if c.role == "feature"]
    if len(texts) == 1 and len(others) <= 2:
        evidence = f"the only input is {_cut(texts[0].name)}, a column of phrases"
        tabular = Reading(value="tabular", evidence="it came as a table")
        return _field("data.modality", "text", evidence, "medium", tabular)
    competing = []
    if seen.ordered_by is not None:
        evidence = f"the rows stand in the order of {_cut(seen.ordered_by)}"
        competing.append(Reading(value="time_series", evidence=evidence))
    side = round(len(seen.features) ** 0.5)
    pixels = seen.features
    if side >= 8 and side * side == len(pixels) and _alike(pixels):
        evidence = f"{side} by {side} columns of the same range look like pixels"
        competing.append(Reading(value="image_2d", evidence=evidence))
    confidence: Confidence = "medium" if competing else "high"
    return _field("data.modality", "tabular", "rows and columns", confidence, *competing)


def _alike(columns: Sequence[Column]) -> bool:
    """Whether columns of whole numbers share a range that begins at zero."""
    if not all(column.integers and column.minimum is not None for column in columns):
        return False
    tops = [column.maximum or 0 for column in columns]
    return min(column.minimum or 0 for column in columns) == 0 and max(tops) <= 65_535


def _features(seen: Seen) -> Iterator[Inferred]:
    usable = [column for column in seen.features if column.kind not in ("identifier", "empty")]
    if not usable:
        return
    aside = [column for column in seen.features if column.kind in ("identifier", "empty")]
    evidence = "columns without the target" if seen.target else "columns counted"
    if aside:
        evidence += f"{', and' if seen.target else ','} without {_names(aside)}"
    categories = [column for column in usable if column.kind == "category"]
    competing = []
    if categories:
        width = len(usable) - len(categories) + sum(c.distinct or 1 for c in categories)
        one_hot = "with one input for each category (one-hot)"
        competing.append(Reading(value=width, evidence=one_hot))
    yield _field("data.n_features", len(usable), evidence, "high", *competing)


def _order(seen: Seen) -> Iterator[Inferred]:
    if seen.ordered_by is not None:
        evidence = f"the rows stand in the order of {_cut(seen.ordered_by)}"
        yield _field("data.time_ordered", True, evidence, "medium")


def _selection(seen: Seen) -> Iterator[Inferred]:
    useless = seen.of_kind("constant", "identifier", "empty")
    if useless:
        said = ", ".join(f"{_cut(column.name)} ({column.kind})" for column in useless[:5])
        more = f" and {len(useless) - 5} more" if len(useless) > 5 else ""
        yield _field("data.irrelevant_present", True, f"columns that tell nothing: {said}{more}")
    yield _duplicates(seen)


def _duplicates(seen: Seen) -> Inferred:
    keys = seen.keys
    over = "all rows compared" if keys.scale == 1 else f"one row in {keys.scale} compared, by hash"
    found = max(keys.copies, keys.copies_but_ids)
    if not found:
        sure: Confidence = "high" if keys.scale == 1 else "medium"
        return _field("data.duplicates_present", False, f"no row occurs twice ({over})", sure)
    but = " in all but identifiers" if keys.copies < keys.copies_but_ids else ""
    about = "" if keys.scale == 1 else "about "
    evidence = f"{about}{some(found, 'row')} occurring before{but} ({over})"
    coarse = seen.by_chance(found)
    if coarse:
        evidence += "; chance brings this about with features this coarse"
    sure = "medium" if coarse or but else "high"
    return _field("data.duplicates_present", True, evidence, sure)


def _spelling(seen: Seen) -> Iterator[Inferred]:
    named = [*seen.of_kind("category"), *([seen.target] if seen.target else [])]
    texts = [column for column in named if column.kind == "category"]
    slips = [(c.name, bad, good) for c in texts for bad, good in c.typos.items()]
    if slips:
        shown = f"{some(len(slips), 'rare spelling')} one letter away from a frequent one, in "
        shown += _join(sorted({name for name, _, _ in slips}))
        yield _field("data.typos_present", True, shown, "medium")
    else:
        sure: Confidence = "medium" if texts else "high"
        evidence = "no rare category is one letter away from a frequent one"
        evidence = evidence if texts else "there is no column of categories"
        yield _field("data.typos_present", False, evidence, sure)
    mixed = [column for column in texts if column.spellings]
    evidence = "no category is written in two ways" if texts else "there is no column of categories"
    if mixed:
        number = sum(len(column.spellings) for column in mixed)
        evidence = (
            f"{some(number, 'spelling')} different in case or blanks alone, in {_names(mixed)}"
        )
    yield _field("data.inconsistent_capitalization", bool(mixed), evidence)


def _labels(seen: Seen) -> Iterator[Inferred]:
    """Say that labels are wrong where it shows; that none shows does not make them right."""
    target, keys = seen.target, seen.keys
    if target is None or seen.task is None or seen.task.task not in _CLASSIFYING:
        return
    if target.spellings or target.typos:
        number = len(target.spellings | target.typos)
        evidence = f"{some(number, 'class', 'classes')} spelt like another class"
        yield _field("data.mislabeled_present", True, evidence, "high")
    elif keys.conflicts and not seen.by_chance(keys.conflicts):
        share = keys.conflicts / seen.rows
        few = share <= seen.limits.conflict_share_most
        evidence = f"{some(keys.conflicts, 'row')} with the same features and different labels"
        if not few:
            evidence += ", so many that the features may not settle the label"
        yield _field("data.mislabeled_present", True, evidence, "medium" if few else "low")


def _outliers(seen: Seen) -> Iterator[Inferred]:
    if not seen.numbers:
        return
    odd = [column for column in seen.numbers if column.suspected_outliers]
    fence = f"{seen.limits.outlier_fence:g} interquartile ranges beyond the quartiles"
    if not odd and any(column.heavy_tail for column in seen.numbers):
        return  # far out lie many; whether some of them are errors, nobody can see
    if not odd:
        evidence = f"no value stands alone more than {fence}"
        yield _field("data.outliers", "none", evidence, "medium")
        return
    evidence = f"single values lie more than {fence}, in {_names(odd)}; look before judging"
    yield _field("data.outliers", "suspected", evidence, "medium")


def _gaps(path: str, seen: Seen, columns: Sequence[Column], what: str) -> Inferred:
    empty = [column for column in columns if column.missing]
    if empty:
        worst = max(empty, key=lambda column: column.missing)
        share = worst.missing / seen.rows
        most = f", most in {_cut(worst.name)}:" if len(empty) > 1 else ":"
        evidence = f"{what} are missing in {_names(empty)}{most} {worst.missing:,} ({share:.1%})"
        return _field(path, "untreated", evidence)
    if not columns:
        return _field(path, "none", f"there is no column of {what}")
    flagged = [column for column in columns if column.has_class_missing]
    if flagged and path.endswith("categorical"):
        evidence = f"a category named Missing stands in {_names(flagged)}"
        return _field(path, "flagged", evidence, "medium")
    return _field(path, "none", f"no gap in {some(len(columns), 'column')} of {what}")


def _scale(seen: Seen) -> Iterator[Inferred]:
    numbers = [column for column in seen.numbers if column.minimum is not None]
    if not numbers:
        return
    low = min(numbers, key=lambda column: column.minimum or 0.0)
    high = max(numbers, key=lambda column: column.maximum or 0.0)
    measured = [c for c in numbers if (c.distinct or 3) > 2]
    off = [column for column in measured if not column.standardized]
    evidence = f"mean 0 and deviation 1 in {some(len(measured), 'column')} of numbers"
    if off or not measured:
        evidence = f"{len(off)} of {some(len(measured), 'column')} not at mean 0 and deviation 1"
    yield _field("data.standardized", bool(measured) and not off, evidence)
    yield _field("data.input_min", low.minimum, f"smallest number, in {_cut(low.name)}")
    yield _field("data.input_max", high.maximum, f"largest number, in {_cut(high.name)}")


def _splittable(seen: Seen) -> Inferred:
    found = seen.of_kind("date", "address", "list")
    if found:
        said = ", ".join(f"{_cut(column.name)} ({column.kind})" for column in found[:5])
        return _field("data.splittable_features", True, f"columns that hold several things: {said}")
    evidence = "no column of dates, addresses or lists"
    return _field("data.splittable_features", False, evidence, "medium")


def _label_range(seen: Seen, task: TaskReading, target: Column) -> Iterator[Inferred]:
    if task.task != "regression" or target.minimum is None or task.confidence == "low":
        return
    evidence = "of the target as it stands in the table"
    yield _field("model.label_min", target.minimum, f"smallest value {evidence}", "medium")
    yield _field("model.label_max", target.maximum, f"largest value {evidence}", "medium")


def _names(columns: Sequence[Column]) -> str:
    return _join([column.name for column in columns])


def _join(names: Sequence[str], most: int = 4) -> str:
    shown = ", ".join(map(_cut, names[:most]))
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _cut(name: str) -> str:
    return repr(name if len(name) <= 40 else f"{name[:37]}...")

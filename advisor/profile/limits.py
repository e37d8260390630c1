"""The cut-points of a profile: where judgement begins, read from the rule files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError
from advisor.source import read_path

__all__ = ["Limits", "shipped_limits"]

_FILES = ("thresholds.yaml", "thresholds_data.yaml")


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds that a profile judges by; what each means stands in rules/."""

    address_share: float
    category_share_most: float
    centered_within: float
    class_fraction_repeats_least: float
    class_number_most: float
    conflict_share_most: float
    date_share: float
    examples_per_class_least: float
    imbalance_ratio: float
    leak_correlation: float
    leak_values_share_most: float
    list_share: float
    number_share: float
    outlier_fence: float
    outlier_share_most: float
    outlier_values_least: float
    rating_reach: float
    repeats_by_chance: float
    rows_in_order_least: float
    sentinel_distance: float
    spread_within: float
    text_words_least: float
    typo_letters_least: float
    typo_ratio_least: float

    @classmethod
    def of(cls, thresholds: Mapping[str, float]) -> Limits:
        """Pick the cut-points of a profile out of all thresholds.

        Raises:
            AdvisorError: One of them is missing.
        """
        names = [field.name for field in fields(cls)]
        if missing := [name for name in names if name not in thresholds]:
            raise AdvisorError(f"thresholds are missing: {', '.join(missing)}")
        return cls(**{name: thresholds[name] for name in names})


@cache
def shipped_limits() -> Limits:
    """Return the cut-points that come with the package."""
    folder = Path(str(resources.files("advisor.rules")))
    values: dict[str, float] = {}
    for name in _FILES:
        entries: Any = read_path(folder / name).data["thresholds"]
        values |= {threshold: entry["value"] for threshold, entry in entries.items()}
    return Limits.of(values)

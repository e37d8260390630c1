"""Sort the series of a run into panels to be drawn, with marks where symptoms begin."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.report.model import HEALTHY, Conclusion

__all__ = ["Mark", "Panel", "Series", "panels_of"]

_PANELS: Mapping[str, tuple[str, ...]] = {
    "loss": ("train_loss", "val_loss", "test_loss", "discriminator_loss", "generator_loss"),
    "accuracy": ("train_accuracy", "val_accuracy", "test_accuracy"),
    "gradient norm": (
        *("gradient_norm", "gradient_norm_first_layer", "gradient_norm_last_layer"),
        *("discriminator_gradient_norm", "generator_gradient_norm"),
    ),
    "learning rate": ("learning_rate",),
}
_WIDE = 100
_SMALLEST, _LARGEST = 1e-30, 1e30


@dataclass(frozen=True, slots=True)
class Series:
    """The finite points of one series, x and y, in order."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """The place on the horizontal axis where a symptom begins."""

    at: float
    symptom: str
    rule: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Series that share an axis, and the marks on them."""

    title: str
    unit: str
    series: tuple[Series, ...]
    marks: tuple[Mark, ...]

    @property
    def logarithmic(self) -> bool:
        """Whether the values span so much that only a logarithmic axis shows them."""
        values = [value for series in self.series for value in series.y]
        return bool(values) and min(values) > 0 and max(values) > _WIDE * min(values)


def panels_of(history: Mapping[str, object], diagnoses: Iterable[Conclusion]) -> list[Panel]:
    """Return the panels of a run that have something to show."""
    found = list(diagnoses)
    panels = []
    for title, names in _PANELS.items():
        series = [_series(name, history) for name in names if isinstance(history.get(name), list)]
        shown = tuple(one for one in series if len(one.x) > 1)
        if shown:
            unit = str(history.get("unit") or "row")
            panels.append(Panel(title, unit, shown, tuple(_marks(names, found))))
    return panels


def _series(name: str, history: Mapping[str, object]) -> Series:
    values, steps = history[name], history.get("steps")
    assert isinstance(values, list)
    counted = steps if isinstance(steps, list) else range(1, len(values) + 1)
    points = [
        (float(x), _drawable(y))
        for x, y in zip(counted, values, strict=False)
        if x is not None and y is not None and math.isfinite(y) and math.isfinite(x)
    ]
    return Series(name, tuple(x for x, _ in points), tuple(y for _, y in points))


def _drawable(value: float) -> float:
    """Return a value as far from zero, and as near to it, as plots can go."""
    size = min(max(abs(value), _SMALLEST), _LARGEST) if value else 0.0
    return math.copysign(size, value)


def _marks(names: tuple[str, ...], diagnoses: list[Conclusion]) -> Iterable[Mark]:
    for conclusion in diagnoses:
        begins = conclusion.begins
        if begins is None or conclusion.symptom is None or conclusion.symptom in HEALTHY:
            continue
        if begins.series.removeprefix("history.") in names:
            yield Mark(begins.at, conclusion.symptom, conclusion.rule)

"""Turn numbers and logged series into single numbers that facts can cut into symbols."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.signals import curves, plain, rows
from advisor.signals.measure import Kind, Measure

__all__ = ["MEASURES", "OPERANDS", "Kind", "Measure"]

MEASURES: Mapping[str, Measure] = {
    "product": Measure(plain.product, ("number", "number"), wording="{} times {}"),
    "ratio": Measure(plain.ratio, ("number", "number"), wording="{} over {}"),
    "difference": Measure(plain.difference, ("number", "number"), wording="{} less {}"),
    "smaller": Measure(plain.smaller, ("number", "number")),
    "larger": Measure(plain.larger, ("number", "number")),
    "first_known": Measure(
        plain.first_known, ("number", "number"), wording="{} or {}", partial=True
    ),
    "natural_log": Measure(plain.natural_log, ("number",)),
    "square": Measure(plain.square, ("number",)),
    "absolute": Measure(plain.absolute, ("number",), wording="size of {}"),
    "smallest_to_largest": Measure(plain.smallest_to_largest, ("series",)),
    "count": Measure(plain.count, ("series",)),
    "distinct": Measure(plain.distinct, ("series",)),
    "non_finite": Measure(plain.non_finite, ("series",), wording="broken values of {}"),
    "sum": Measure(plain.total, ("series",)),
    "minimum": Measure(plain.minimum, ("series",)),
    "maximum": Measure(plain.maximum, ("series",)),
    "first": Measure(plain.first, ("series",)),
    "last": Measure(plain.last, ("series",)),
    "mean": Measure(plain.mean, ("series",)),
    "variance": Measure(plain.variance, ("series",), 2),
    "share_above": Measure(plain.share_above, ("series", "number"), wording="share of {} above {}"),
    "start": Measure(curves.start, ("series",)),
    "level": Measure(curves.level, ("series",)),
    "lowest": Measure(curves.lowest, ("series",), curves.FEWEST),
    "fall": Measure(curves.fall, ("series",), curves.FEWEST),
    "late_fall": Measure(curves.late_fall, ("series",), curves.FEWEST),
    "rebound": Measure(curves.rebound, ("series",), curves.FEWEST),
    "unrest": Measure(curves.unrest, ("series",), curves.FEWEST),
    "span": Measure(curves.span, ("series",), curves.FEWEST),
    "growth": Measure(curves.growth, ("series",), curves.FEWEST),
    "climb": Measure(curves.climb, ("series",), curves.FEWEST),
    "swing": Measure(curves.swing, ("series",), curves.FEWEST),
    "variation": Measure(curves.variation, ("series",), curves.FEWEST),
    "before_training": Measure(rows.before_training, ("series", "series"), wording="{} at step 0"),
    "broken_row": Measure(rows.broken_row, ("series",)),
    "first_row": Measure(rows.first_row, ("series",)),
    "lowest_row": Measure(rows.lowest_row, ("series",), curves.FEWEST),
    "highest_row": Measure(rows.highest_row, ("series",), curves.FEWEST),
    "plateau_row": Measure(rows.plateau_row, ("series",), curves.FEWEST),
    "swing_row": Measure(rows.swing_row, ("series",), curves.FEWEST),
    "gap_row": Measure(rows.gap_row, ("series", "series"), curves.FEWEST),
    "gap": Measure(curves.gap, ("series", "series"), wording="gap from {} to {}"),
}
"""Every measure that a vocabulary file may name."""

OPERANDS: Mapping[str, tuple[Kind, ...]] = {
    name: measure.operands for name, measure in MEASURES.items()
}
"""The kinds of the operands of each measure, in their order."""

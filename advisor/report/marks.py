"""Say of a diagnosis how sure the log makes it, and where in the log it begins."""

from __future__ import annotations

import math
from collections.abc import Iterable

from advisor.descriptor import FIELDS
from advisor.facts import PLACES, Evidence
from advisor.inference import Inference
from advisor.report.evidence import EvidenceWriter, json_text
from advisor.rulebase import Rule, RuleBase

__all__ = ["MarkWriter"]

_STEPS, _UNIT = PLACES["history.steps"], PLACES["history.unit"]


class MarkWriter:
    """Writes the marks of a conclusion: its confidence and its onset."""

    def __init__(self, rulebase: RuleBase, evidence: EvidenceWriter) -> None:
        cuts = rulebase.cut_points
        named = {"high": "points_for_high_confidence", "medium": "points_for_medium_confidence"}
        self._cuts = [(level, cuts[name]) for level, name in named.items() if name in cuts]
        self._vocabulary = rulebase.vocabulary
        self._evidence = evidence

    def write(self, rule: Rule, evidence: Iterable[Evidence | None], inference: Inference) -> bytes:
        """Write the marks of a rule that fired on evidence; nothing where none was measured."""
        known = [piece for piece in evidence if piece is not None]
        supply = self._supply(known, inference)
        if supply is None:
            return b""
        level = next((level for level, least in self._cuts if supply >= least), "low")
        return f',"confidence":"{level}"{self._begins(rule, inference)}'.encode()

    def _supply(self, known: list[Evidence], inference: Inference) -> float | None:
        """Return how many times the values that are needed at least there are, at the scarcest."""
        values = inference.facts.values
        needs = {
            (place, fewest)
            for piece in known
            for part in piece.unfold()
            for place, fewest in part.source.series
        }
        return min((_logged(values[place]) / fewest for place, fewest in needs), default=None)

    def _begins(self, rule: Rule, inference: Inference) -> str:
        if rule.onset is None:
            return ""
        row = self._evidence.reader.number(rule.onset, inference.facts)
        series = next(
            path
            for path in self._vocabulary.fields_behind(rule.onset)
            if FIELDS[path].kind == "series"
        )
        if row is None:
            return ""
        values = inference.facts.values
        at, unit = json_text(_step(values[_STEPS], int(row))), json_text(values[_UNIT])
        return f',"begins":{{"series":"{series}","row":{row:.0f},"at":{at},"unit":{unit}}}'


def _logged(series: object) -> int:
    """Return how many values were logged, broken ones among them."""
    return sum(value is not None for value in series) if isinstance(series, list) else 0


def _step(steps: object, row: int) -> float | int:
    """Return the epoch or step of a row; rows without one are counted from 1."""
    step = steps[row] if isinstance(steps, list) and row < len(steps) else None
    if step is None or not math.isfinite(step):
        return row + 1
    return int(step) if float(step).is_integer() else step

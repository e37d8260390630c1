"""Count what one report says, for the summary of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.batch.tally import Tally
from advisor.report.model import HEALTHY

__all__ = ["count"]

_BY_WEIGHT = ("error", "warning", "info")


def count(tally: Tally, report: Mapping[str, Any]) -> None:
    """Count one report, parsed as far as its open questions."""
    wrong = [c for c in report["conclusions"] if c["kind"] in ("finding", "diagnosis")]
    told = {(c["rule"], c["name"], c["severity"]) for c in wrong if c.get("symptom") not in HEALTHY}
    severities = [severity for _, _, severity in told]
    tally.reports += 1
    tally.findings.update(told)
    tally.severities.update(severities)
    tally.worst[min(severities, key=_BY_WEIGHT.index, default="none")] += 1
    tally.questions.update({(q["path"], q["question"]) for q in report["open_questions"]})

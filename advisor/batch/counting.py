"""Count what one report says, for the summary of all."""

from __future__ import annotations

from advisor.batch import excerpt
from advisor.batch.summary import worst_of
from advisor.batch.tally import Tally

__all__ = ["count"]


def count(tally: Tally, report: bytes) -> None:
    """Count one report."""
    wrong = [head for head, _ in excerpt.heads(report) if head.wrong]
    severities = [head.severity for head in set(wrong)]
    tally.reports += 1
    tally.findings.update({(head.rule, head.name, head.severity) for head in wrong})
    tally.severities.update(severities)
    tally.worst[worst_of(severities)] += 1
    tally.questions.update({(q["path"], q["question"]) for q in excerpt.questions(report)})

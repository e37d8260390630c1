"""Say in one row what a report says of a project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic_core import from_json

from advisor.batch import excerpt

__all__ = ["BY_WEIGHT", "summary_of", "worst_of"]

BY_WEIGHT = ("error", "warning", "info")
"""The severities, worst first."""


def worst_of(severities: Iterable[str]) -> str:
    """Return the worst severity, or ``none``."""
    return min(severities, key=BY_WEIGHT.index, default="none")


def summary_of(report: bytes) -> dict[str, Any]:
    """Return what is found and advised, by rule, and how much is open."""
    found = [head for head, _ in excerpt.heads(report)]
    wrong = [head for head in found if head.wrong]
    severities = [head.severity for head in wrong]
    asked = excerpt.questions(report)
    return {
        "name": from_json(excerpt.name(report)),
        "worst": worst_of(severities),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "notes": severities.count("info"),
        "findings": [head.rule for head in wrong],
        "recommendations": [head.rule for head in found if head.kind == "recommendation"],
        "open_questions": len(asked),
        "first_question": asked[0]["path"] if asked else None,
    }

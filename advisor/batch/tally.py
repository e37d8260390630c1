"""Count what reports say, over a whole fleet of projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

__all__ = ["Tally"]


@dataclass
class Tally:
    """How many projects were told each finding, and asked each question.

    ``findings`` goes by ``(rule, name, severity)``, ``questions`` by ``(path, question)``,
    ``worst`` by the worst severity found in a project, ``none`` where nothing is wrong.
    """

    reports: int = 0
    findings: Counter[tuple[str, ...]] = field(default_factory=Counter)
    questions: Counter[tuple[str, ...]] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    worst: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add what was counted elsewhere."""
        self.reports += other.reports
        for mine, theirs in zip(self._counters(), other._counters(), strict=True):
            mine.update(theirs)

    def to_data(self) -> dict[str, Any]:
        """Return the counts as JSON can hold them."""
        return {
            "reports": self.reports,
            "findings": [[*key, n] for key, n in sorted(self.findings.items())],
            "questions": [[*key, n] for key, n in sorted(self.questions.items())],
            "severities": dict(self.severities),
            "worst": dict(self.worst),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the tally of which `to_data` made this."""
        return cls(
            data["reports"],
            Counter({tuple(key): n for *key, n in data["findings"]}),
            Counter({tuple(key): n for *key, n in data["questions"]}),
            Counter(data["severities"]),
            Counter(data["worst"]),
        )

    def _counters(self) -> tuple[Counter[Any], ...]:
        return self.findings, self.questions, self.severities, self.worst

"""What a review finds, and where."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from advisor.inspect.result import Place

__all__ = ["SEVERITIES", "Finding", "Reason", "Remark", "Review"]

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
"""The severities, least first."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Part):
    """One thing that a finding rests on, in words, and where it is stated, if anywhere."""

    words: str
    path: str | None
    place: Place | None


class Finding(_Part):
    """Something wrong, with the rule that says so and the place to look at.

    ``path`` is the descriptor field that the place belongs to, null where none has a place.
    ``fingerprint`` stays the same when lines move.
    """

    rule: str
    name: str
    topic: str
    kind: Literal["finding", "diagnosis"]
    severity: Severity
    message: str
    rationale: str
    remedies: tuple[str, ...]
    innocent_explanations: tuple[str, ...]
    because: tuple[Reason, ...]
    document: str
    statements: tuple[str, ...]
    locator: str
    project: str = Field(description="Name of the project or of the model within the file.")
    path: str | None
    place: Place
    fingerprint: str

    def fails(self, fail_on: str) -> bool:
        """Whether this is at least as bad as a severity; ``never`` never fails."""
        bad = () if fail_on == "never" else SEVERITIES[SEVERITIES.index(fail_on) :]
        return self.severity in bad


class Remark(_Part):
    """Something about the review itself: an ignore that ignores nothing, a file left out."""

    code: str
    message: str
    place: Place

    def __str__(self) -> str:
        """Write it on one line, ``file:line: CODE message``."""
        return f"{self.place}: {self.code} {self.message}"


class Review(_Part):
    """All findings in the order of files and lines, and what was left out of them."""

    rulebase: dict[str, JsonValue] = Field(description="Version and hash of the rule base.")
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]
    files: int = Field(description="Files that hold a project or a model.")
    projects: int = Field(description="Projects and models in them.")
    partly: int = Field(description="Models of which something could not be told.")
    ignored: int = Field(description="Findings that a comment asks to leave out.")
    known: int = Field(description="Findings that the baseline knows.")

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each severity, worst first."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in reversed(SEVERITIES) if found[severity]}

    def fails(self, fail_on: str) -> bool:
        """Whether something at least as bad as a severity was found; ``never`` never fails."""
        return any(finding.fails(fail_on) for finding in self.findings)

    def to_json(self) -> bytes:
        """Return the review as JSON."""
        return self.model_dump_json().encode()

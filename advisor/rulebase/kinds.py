"""Which model reads which kind of rule file."""

from __future__ import annotations

from advisor.rulebase.schema import (
    FileEntry,
    ProfileFile,
    SourcesFile,
    StatementsFile,
    ThresholdsFile,
    TopicFile,
    VocabularyFile,
)
from advisor.rulebase.snippet_schema import SnippetsFile

__all__ = ["FILE_KINDS"]

FILE_KINDS: dict[str, type[FileEntry]] = {
    "decision_table": TopicFile,
    "heuristics": TopicFile,
    "profile": ProfileFile,
    "snippets": SnippetsFile,
    "sources": SourcesFile,
    "statements": StatementsFile,
    "thresholds": ThresholdsFile,
    "vocabulary": VocabularyFile,
}
"""The model of each ``kind:`` of rule file."""

"""Check that every rule has an example and every file a silent one (R109, R110)."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem
from advisor.rulebase.draft import Draft, TopicDraft

__all__ = ["check"]


def check(draft: Draft, topic: TopicDraft) -> Iterator[Problem]:
    """Check that the examples of one topic leave nothing untried."""
    tried = {rule for example in topic.entry.examples for rule in example.fires}
    for number, rule in topic.rules:
        if rule.id not in tried:
            message = f"no example fires {rule.id}"
            yield topic.file.problem("R109", message, "rules", number, "id")
    silent = any(not example.fires for example in topic.entry.examples)
    if not silent and not _always_speaks(draft, topic):
        yield topic.file.problem("R110", "no example leaves the file silent", "topic")


def _always_speaks(draft: Draft, topic: TopicDraft) -> bool:
    """Whether every input always has a symbol, so that silence may be impossible."""
    return not topic.entry.uncovered and all(map(draft.is_total, topic.entry.inputs))

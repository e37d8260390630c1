"""Check that every rule cites its source and every statement has its rule (R112 to R115, R130)."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem, did_you_mean
from advisor.rulebase.draft import Draft, TopicDraft, statements_of
from advisor.rulebase.schema import RuleEntry

__all__ = ["check"]


def check(draft: Draft) -> Iterator[Problem]:
    """Check all provenance, in both directions."""
    claimed: set[str] = set()
    listed = {file.entry.document for file in draft.corpus.statements}
    for topic in draft.topics.values():
        for number, rule in topic.rules:
            claimed.update(statements_of(topic.entry, rule))
            yield from _check_rule(draft, topic, number, rule)
            yield from _check_basis(listed, topic, number, rule)
    yield from _check_unclaimed(draft, claimed)


def _check_rule(draft: Draft, topic: TopicDraft, number: int, rule: RuleEntry) -> Iterator[Problem]:
    place = ("rules", number, "provenance")
    document = rule.provenance.document or topic.entry.provenance.document
    locator = rule.provenance.locator or topic.entry.provenance.locator
    if document is None or locator is None:
        lacking = "document" if document is None else "locator"
        message = f"{rule.id} has no {lacking}, and its file gives none"
        yield topic.file.problem("R112", message, *place)
    elif document not in draft.documents:
        near = did_you_mean(document, draft.documents)
        yield topic.file.problem("R113", f"unknown document {document!r}{near}", *place)
    for statement in statements_of(topic.entry, rule):
        if statement not in draft.statements:
            near = did_you_mean(statement, draft.statements)
            yield topic.file.problem("R114", f"unknown statement {statement!r}{near}", *place)
        elif draft.statements[statement][0] != document:
            owner = draft.statements[statement][0]
            message = f"statement {statement!r} is of {owner!r}, not of {document!r}"
            yield topic.file.problem("R114", message, *place)


def _check_basis(
    listed: set[str], topic: TopicDraft, number: int, rule: RuleEntry
) -> Iterator[Problem]:
    """What a document is said to state must be among its statements, where they are listed."""
    common = topic.entry.provenance
    document = rule.provenance.document or common.document
    stated = (rule.provenance.basis or common.basis or "stated") == "stated"
    if stated and document in listed and not statements_of(topic.entry, rule):
        message = (
            f"{rule.id} is `basis: stated`, so it names the statement of {document!r} that says "
            "so; otherwise it is `basis: interpreted`"
        )
        yield topic.file.problem("R130", message, "rules", number, "provenance")


def _check_unclaimed(draft: Draft, claimed: set[str]) -> Iterator[Problem]:
    for file in draft.corpus.statements:
        if file.entry.document not in draft.documents:
            near = did_you_mean(file.entry.document, draft.documents)
            message = f"unknown document {file.entry.document!r}{near}"
            yield file.problem("R113", message, "document")
        for statement in file.entry.statements:
            if statement not in claimed:
                message = f"no rule claims the statement {statement!r}"
                yield file.problem("R115", message, "statements", statement, key=True)

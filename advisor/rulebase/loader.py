"""Load rule files: read, validate, lint, and hand over one immutable rule base."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from advisor.errors import RuleBaseError
from advisor.rulebase.draft import Draft, TopicDraft, alternatives, statements_of
from advisor.rulebase.files import read_corpus, shipped_folder
from advisor.rulebase.lint import lint
from advisor.rulebase.lint.strata import order
from advisor.rulebase.model import (
    Document,
    Example,
    Gap,
    Output,
    Provenance,
    Rule,
    RuleBase,
    Severity,
    Statement,
    Threshold,
    Topic,
)
from advisor.rulebase.profile import Profile, frozen
from advisor.rulebase.resolve import as_symbol, as_symbols
from advisor.rulebase.schema import QuantityReference, RuleEntry, UncoveredEntry
from advisor.rulebase.snippets import snippets_of

__all__ = ["load"]


def load(paths: Iterable[Path] = (), *, shipped: bool = True) -> tuple[RuleBase, Profile]:
    """Load the shipped rule files and further files or folders.

    Returns:
        The whole rule base, and the profile that its files ask for: see `adjust`.

    Raises:
        RuleBaseError: With every problem of every file, each with its place.
    """
    folders = [shipped_folder()] if shipped else []
    corpus, problems = read_corpus([*folders, *paths])
    draft = Draft.of(corpus)
    if not problems:
        problems = lint(draft)
    if problems:
        raise RuleBaseError(problems)
    return _build(draft), _profile(draft)


def _build(draft: Draft) -> RuleBase:
    topics = {name: _topic(draft, draft.topics[name]) for name in order(draft)}
    return RuleBase(
        topics=frozen(topics),
        rules=frozen({rule.id: rule for topic in topics.values() for rule in topic.rules}),
        vocabulary=draft.vocabulary,
        derived=frozen(_derived(draft)),
        thresholds=frozen(_thresholds(draft)),
        documents=frozen(
            {
                key: Document(key, e.title, e.author, e.year, e.revision, e.where)
                for key, e in draft.documents.items()
            }
        ),
        statements=frozen(
            {
                id_: Statement(id_, document, entry.where, entry.says)
                for id_, (document, entry) in draft.statements.items()
            }
        ),
        disabled=frozen({}),
        version=version("nn-advisor"),
        hash=draft.corpus.hash,
        snippets=snippets_of(draft.corpus),
    )


def _profile(draft: Draft) -> Profile:
    files = [file.entry for file in draft.corpus.profiles]
    return Profile(
        {entry.rule: entry.reason for file in files for entry in file.disable},
        {name: entry.value for file in files for name, entry in file.thresholds.items()},
        {name: entry.reason for file in files for name, entry in file.thresholds.items()},
    )


def _derived(draft: Draft) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the outputs that topics read or review, with their topics and symbols."""
    return {
        output: (producer, draft.topics[producer].output_symbols(output))
        for output, producer in draft.producers.items()
        if output in draft.handed_on
    }


def _thresholds(draft: Draft) -> dict[str, Threshold]:
    return {
        name: Threshold(name, entry.value, entry.reason, entry.basis, entry.reference)
        for name, entry in draft.thresholds.items()
    }


def _topic(draft: Draft, topic: TopicDraft) -> Topic:
    entry = topic.entry
    return Topic(
        name=entry.topic,
        title=entry.title,
        kind=entry.kind,
        hit_policy=entry.hit_policy,
        internal=entry.internal,
        diagnostic=entry.diagnostic or any(rule.symptom for rule in entry.rules),
        presentation=entry.presentation,
        inputs=tuple(entry.inputs),
        outputs=tuple(entry.outputs),
        review=frozen(_review(draft, topic)),
        rules=tuple(_rule(draft, topic, number) for number, _ in topic.rules),
        examples=tuple(_example(topic, number) for number in range(len(entry.examples))),
        uncovered=tuple(map(_gap, entry.uncovered)),
    )


def _gap(entry: UncoveredEntry) -> Gap:
    return Gap(
        frozen({name: as_symbols(wanted) for name, wanted in entry.when.items()}), entry.reason
    )


def _review(draft: Draft, topic: TopicDraft) -> dict[str, str]:
    """Return the facts that outputs are compared with: by default those of the same name."""
    if topic.entry.review is not None:
        return dict(topic.entry.review)
    return {name: name for name in topic.entry.outputs if name in draft.facts}


def _rule(draft: Draft, topic: TopicDraft, number: int) -> Rule:
    entry = topic.entry.rules[number]
    usual: Severity = "warning" if entry.kind in ("finding", "diagnosis") else "info"
    return Rule(
        id=entry.id,
        name=entry.name,
        topic=topic.entry.topic,
        status=entry.status,
        when=frozen({name: as_symbols(wanted) for name, wanted in entry.when.items()}),
        then=frozen({output: _outputs(entry, output) for output in entry.then}),
        kind=entry.kind,
        severity=entry.severity or usual,
        review_severity=entry.review_severity,
        salience=entry.salience,
        symptom=entry.symptom,
        onset=entry.onset,
        may_pass=entry.may_pass,
        message=entry.message,
        review_message=entry.review_message,
        rationale=entry.rationale,
        causes=tuple(entry.causes),
        remedies=tuple(entry.remedies),
        innocent_explanations=tuple(entry.innocent_explanations),
        measure_next=tuple(entry.measure_next),
        updates=tuple(entry.updates),
        provenance=_provenance(draft, topic, entry),
        location=topic.file.document.locate(("rules", number)),
    )


def _outputs(rule: RuleEntry, output: str) -> tuple[Output, ...]:
    return tuple(
        Output(quantity=value.quantity) if isinstance(value, QuantityReference) else Output(value)
        for value in alternatives(rule, output)
    )


def _provenance(draft: Draft, topic: TopicDraft, rule: RuleEntry) -> Provenance:
    own, common = rule.provenance, topic.entry.provenance
    document = own.document or common.document or ""
    return Provenance(
        document=document,
        year=draft.documents[document].year,
        locator=own.locator or common.locator or "",
        statements=statements_of(topic.entry, rule),
        basis=own.basis or common.basis or "stated",
    )


def _example(topic: TopicDraft, number: int) -> Example:
    entry = topic.entry.examples[number]
    given = entry.given
    return Example(
        name=entry.name,
        given=None if given is None else {name: as_symbol(s) for name, s in given.items()},
        descriptor=entry.descriptor,
        fires=tuple(entry.fires),
        then={name: _expected(value) for name, value in entry.then.items()},
        asks=tuple(entry.asks),
        kinds=entry.kinds,
        location=topic.file.document.locate(("examples", number)),
    )


def _expected(value: bool | str | float | list[bool | str]) -> tuple[str | float, ...]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value,)
    return as_symbols(value)

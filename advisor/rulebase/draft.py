"""Gather what all files say by name, and find what is said twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel

from advisor.errors import Problem
from advisor.facts import Vocabulary
from advisor.rulebase.files import Corpus, RuleFile
from advisor.rulebase.resolve import as_symbol, resolve_vocabulary
from advisor.rulebase.schema import (
    DocumentEntry,
    FactEntry,
    QuantityEntry,
    QuantityReference,
    RuleEntry,
    StatementEntry,
    ThresholdEntry,
    TopicFile,
)

Entry = TypeVar("Entry")
AnyFile = TypeVar("AnyFile", bound=BaseModel)

__all__ = ["Draft", "TopicDraft", "alternatives", "statements_of"]


@dataclass(frozen=True)
class TopicDraft:
    """A topic file and the view of it that the lint needs."""

    file: RuleFile[TopicFile]

    @property
    def entry(self) -> TopicFile:
        """What the file says."""
        return self.file.entry

    @property
    def rules(self) -> Iterator[tuple[int, RuleEntry]]:
        """The rules with their places in the file."""
        return enumerate(self.entry.rules)

    def output_symbols(self, output: str) -> tuple[str, ...]:
        """Return the symbols that the rules of this topic give for an output."""
        found = (
            as_symbol(value)
            for rule in self.entry.rules
            for value in alternatives(rule, output)
            if isinstance(value, str | bool)
        )
        return tuple(dict.fromkeys(found))


@dataclass
class Draft:
    """A rule base on its way: everything by name, and the problems met while gathering."""

    corpus: Corpus
    problems: list[Problem] = field(default_factory=list)
    topics: dict[str, TopicDraft] = field(default_factory=dict)
    rules: dict[str, tuple[TopicDraft, RuleEntry]] = field(default_factory=dict)
    quantities: dict[str, QuantityEntry] = field(default_factory=dict)
    facts: dict[str, FactEntry] = field(default_factory=dict)
    thresholds: dict[str, ThresholdEntry] = field(default_factory=dict)
    documents: dict[str, DocumentEntry] = field(default_factory=dict)
    statements: dict[str, tuple[str, StatementEntry]] = field(default_factory=dict)

    @classmethod
    def of(cls, corpus: Corpus) -> Draft:
        """Gather all names of a corpus."""
        draft = cls(corpus)
        draft._gather_vocabulary()
        draft._gather_sources()
        draft._gather_topics()
        return draft

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The facts with their symbols, as far as the entries allow."""
        return resolve_vocabulary(self.quantities, self.facts)

    @cached_property
    def producers(self) -> Mapping[str, str]:
        """The outputs that are no facts of the vocabulary, each with the topic that gives it."""
        outputs: dict[str, str] = {}
        for name, topic in self.topics.items():
            for output in topic.entry.outputs:
                if output not in self.facts:
                    outputs.setdefault(output, name)
        return outputs

    @cached_property
    def handed_on(self) -> frozenset[str]:
        """The outputs that other topics read or review."""
        entries = [topic.entry for topic in self.topics.values()]
        read = {fact for e in entries for fact in (*e.inputs, *(e.review or {}).values())}
        return frozenset(read - self.facts.keys())

    def symbols(self, name: str) -> tuple[str, ...] | None:
        """Return the symbols of a fact or of a topic's output; None for an unknown name."""
        if name in self.facts:
            return self.vocabulary.facts[name].symbols
        if name in self.producers:
            return self.topics[self.producers[name]].output_symbols(name)
        return None

    def is_total(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether a fact or output has a symbol for every descriptor; none in a circle has."""
        if name in self.facts:
            return self.vocabulary.facts[name].otherwise is not None
        producer = self.topics.get(self.producers.get(name, ""))
        return (
            producer is not None
            and name not in seen
            and all(self.is_total(part, seen | {name}) for part in producer.entry.inputs)
        )

    def _gather_vocabulary(self) -> None:
        for file in self.corpus.vocabularies:
            self._take(self.quantities, file.entry.quantities, file, "quantities")
            self._take(self.facts, file.entry.facts, file, "facts")
        for thresholds in self.corpus.thresholds:
            self._take(self.thresholds, thresholds.entry.thresholds, thresholds, "thresholds")

    def _gather_sources(self) -> None:
        for file in self.corpus.sources:
            self._take(self.documents, file.entry.documents, file, "documents")
        for statements in self.corpus.statements:
            document = statements.entry.document
            entries = {id_: (document, s) for id_, s in statements.entry.statements.items()}
            self._take(self.statements, entries, statements, "statements")

    def _gather_topics(self) -> None:
        for file in self.corpus.topics:
            topic = TopicDraft(file)
            if file.entry.topic in self.topics:
                message = f"topic {file.entry.topic!r} has a file already; choose another name"
                self.problems.append(file.problem("R124", message, "topic"))
                continue
            self.topics[file.entry.topic] = topic
            self._gather_rules(topic)

    def _gather_rules(self, topic: TopicDraft) -> None:
        names = {rule.name: rule.id for _, rule in self.rules.values()}
        for number, rule in topic.rules:
            if rule.id in self.rules:
                message = f"rule id {rule.id!r} is taken by {self.rules[rule.id][1].name!r}"
                self.problems.append(topic.file.problem("R101", message, "rules", number, "id"))
                continue
            if rule.name in names:
                message = f"rule name {rule.name!r} is taken by {names[rule.name]}"
                self.problems.append(topic.file.problem("R102", message, "rules", number, "name"))
            names[rule.name] = rule.id
            self.rules[rule.id] = (topic, rule)

    def _take(
        self,
        known: dict[str, Entry],
        new: Mapping[str, Entry],
        file: RuleFile[AnyFile],
        section: str,
    ) -> None:
        for name, entry in new.items():
            if name in known:
                message = f"{name!r} is defined already among the {section}"
                self.problems.append(file.problem("R124", message, section, name, key=True))
            else:
                known[name] = entry


def alternatives(
    rule: RuleEntry, output: str
) -> list[bool | int | float | str | QuantityReference]:
    """Return what a rule gives for an output: its alternatives in order."""
    value = rule.then.get(output, [])
    return value if isinstance(value, list) else [value]


def statements_of(topic: TopicFile, rule: RuleEntry) -> tuple[str, ...]:
    """Return the statements that a rule claims, or else those of its file."""
    claimed = rule.provenance.statement
    if claimed is None and rule.provenance.document in (None, topic.provenance.document):
        claimed = topic.provenance.statement
    return tuple(claimed) if isinstance(claimed, list) else (claimed,) if claimed else ()

"""Put a report together: conclusions ranked, open questions by what they would decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from advisor.descriptor import FIELDS
from advisor.facts import Fact, Stated
from advisor.inference import Engine, Inference, Outcome, Undecided
from advisor.report.evidence import EvidenceWriter, json_text
from advisor.report.template import Template, TemplateWriter
from advisor.rulebase import RuleBase

__all__ = ["Composer"]


@dataclass(slots=True)
class _Rendered:
    """What an outcome says, prepared once: its conclusions, and rules that wait for fields.

    An entry of ``waiting`` is a rule and the facts it lacks.
    """

    templates: tuple[Template, ...]
    waiting: tuple[Undecided, ...]


@dataclass(slots=True)
class _Question:
    """A field that nobody has filled: rules it would decide alone, rules it helps to decide."""

    alone: int = 0
    decides: list[int] = field(default_factory=list)


class Composer:
    """Writes reports as JSON text; the one place where a report comes into being."""

    def __init__(self, rulebase: RuleBase, engine: Engine, evidence: EvidenceWriter) -> None:
        self._rulebase = rulebase
        self._rules = list(rulebase.rules.values())
        self._ids = [rule.id for rule in self._rules]
        self._internal = frozenset(
            number
            for number, rule in enumerate(self._rules)
            if rulebase.topics[rule.topic].internal
        )
        self._writer = TemplateWriter(rulebase, engine, evidence)
        facts = list(rulebase.vocabulary.facts.values())
        self._paths = [fact.asks for fact in facts]
        self._order = {path: place for place, path in enumerate(dict.fromkeys(self._paths))}
        self._questions = _questions(facts)

    def compose(
        self,
        name: str | None,
        inference: Inference,
        *,
        sources: Iterable[str],
        allowed: frozenset[int] | None = None,
    ) -> bytes:
        """Write the report of one inference.

        Args:
            name: The name of the project.
            inference: What the rules made of its facts.
            sources: The documents that were allowed to speak, to be named in the report.
            allowed: The numbers of the rules that may speak; None for all.
        """
        templates: list[tuple[int, Template]] = []
        waiting: list[Undecided] = []
        for outcome in inference.outcomes:
            rendered = outcome.rendered
            if not isinstance(rendered, _Rendered):
                rendered = outcome.rendered = self._render(outcome)
            templates.extend([(template.rank, template) for template in rendered.templates])
            waiting.extend(rendered.waiting)
        if allowed is not None:
            templates = [pair for pair in templates if pair[1].rule in allowed]
            waiting = [entry for entry in waiting if entry.rule in allowed]
        templates.sort(key=_by_rank)
        conclusions = ",".join([template.fill(inference) for _, template in templates])
        questions, undecided = self._open(waiting, inference)
        return (
            f'{{"schema":1,"name":{json_text(name)},{self._rulebase_text(sources)},'
            f'"conclusions":[{conclusions}],"open_questions":[{questions}],'
            f'"not_evaluable":[{undecided}]}}'
        ).encode()

    def _render(self, outcome: Outcome) -> _Rendered:
        return _Rendered(
            tuple(self._writer.write(h) for h in outcome.hits if h.rule not in self._internal),
            tuple(entry for entry in outcome.undecided if entry.rule not in self._internal),
        )

    def _rulebase_text(self, sources: Iterable[str]) -> str:
        base = self._rulebase
        return (
            f'"rulebase":{{"version":"{base.version}","hash":"{base.hash}",'
            f'"sources":{json_text(sorted(sources))}}}'
        )

    def _open(self, waiting: list[Undecided], inference: Inference) -> tuple[str, str]:
        questions: dict[str, _Question] = {}
        entries = []
        for entry in sorted(waiting, key=lambda entry: entry.rule):
            paths = self._missing_paths(entry.missing, inference.lacking)
            for path in paths:
                question = questions.setdefault(path, _Question())
                question.decides.append(entry.rule)
                question.alone += len(paths) == 1
            entries.append(f'{{"rule":"{self._ids[entry.rule]}","missing":{json_text(paths)}}}')
        ranked = sorted(questions, key=lambda path: self._usefulness(path, questions[path]))
        return ",".join(self._question(p, questions[p]) for p in ranked), ",".join(entries)

    def _missing_paths(
        self, missing: Iterable[int], lacking: Mapping[int, tuple[int, ...]]
    ) -> list[str]:
        """Return the fields to supply; what a derived fact waits for stands in for it."""
        paths: dict[str, None] = {}
        for fact in missing:
            if fact in lacking:
                paths.update(dict.fromkeys(self._missing_paths(lacking[fact], lacking)))
            else:
                paths[self._paths[fact]] = None
        return list(paths)

    def _usefulness(self, path: str, question: _Question) -> tuple[int, int, int]:
        """Order questions: by the rules each decides alone, then by all it helps to decide."""
        return -question.alone, -len(question.decides), self._order[path]

    def _question(self, path: str, question: _Question) -> str:
        choices: list[object] = list(FIELDS[path].symbols)
        if FIELDS[path].kind == "boolean":
            choices = [True, False]
        decides = [self._ids[rule] for rule in question.decides]
        return (
            f'{{"path":"{path}","question":{json_text(self._questions[path])},'
            f'"choices":{json_text(choices)},"decides":{json_text(decides)}}}'
        )


def _questions(facts: Iterable[Fact]) -> dict[str, str]:
    """Return the question that asks for each field: best that of the fact it simply states."""
    questions: dict[str, str] = {}
    for fact in facts:
        if fact.readings == (Stated(fact.asks),):
            questions[fact.asks] = fact.question
        else:
            questions.setdefault(fact.asks, fact.question)
    return questions


def _by_rank(pair: tuple[int, Template]) -> int:
    return pair[0]

"""Put a report together: conclusions ranked, open questions by what they would decide.

A rule that waits for several fields gives each an equal share of itself. Questions stand in the
order of the shares that they gather, the largest first, then in that of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from advisor.descriptor import FIELDS
from advisor.facts import Fact, Stated
from advisor.inference import Engine, Hit, Inference, Undecided
from advisor.report.evidence import EvidenceWriter, json_text
from advisor.report.template import Template, TemplateWriter
from advisor.rulebase import RuleBase

__all__ = ["Composer"]


_WHOLE = 5040  # divides evenly by every number up to ten


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A rule that waits for fields: their paths, and the entry of the report that says so.

    ``share`` is each field's share of the rule, in parts that add up alike for all rules.
    """

    paths: tuple[str, ...]
    text: bytes
    share: int


class Composer:
    """Writes reports as JSON text; the one place where a report comes into being."""

    def __init__(self, rulebase: RuleBase, engine: Engine, evidence: EvidenceWriter) -> None:
        self._rulebase = rulebase
        self._ids = list(rulebase.rules)
        self._reported = frozenset(
            number
            for number, rule in enumerate(rulebase.rules.values())
            if not rulebase.topics[rule.topic].internal
        )
        self._writer = TemplateWriter(rulebase, engine, evidence)
        self._paths = [fact.asks for fact in rulebase.vocabulary.numbered]
        facts = list(rulebase.vocabulary.facts.values())
        self._order = {
            path: place for place, path in enumerate(dict.fromkeys(f.asks for f in facts))
        }
        self._asking = {path: _asking(path, text) for path, text in _questions(facts).items()}
        self._templates: dict[object, Template] = {}
        self._headers: dict[tuple[str, ...], bytes] = {}

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
        speaking = self._reported if allowed is None else self._reported & allowed
        templates = [
            hit.rendered if isinstance(hit.rendered, Template) else self._render(hit)
            for hit in inference.hits
            if hit.rule in speaking
        ]
        templates.sort(key=attrgetter("rank"))
        evidence = inference.facts.evidence
        conclusions = [
            template.memo.get(template.pick(evidence)) or template.fill(inference)
            for template in templates
        ]
        waiting = [entry for entry in inference.undecided if entry.rule in speaking]
        questions, undecided = self._open(waiting, inference.lacking)
        return b"".join(
            (
                f'{{"schema":1,"name":{json_text(name)},'.encode(),
                self._rulebase_text(tuple(sources)),
                b',"conclusions":[',
                b",".join(conclusions),
                b'],"open_questions":[',
                questions,
                b'],"not_evaluable":[',
                undecided,
                b"]}",
            )
        )

    def _render(self, hit: Hit) -> Template:
        variant = (hit.rule, hit.kind, hit.contradicted, hit.agreed)
        template = self._templates.get(variant)
        if template is None:
            template = self._templates[variant] = self._writer.write(hit)
        hit.rendered = template
        return template

    def _rulebase_text(self, sources: tuple[str, ...]) -> bytes:
        text = self._headers.get(sources)
        if text is None:
            base = self._rulebase
            text = self._headers[sources] = (
                f'"rulebase":{{"version":"{base.version}","hash":"{base.hash}",'
                f'"sources":{json_text(sorted(sources))}}}'
            ).encode()
        return text

    def _open(
        self, undecided: list[Undecided], lacking: Mapping[int, tuple[int, ...]]
    ) -> tuple[bytes, bytes]:
        """Write the open questions and the rules that wait for their answers."""
        shares: dict[str, int] = {}
        decides: dict[str, list[str]] = {}
        entries = []
        for entry in sorted(undecided, key=attrgetter("rule")):
            waiting = entry.rendered
            if not isinstance(waiting, _Waiting):
                waiting = self._wait(entry, lacking)
            entries.append(waiting.text)
            name, share = self._ids[entry.rule], waiting.share
            for path in waiting.paths:
                if path in decides:
                    decides[path].append(name)
                    shares[path] += share
                else:
                    decides[path], shares[path] = [name], share
        ranked = sorted((-share, self._order[path], path) for path, share in shares.items())
        questions = [self._question(path, decides[path]) for _, _, path in ranked]
        return b",".join(questions), b",".join(entries)

    def _wait(self, entry: Undecided, lacking: Mapping[int, tuple[int, ...]]) -> _Waiting:
        paths = self._missing_paths(entry.missing, lacking)
        text = f'{{"rule":"{self._ids[entry.rule]}","missing":{json_text(list(paths))}}}'
        waiting = _Waiting(paths, text.encode(), _WHOLE // len(paths))
        if lacking.keys().isdisjoint(entry.missing):
            entry.rendered = waiting
        return waiting

    def _missing_paths(
        self, missing: tuple[int, ...], lacking: Mapping[int, tuple[int, ...]]
    ) -> tuple[str, ...]:
        """Return the fields to supply; what a derived fact waits for stands in for it."""
        paths: dict[str, None] = {}
        for fact in missing:
            if fact in lacking:
                paths.update(dict.fromkeys(self._missing_paths(lacking[fact], lacking)))
            else:
                paths[self._paths[fact]] = None
        return tuple(paths)

    def _question(self, path: str, decides: list[str]) -> bytes:
        return b'%b,"decides":["%b"]}' % (self._asking[path], '","'.join(decides).encode())


def _asking(path: str, question: str) -> bytes:
    """Write the part of an open question that is always the same."""
    choices: list[object] = list(FIELDS[path].symbols)
    if FIELDS[path].kind == "boolean":
        choices = [True, False]
    return (
        f'{{"path":"{path}","question":{json_text(question)},"choices":{json_text(choices)}'
    ).encode()


def _questions(facts: Iterable[Fact]) -> dict[str, str]:
    """Return the question that asks for each field: best that of the fact it simply states."""
    questions: dict[str, str] = {}
    for fact in facts:
        if fact.readings == (Stated(fact.asks),):
            questions[fact.asks] = fact.question
        else:
            questions.setdefault(fact.asks, fact.question)
    return questions

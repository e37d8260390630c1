"""Put a report together: conclusions ranked, what is still open behind them."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from advisor.inference import Engine, Hit, Inference
from advisor.report.evidence import EvidenceWriter, json_text
from advisor.report.gaps import GapFinder
from advisor.report.questions import QuestionWriter
from advisor.report.template import Template, TemplateWriter
from advisor.rulebase import RuleBase

__all__ = ["Composer"]


class Composer:
    """Writes reports as JSON text; the one place where a report comes into being."""

    def __init__(self, rulebase: RuleBase, engine: Engine, evidence: EvidenceWriter) -> None:
        self._rulebase = rulebase
        self._reported = frozenset(
            number
            for number, rule in enumerate(rulebase.rules.values())
            if not rulebase.topics[rule.topic].internal
        )
        self._writer = TemplateWriter(rulebase, engine, evidence)
        self._questions = QuestionWriter(rulebase, evidence.reader)
        self._gaps = GapFinder(rulebase, engine)
        self._templates: dict[object, Template] = {}
        self._headers: dict[tuple[str, ...], bytes] = {}

    def compose(
        self,
        name: str | None,
        inference: Inference,
        *,
        sources: Iterable[str],
        allowed: frozenset[int] | None = None,
        topics: Iterable[str] = (),
        advice: bool = True,
        questions: bool = True,
    ) -> bytes:
        """Write the report of one inference.

        Args:
            name: The name of the project.
            inference: What the rules made of its facts.
            sources: The documents that were allowed to speak, to be named in the report.
            allowed: The numbers of the rules that may speak; None for all.
            topics: The topics that were asked for; those silent on purpose say why.
            advice: Whether to recommend, or only to say what is wrong and what is right.
            questions: Whether to say what is still open, which is a third of the work.
        """
        speaking = self._reported if allowed is None else self._reported & allowed
        templates = [
            hit.rendered or self._render(hit)
            for hit in inference.hits
            if hit.rule in speaking and (advice or hit.kind != "recommendation")
        ]
        templates.sort(key=attrgetter("rank"))
        evidence = inference.facts.evidence
        conclusions = [
            template.memo.get(known := template.pick(evidence)) or template.fill(known, inference)
            for template in templates
        ]
        waiting = [entry for entry in inference.undecided if questions and entry.rule in speaking]
        asked, undecided = self._questions.write(waiting, inference)
        return b"".join(
            (
                f'{{"schema":1,"name":{json_text(name)},'.encode(),
                self._rulebase_text(tuple(sources)),
                b',"conclusions":[',
                b",".join(conclusions),
                b'],"open_questions":[',
                asked,
                b'],"not_evaluable":[',
                undecided,
                b"]",
                self._uncovered(inference, topics, speaking),
                b"}",
            )
        )

    def _uncovered(
        self, inference: Inference, topics: Iterable[str], speaking: frozenset[int]
    ) -> bytes:
        found = self._gaps.find(inference, topics, speaking)
        entries = (
            f'{{"topic":{json_text(topic)},"reason":{json_text(reason)}}}'
            for topic, reason in found
        )
        return f',"uncovered":[{",".join(entries)}]'.encode() if found else b""

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

"""Prepare the text of a conclusion, so that only evidence is written anew for each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from string import Formatter
from typing import cast

from advisor.facts import Evidence, Memo
from advisor.inference import Engine, Hit, Inference
from advisor.report.evidence import EvidenceWriter, because, json_text, words
from advisor.report.marks import MarkWriter
from advisor.rulebase import Output, Rule, RuleBase

__all__ = ["Template", "TemplateWriter"]

Known = tuple[Evidence | None, ...]
Slot = Callable[[Known, Inference], bytes]
Words = Callable[[Inference], str]
Part = str | Slot

_MEMO_LIMIT = 64

_SEVERITIES = ("error", "warning", "info")
_KINDS = ("diagnosis", "finding", "recommendation", "good_sign")


@dataclass(slots=True)
class Template:
    """A conclusion as JSON text with slots for what differs between descriptors.

    ``rank`` orders conclusions, the smallest first. ``pick`` takes the evidence that the
    text rests on; ``memo`` holds texts by it, as far as it is shared between descriptors.
    """

    rule: int
    rank: int
    pick: Callable[[Sequence[Evidence | None]], Known]
    parts: tuple[bytes | Slot, ...]
    varies: bool
    memo: Memo[Known, bytes] = field(default_factory=lambda: Memo(_MEMO_LIMIT))

    def fill(self, known: Known, inference: Inference) -> bytes:
        """Write the conclusion for one descriptor, and remember it if it may come again."""
        text = b"".join([p if isinstance(p, bytes) else p(known, inference) for p in self.parts])
        if self.varies:
            return text
        for piece in known:
            if piece is not None and not piece.shared:
                return text
        return self.memo.keep(known, text)


class TemplateWriter:
    """Makes the template of each way in which a rule can speak."""

    def __init__(self, rulebase: RuleBase, engine: Engine, evidence: EvidenceWriter) -> None:
        self._rules = list(rulebase.rules.values())
        self._review = {topic.name: topic.review for topic in rulebase.topics.values()}
        self._places = _places(rulebase)
        self._numbers = engine.facts
        self._evidence = evidence
        self._marks = MarkWriter(rulebase, evidence)

    def write(self, hit: Hit) -> Template:
        """Make the template of a rule that fired, with what the review made of it."""
        rule = self._rules[hit.rule]
        severity = rule.review_severity if hit.contradicted else rule.severity
        facts = self._facts(rule, hit)
        parts: list[Part] = [
            self._head(rule, hit.kind, severity),
            *self._marked(rule),
            *self._outputs(rule),
            *self._stated(rule, hit),
            ',"message":',
            *self._message(rule, hit),
            _tail(rule),
            lambda known, _: because(known),
            _provenance(rule),
        ]
        return Template(
            rule=hit.rule,
            rank=_rank(hit.kind, severity, rule.salience, self._places[rule.id]),
            pick=_picker(facts),
            parts=tuple(_joined(parts)),
            varies=self._varies(rule),
        )

    def _facts(self, rule: Rule, hit: Hit) -> tuple[int, ...]:
        """Return the facts that the conclusion rests on: conditions, then stated choices."""
        review = self._review[rule.topic]
        compared = (review[output] for output in (*hit.contradicted, *hit.agreed))
        return tuple(dict.fromkeys(self._numbers[name] for name in (*rule.when, *compared)))

    def _varies(self, rule: Rule) -> bool:
        """Whether a number other than the evidence of its facts enters the text."""
        computed = any(out.quantity for outputs in rule.then.values() for out in outputs)
        texts = (rule.message, rule.review_message or "")
        named = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
        return computed or rule.onset is not None or not named <= {*rule.when, "stated", "advised"}

    def _head(self, rule: Rule, kind: str, severity: str) -> str:
        symptom = f',"symptom":"{rule.symptom}"' if rule.symptom else ""
        return (
            f'{{"rule":"{rule.id}","name":"{rule.name}","topic":"{rule.topic}",'
            f'"kind":"{kind}","severity":"{severity}"{symptom}'
        )

    def _marked(self, rule: Rule) -> Iterable[Part]:
        if rule.symptom:
            yield lambda known, inference: self._marks.write(rule, known, inference)

    def _outputs(self, rule: Rule) -> Iterable[Part]:
        yield ',"outputs":{'
        for place, (name, alternatives) in enumerate(rule.then.items()):
            yield f'{"," if place else ""}"{name}":['
            yield self._alternatives(alternatives)
            yield "]"
        yield "}"

    def _alternatives(self, outputs: tuple[Output, ...]) -> Part:
        """Write what is advised, without the numbers that nobody knows."""
        if all(output.quantity is None for output in outputs):
            return ",".join(json_text(output.value) for output in outputs)

        def stating(_: Known, inference: Inference) -> bytes:
            values = (self._value(output, inference) for output in outputs)
            return ",".join(json_text(value) for value in values if value is not None).encode()

        return stating

    def _value(self, output: Output, inference: Inference) -> object:
        if output.quantity is None:
            return output.value
        return self._evidence.number(output.quantity, inference)

    def _stated(self, rule: Rule, hit: Hit) -> Iterable[Part]:
        if hit.contradicted:
            yield ',"stated":{'
            for place, output in enumerate(hit.contradicted):
                yield f'{"," if place else ""}"{output}":'
                yield self._stated_value(self._stating(rule, output))
            yield "}"
        if hit.agreed:
            yield f',"agrees":{json_text(list(hit.agreed))}'

    def _stated_value(self, fact: int) -> Slot:
        return lambda _, inference: json_text(self._evidence.stated(fact, inference)).encode()

    def _stating(self, rule: Rule, output: str) -> int:
        return self._numbers[self._review[rule.topic][output]]

    def _message(self, rule: Rule, hit: Hit) -> Iterable[Part]:
        if not hit.contradicted:
            as_advised = hit.kind == "good_sign" and rule.kind != "good_sign"
            yield from self._sentence(f"{'As advised: ' * as_advised}{rule.message}", {})
            return
        compared: Mapping[str, Words] = {
            "stated": lambda inference: self._named_outputs(rule, hit.contradicted, inference),
            "advised": lambda inference: _advised(rule, hit.contradicted),
        }
        default = "The descriptor says {stated}; {advised} is advised. " + rule.message
        yield from self._sentence(rule.review_message or default, compared)

    def _sentence(self, text: str, extra: Mapping[str, Words]) -> Iterable[Part]:
        """Write a message as a JSON string whose braces are slots."""
        yield '"'
        for literal, name, spec, _ in Formatter().parse(text):
            yield json_text(literal)[1:-1]
            if name is not None:
                yield _escaped(extra.get(name) or self._named(name, spec or ""))
        yield '"'

    def _named(self, name: str, spec: str) -> Words:
        return lambda inference: self._evidence.named(name, spec, inference)

    def _named_outputs(self, rule: Rule, outputs: tuple[str, ...], inference: Inference) -> str:
        parts = []
        for output in outputs:
            value = words(self._evidence.stated(self._stating(rule, output), inference))
            parts.append(value if len(outputs) == 1 else f"{words(output)} {value}")
        return " and ".join(parts)


def _picker(facts: tuple[int, ...]) -> Callable[[Sequence[Evidence | None]], Known]:
    """Return what takes the evidence of some facts, always as a tuple."""
    if len(facts) > 1:
        return cast("Callable[[Sequence[Evidence | None]], Known]", itemgetter(*facts))
    return lambda evidence: tuple([evidence[fact] for fact in facts])


def _advised(rule: Rule, outputs: tuple[str, ...]) -> str:
    parts = []
    for output in outputs:
        value = " or ".join(words(alternative.value) for alternative in rule.then[output])
        parts.append(value if len(outputs) == 1 else f"{words(output)} {value}")
    return " and ".join(parts)


def _escaped(written: Words) -> Slot:
    return lambda _, inference: json_text(written(inference))[1:-1].encode()


def _tail(rule: Rule) -> str:
    lists = ("causes", "remedies", "innocent_explanations", "measure_next")
    listed = "".join(f',"{name}":{json_text(list(getattr(rule, name)))}' for name in lists)
    updates = f',"updates":{json_text(list(rule.updates))}' if rule.updates else ""
    return f',"rationale":{json_text(rule.rationale or "")}{listed}{updates},"because":['


def _provenance(rule: Rule) -> str:
    said = rule.provenance
    return (
        f'],"provenance":{{"document":{json_text(said.document)},"year":{said.year},'
        f'"locator":{json_text(said.locator)},"statements":{json_text(list(said.statements))},'
        f'"basis":"{said.basis}"}}}}'
    )


def _places(rulebase: RuleBase) -> dict[str, int]:
    """Order the rules as their documents make the statements that they claim."""
    said = {name: place for place, name in enumerate(rulebase.statements)}
    rules = sorted(
        rulebase.rules.values(),
        key=lambda rule: min((said[s] for s in rule.provenance.statements), default=len(said)),
    )
    return {rule.id: place for place, rule in enumerate(rules)}


def _rank(kind: str, severity: str, salience: int, place: int) -> int:
    """Order by severity, then kind, then salience, then the order of the documents."""
    group = _SEVERITIES.index(severity) * len(_KINDS) + _KINDS.index(kind)
    return (group * 1000 + 500 - salience) * 100_000 + place


def _joined(parts: Iterable[Part]) -> Iterable[bytes | Slot]:
    """Join neighbouring texts."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text.encode()
            text = ""
        yield part
    yield text.encode()

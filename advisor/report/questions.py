"""Write what is still open: rules that wait for fields, and the questions that would help most.

Rules of one topic that wait for the same fields are mostly rows of which one will fire, so they
count as one; what waits for several fields gives each an equal share of itself. Questions stand in
the order of the shares that they gather, the largest first, then in that of the vocabulary. A list
that holds too few values is asked for again, with the number of those that it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from advisor.descriptor import FIELDS
from advisor.facts import PLACES, Fact, FactReader, Memo, Stated, length
from advisor.inference import Inference, Undecided
from advisor.report.evidence import json_text
from advisor.rulebase import RuleBase

__all__ = ["QuestionWriter", "more_values", "questions_of"]

_WHOLE = 5040  # divides evenly by every number up to ten


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A rule that waits for fields: their paths, and the entry of the report that says so.

    ``share`` is each field's share of the rule, in parts that add up alike for all rules;
    ``alike`` is the same number for rules of one topic that wait for the same fields.
    """

    rule: str
    paths: tuple[str, ...]
    text: bytes
    share: int
    alike: int


class QuestionWriter:
    """Writes the open questions of reports and the rules that could not be decided."""

    def __init__(self, rulebase: RuleBase, reader: FactReader) -> None:
        self._ids = list(rulebase.rules)
        self._topics = [rule.topic for rule in rulebase.rules.values()]
        self._reader = reader
        self._asks = [fact.asks for fact in rulebase.vocabulary.numbered]
        self._places = [PLACES[path] for path in self._asks]
        self._waiting: Memo[tuple[int, tuple[str, ...]], _Waiting] = Memo()
        self._alike: dict[tuple[str, tuple[str, ...]], int] = {}
        self._questions = questions_of(rulebase.vocabulary.facts.values())
        self._order = {path: place for place, path in enumerate(self._questions)}
        self._asking = {path: _asking(path, text) for path, text in self._questions.items()}

    def write(self, undecided: list[Undecided], inference: Inference) -> tuple[bytes, bytes]:
        """Write the open questions, and the rules that wait for their answers."""
        shares: dict[str, int] = defaultdict(int)
        decides: dict[str, list[str]] = defaultdict(list)
        counted: set[int] = set()
        found = self._wait_all(sorted(undecided, key=attrgetter("rule")), inference)
        for waiting in found:
            share = waiting.share
            if waiting.alike in counted:
                share = 0
            else:
                counted.add(waiting.alike)
            for path in waiting.paths:
                decides[path].append(waiting.rule)
                shares[path] += share
        order, values = self._order, inference.facts.values
        ranked = sorted([(-share, order[path], path) for path, share in shares.items()])
        questions = [
            self._question(path, values[PLACES[path]], decides[path]) for _, _, path in ranked
        ]
        return b",".join(questions), b",".join([waiting.text for waiting in found])

    def _wait_all(self, undecided: Iterable[Undecided], inference: Inference) -> list[_Waiting]:
        """Say of each rule which fields it waits for, mostly the same ones as the last time.

        Others are wanted where the field of a fact is stated and not enough, and what a derived
        fact waits for stands in for it.
        """
        unusual = {*inference.facts.unsettled, *inference.lacking}
        fields: dict[int, tuple[str, ...]] = {}
        return [
            entry.rendered or self._wait_as_usual(entry)
            if unusual.isdisjoint(entry.missing)
            else self._wait_unusually(entry, inference, fields)
            for entry in undecided
        ]

    def _wait_as_usual(self, entry: Undecided) -> _Waiting:
        waiting = self._wait(entry.rule, [self._asks[fact] for fact in entry.missing])
        entry.rendered = waiting
        return waiting

    def _wait_unusually(
        self, entry: Undecided, inference: Inference, fields: dict[int, tuple[str, ...]]
    ) -> _Waiting:
        """Look up what each missing fact needs; ``fields`` remembers it for one report."""
        paths: list[str] = []
        for fact in entry.missing:
            if fact not in fields:
                fields[fact] = tuple(self._settling(fact, inference))
            paths += fields[fact]
        return self._wait(entry.rule, paths)

    def _settling(self, fact: int, inference: Inference) -> Iterator[str]:
        """Give the fields that would settle a fact, be it a derived one."""
        if fact in inference.lacking:
            for missing in inference.lacking[fact]:
                yield from self._settling(missing, inference)
        elif inference.facts.values[self._places[fact]] is None:
            yield self._asks[fact]
        else:
            yield self._reader.wanted(fact, inference.facts) or self._asks[fact]

    def _wait(self, rule: int, paths: Iterable[str]) -> _Waiting:
        key = (rule, tuple(dict.fromkeys(paths)))
        return self._waiting.get(key) or self._waiting.keep(key, self._say(*key))

    def _say(self, rule: int, paths: tuple[str, ...]) -> _Waiting:
        name = self._ids[rule]
        text = f'{{"rule":"{name}","missing":{json_text(list(paths))}}}'
        alike = self._alike.setdefault((self._topics[rule], paths), len(self._alike))
        return _Waiting(name, paths, text.encode(), _WHOLE // len(paths), alike)

    def _question(self, path: str, value: object, decides: list[str]) -> bytes:
        asking = self._asking[path]
        if value is not None:
            needed = self._reader.fewest(path, length(value))
            asking = _asking(path, more_values(self._questions[path], path, value, needed))
        return b'%b,"decides":["%b"]}' % (asking, '","'.join(decides).encode())


def more_values(question: str, path: str, value: object, needed: float | None) -> str:
    """Word the question for a field whose list is stated and holds too few values."""
    verb = "Log" if FIELDS[path].kind == "series" else "Give"
    least = f", {needed:.0f} needed at least" if needed else ""
    return f"{question} {verb} more values: {length(value)} so far{least}."


def _asking(path: str, question: str) -> bytes:
    """Write the part of an open question that is always the same."""
    choices: list[object] = list(FIELDS[path].symbols)
    if FIELDS[path].kind == "boolean":
        choices = [True, False]
    return (
        f'{{"path":"{path}","question":{json_text(question)},"choices":{json_text(choices)}'
    ).encode()


def questions_of(facts: Iterable[Fact]) -> dict[str, str]:
    """Return the question that asks for each field: best that of the fact it simply states."""
    questions: dict[str, str] = {}
    for fact in facts:
        if fact.readings == (Stated(fact.asks),):
            questions[fact.asks] = fact.question
        else:
            questions.setdefault(fact.asks, fact.question)
    for path, field in FIELDS.items():
        questions.setdefault(path, f"What is the {field.description}?")
    return questions

"""Write what is still open: rules that wait for fields, and the questions that would help most.

Rules of one topic that wait for the same fields are mostly rows of which one will fire, so they
count as one; what waits for several fields gives each an equal share of itself. Questions stand in
the order of the shares that they gather, the largest first, then in that of the vocabulary. A list
that holds too few values is asked for again, with the number of those that it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from advisor.descriptor import FIELDS
from advisor.facts import PLACES, Fact, FactReader, Facts, Stated, length
from advisor.inference import Inference, Undecided
from advisor.report.evidence import json_text
from advisor.rulebase import RuleBase

__all__ = ["QuestionWriter", "more_values", "questions_of"]

_WHOLE = 5040  # divides evenly by every number up to ten


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A rule that waits for fields: their paths, and the entry of the report that says so.

    ``share`` is each field's share of the rule, in parts that add up alike for all rules.
    """

    paths: tuple[str, ...]
    text: bytes
    share: int


class QuestionWriter:
    """Writes the open questions of reports and the rules that could not be decided."""

    def __init__(self, rulebase: RuleBase, reader: FactReader) -> None:
        self._ids = list(rulebase.rules)
        self._topics = [rule.topic for rule in rulebase.rules.values()]
        self._reader = reader
        self._asks = [(fact.asks, PLACES[fact.asks]) for fact in rulebase.vocabulary.numbered]
        self._questions = questions_of(rulebase.vocabulary.facts.values())
        self._order = {path: place for place, path in enumerate(self._questions)}
        self._asking = {path: _asking(path, text) for path, text in self._questions.items()}

    def write(self, undecided: list[Undecided], inference: Inference) -> tuple[bytes, bytes]:
        """Write the open questions, and the rules that wait for their answers."""
        shares: dict[str, int] = {}
        decides: dict[str, list[str]] = {}
        entries = []
        fields: dict[int, str] = {}
        counted: set[tuple[str, tuple[str, ...]]] = set()
        for entry in sorted(undecided, key=attrgetter("rule")):
            waiting = self._wait(entry, self._missing(entry.missing, inference, fields))
            entries.append(waiting.text)
            same = (self._topics[entry.rule], waiting.paths)
            name, share = self._ids[entry.rule], 0 if same in counted else waiting.share
            counted.add(same)
            for path in waiting.paths:
                if path in decides:
                    decides[path].append(name)
                    shares[path] += share
                else:
                    decides[path], shares[path] = [name], share
        ranked = sorted((-share, self._order[path], path) for path, share in shares.items())
        values = inference.facts.values
        questions = [
            self._question(path, values[PLACES[path]], decides[path]) for _, _, path in ranked
        ]
        return b",".join(questions), b",".join(entries)

    def _wait(self, entry: Undecided, missing: dict[str, None]) -> _Waiting:
        """Return what is said of a rule; it mostly waits for the same fields as the last time."""
        paths = tuple(missing)
        waiting = entry.rendered
        if not isinstance(waiting, _Waiting) or waiting.paths != paths:
            text = f'{{"rule":"{self._ids[entry.rule]}","missing":{json_text(list(paths))}}}'
            waiting = entry.rendered = _Waiting(paths, text.encode(), _WHOLE // len(paths))
        return waiting

    def _missing(
        self, facts: tuple[int, ...], inference: Inference, fields: dict[int, str]
    ) -> dict[str, None]:
        """Return the fields to supply; what a derived fact waits for stands in for it.

        ``fields`` remembers the field of each fact for as long as one report is written.
        """
        paths: dict[str, None] = {}
        for fact in facts:
            if fact in inference.lacking:
                paths |= self._missing(inference.lacking[fact], inference, fields)
                continue
            path = fields.get(fact)
            if path is None:
                path = fields[fact] = self._field(fact, inference.facts)
            paths[path] = None
        return paths

    def _field(self, fact: int, facts: Facts) -> str:
        asks, place = self._asks[fact]
        return asks if facts.values[place] is None else self._reader.wanted(fact, facts) or asks

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

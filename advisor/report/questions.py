"""Write what is still open: rules that wait for fields, and the questions that would help most.

A rule that waits for several fields gives each an equal share of itself. Questions stand in the
order of the shares that they gather, the largest first, then in that of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from advisor.descriptor import FIELDS
from advisor.facts import PLACES, Fact, Stated, Vocabulary
from advisor.inference import Inference, Undecided
from advisor.report.evidence import json_text
from advisor.rulebase import RuleBase

__all__ = ["QuestionWriter"]

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

    def __init__(self, rulebase: RuleBase) -> None:
        self._ids = list(rulebase.rules)
        self._fields = [
            tuple(_fields_of(fact, rulebase.vocabulary)) for fact in rulebase.vocabulary.numbered
        ]
        questions = _questions(rulebase.vocabulary.facts.values())
        self._order = {path: place for place, path in enumerate(questions)}
        self._asking = {path: _asking(path, text) for path, text in questions.items()}

    def write(self, undecided: list[Undecided], inference: Inference) -> tuple[bytes, bytes]:
        """Write the open questions, and the rules that wait for their answers."""
        shares: dict[str, int] = {}
        decides: dict[str, list[str]] = {}
        entries = []
        for entry in sorted(undecided, key=attrgetter("rule")):
            waiting = entry.rendered
            if not isinstance(waiting, _Waiting):
                waiting = self._wait(entry, inference)
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

    def _wait(self, entry: Undecided, inference: Inference) -> _Waiting:
        paths = tuple(self._missing(entry.missing, inference.lacking, inference.facts.values))
        text = f'{{"rule":"{self._ids[entry.rule]}","missing":{json_text(list(paths))}}}'
        waiting = _Waiting(paths, text.encode(), _WHOLE // len(paths))
        if all(self._always_asks_alike(fact) for fact in entry.missing):
            entry.rendered = waiting
        return waiting

    def _always_asks_alike(self, fact: int) -> bool:
        return fact < len(self._fields) and len(self._fields[fact]) == 1

    def _missing(
        self,
        facts: tuple[int, ...],
        lacking: Mapping[int, tuple[int, ...]],
        values: list[object],
    ) -> dict[str, None]:
        """Return the fields to supply: of each fact the first that is not stated yet.

        What a derived fact waits for stands in for it.
        """
        paths: dict[str, None] = {}
        for fact in facts:
            if fact in lacking:
                paths |= self._missing(lacking[fact], lacking, values)
                continue
            fields = self._fields[fact]
            open_fields = (path for path in fields if values[PLACES[path]] is None)
            paths[next(open_fields, fields[0])] = None
        return paths

    def _question(self, path: str, decides: list[str]) -> bytes:
        return b'%b,"decides":["%b"]}' % (self._asking[path], '","'.join(decides).encode())


def _fields_of(fact: Fact, vocabulary: Vocabulary) -> Iterable[str]:
    """Return the fields that may settle a fact, the one to ask for first.

    Other readings are ways around the asked field; only what it must be measured with has
    to be supplied as well.
    """
    behind = [list(vocabulary.fields_of(reading)) for reading in fact.readings]
    together = [fields for fields in behind if fact.asks in fields]
    return dict.fromkeys([fact.asks, *(path for fields in together for path in fields)])


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
    for path, field in FIELDS.items():
        questions.setdefault(path, f"What is the {field.description}?")
    return questions

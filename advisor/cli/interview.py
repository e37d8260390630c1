"""Hold the questions and the answers of ``advisor init``."""

from __future__ import annotations

from pydantic import JsonValue

from advisor.cli.reading import put
from advisor.descriptor import FIELDS, from_mapping
from advisor.report.model import OpenQuestion
from advisor.service import Advisor

__all__ = ["Interview"]

_YES = frozenset({"y", "yes", "true", "1"})
_NO = frozenset({"n", "no", "false", "2"})
_HINTS = {
    "integer": "a whole number",
    "number": "a number",
    "text": "free text",
    "symbols": "one or more, separated by commas",
    "integers": "whole numbers, separated by commas",
}


class Interview:
    """Asks for one field after another, each at most once."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self._asked: set[str] = set()
        self.given: dict[str, JsonValue] = {}
        self.questions: dict[str, str] = {}

    def next_question(self) -> OpenQuestion | None:
        """Return the most useful question that was not asked yet, or None at the end."""
        report = self._advisor.advise(self.given)
        for question in report.open_questions:
            # A curve is read from a log, not typed.
            askable = question.path in FIELDS and FIELDS[question.path].kind != "series"
            if askable and question.path not in self._asked:
                self._asked.add(question.path)
                return question
        return None

    def choices(self, question: OpenQuestion) -> tuple[str, ...]:
        """Return what may be answered, where the field has a closed list."""
        field = FIELDS[question.path]
        if field.kind == "boolean":
            return ("yes", "no")
        asked = tuple(str(choice) for choice in question.choices)
        return asked if set(asked) <= set(field.symbols) else field.symbols

    def hint(self, question: OpenQuestion) -> str:
        """Say what kind of answer is wanted, where there is no closed list."""
        return _HINTS.get(FIELDS[question.path].kind, "")

    def answer(self, question: OpenQuestion, text: str) -> None:
        """Take an answer down.

        Raises:
            DescriptorError: the field cannot hold this value.
        """
        changed = put(self.given, question.path, self._value(question, text))
        from_mapping(changed, name="answer")
        self.given = changed
        self.questions[question.path] = question.question

    def _value(self, question: OpenQuestion, text: str) -> JsonValue:
        kind = FIELDS[question.path].kind
        if kind == "boolean":
            return _boolean(text)
        if kind in ("symbols", "integers"):
            parts = [part.strip() for part in text.strip("[]").split(",")]
            return [self._single(question, part) for part in parts if part]
        return text if kind == "text" else self._single(question, text)

    def _single(self, question: OpenQuestion, text: str) -> JsonValue:
        choices = self.choices(question)
        if not choices:
            return _number(text)
        chosen = text.isdecimal() and 1 <= int(text) <= len(choices)
        return choices[int(text) - 1] if chosen else text


def _boolean(text: str) -> JsonValue:
    word = text.casefold()
    return True if word in _YES else False if word in _NO else text


def _number(text: str) -> JsonValue:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text

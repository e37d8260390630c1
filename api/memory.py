"""Answers given before: asking is pure, so the same question has the same answer."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

__all__ = ["Memory", "Question", "Remembered", "question"]

_ROOM = 8_388_608

Question = tuple[str, str, bytes, bytes]
"""The hash of the rule base that is asked, the path, the query string and the body."""


def question(rule_base: str, scope: Scope, body: bytes = b"") -> Question:
    """Return all that an answer depends on."""
    return (rule_base, scope["path"], scope["query_string"], body)


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer, the route that gave it, and the bytes that it takes with its question."""

    content: bytes
    route: object
    size: int


class Memory:
    """Keeps the answers that were asked for last, in so many bytes."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._used = 0
        self._answers: dict[Question, Remembered] = {}

    @property
    def used(self) -> int:
        """The bytes that are taken."""
        return self._used

    def get(self, asked: Question) -> Remembered | None:
        """Return the answer to a question, where it is remembered."""
        found = self._answers.pop(asked, None)
        if found is not None:
            self._answers[asked] = found  # now the last to be forgotten
        return found

    def put(self, asked: Question, content: bytes, route: object) -> None:
        """Remember an answer, and forget what was not asked for longest."""
        size = len(content) + len(asked[2]) + len(asked[3])
        if asked in self._answers or size > self._room // 8:
            return
        self._answers[asked] = Remembered(content, route, size)
        self._used += size
        while self._used > self._room:
            self._used -= self._answers.pop(next(iter(self._answers))).size

"""The tables as rules of CLIPS, through clipspy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import clips

from benchmarks.engines.tables import Facts, Knowledge, Row

__all__ = ["ClipsRules"]

_CHUNK = 16


class ClipsRules:
    """One template for what is given, one fact for each conclusion, one list of what fired.

    Queries carry a number, so that several are matched in one run: resetting the environment
    once for many is what makes batches cheap. Longer runs pay more for the growing list.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._environment: Any = clips.Environment()
        slots = " ".join(f"(slot {fact})" for fact in knowledge.symbols)
        self._build(f"(deftemplate given (slot query) {slots})")
        for fact in knowledge.concluded:
            self._build(f"(deftemplate {fact} (slot query) (slot symbol))")
        self._build("(defglobal ?*fired* = (create$))")
        for table in knowledge.tables:
            for row in table.rows:
                self._build(_rule(row, knowledge))
        self._given = self._environment.find_template("given")
        self._fired = self._environment.find_global("fired")
        words = {symbol for symbols in knowledge.symbols.values() for symbol in symbols}
        self._words = {word: clips.Symbol(word) for word in words}

    def ask(self, facts: Facts) -> object:
        """Return the ids of the rules that fired."""
        return self._run([facts])[1::2]

    def ask_all(self, many: Sequence[Facts]) -> Sequence[object]:
        """Run many queries at once, a chunk at a time."""
        found: list[object] = []
        for start in range(0, len(many), _CHUNK):
            chunk = many[start : start + _CHUNK]
            answers: list[list[str]] = [[] for _ in chunk]
            fired = self._run(chunk)
            for query, rule in zip(fired[::2], fired[1::2], strict=True):
                answers[query].append(rule)
            found += answers
        return found

    def rules(self, answer: object) -> frozenset[str]:
        """Take the symbols as text."""
        assert isinstance(answer, Sequence)
        return frozenset(map(str, answer))

    def _run(self, many: Sequence[Facts]) -> tuple[Any, ...]:
        environment, words, put = self._environment, self._words, self._given.assert_fact
        environment.reset()
        for number, facts in enumerate(many):
            put(query=number, **{fact: words[symbol] for fact, symbol in facts.items()})
        environment.run()
        found: tuple[Any, ...] = self._fired.value
        return found

    def _build(self, construct: str) -> None:
        self._environment.build(construct)


def _rule(row: Row, knowledge: Knowledge) -> str:
    given = "".join(
        f" ({fact} {'|'.join(symbols)})" for fact, symbols in row.when.items()
        if fact in knowledge.symbols
    )  # fmt: skip
    derived = "".join(
        f" ({fact} (query ?q) (symbol {'|'.join(symbols)}))" for fact, symbols in row.when.items()
        if fact in knowledge.concluded
    )  # fmt: skip
    concludes = "".join(
        f" (assert ({fact} (query ?q) (symbol {symbol})))" for fact, symbol in row.concludes.items()
    )
    does = f"(bind ?*fired* ?*fired* ?q {row.id}){concludes}"
    return f"(defrule {row.id} (given (query ?q){given}){derived} => {does})"

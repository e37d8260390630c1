"""The tables as plain Python, one `if` a rule, written out by a translator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.engines.tables import Facts, Knowledge, Row, Table

__all__ = ["WrittenOut", "source"]


class WrittenOut:
    """One function, compiled once; rules that exclude each other are joined by `elif`."""

    def __init__(self, knowledge: Knowledge) -> None:
        room: dict[str, Any] = {}
        exec(compile(source(knowledge), "<rules>", "exec"), room)
        self._ask: Callable[[Facts], list[str]] = room["ask"]

    def ask(self, facts: Facts) -> object:
        """Return the ids of the rules that fired."""
        return self._ask(facts)

    def ask_all(self, many: Sequence[Facts]) -> Sequence[object]:
        """Ask one by one."""
        return list(map(self._ask, many))

    def rules(self, answer: object) -> frozenset[str]:
        """Take the ids."""
        assert isinstance(answer, list)
        return frozenset(answer)


def source(knowledge: Knowledge) -> str:
    """Write the tables out as one function from facts to the ids of the rules that fire."""
    lines = ["def ask(facts):", "    get = facts.get", "    fired = []"]
    lines += [f"    {fact} = get({fact!r})" for fact in knowledge.symbols]
    lines += [f"    {fact} = None" for fact in knowledge.concluded]
    for table in knowledge.tables:
        lines += _table(table)
    return "\n".join([*lines, "    return fired", ""])


def _table(table: Table) -> list[str]:
    lines = []
    for number, row in enumerate(table.rows):
        word = "elif" if table.exclusive and number else "if"
        lines.append(f"    {word} {_condition(row)}:")
        lines.append(f"        fired.append({row.id!r})")
        lines += [f"        {fact} = {symbol!r}" for fact, symbol in row.concludes.items()]
    return lines


def _condition(row: Row) -> str:
    tests = [
        f"{fact} == {symbols[0]!r}" if len(symbols) == 1 else f"{fact} in {tuple(symbols)!r}"
        for fact, symbols in row.when.items()
    ]
    return " and ".join(tests) or "True"

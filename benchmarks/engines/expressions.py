"""The tables as compiled expressions of rule-engine."""

from __future__ import annotations

from collections.abc import Sequence

import rule_engine

from benchmarks.engines.tables import Facts, Knowledge, Row

__all__ = ["Expressions"]


class Expressions:
    """One expression a rule, compiled once; the library has no tables and no chaining.

    Comparisons joined by "or" are twice as fast here as membership in a list. In a table of which
    at most one rule fires, nothing is looked at after it.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        context = rule_engine.Context(resolver=rule_engine.resolve_item, default_value=None)
        self._tables = [
            (
                table.exclusive,
                [(rule_engine.Rule(_text(row), context=context), row) for row in table.rows],
            )
            for table in knowledge.tables
        ]

    def ask(self, facts: Facts) -> object:
        """Return the ids of the rules that fired."""
        known = dict(facts)
        found: list[str] = []
        for exclusive, rules in self._tables:
            for rule, row in rules:
                if rule.matches(known):
                    found.append(row.id)
                    known.update(row.concludes)
                    if exclusive:
                        break
        return found

    def ask_all(self, many: Sequence[Facts]) -> Sequence[object]:
        """Ask one by one; the library filters many things by one rule, which chains cannot use."""
        return [self.ask(facts) for facts in many]

    def rules(self, answer: object) -> frozenset[str]:
        """Take the ids."""
        assert isinstance(answer, list)
        return frozenset(answer)


def _text(row: Row) -> str:
    return " and ".join(map(_any_of, row.when.items())) or "true"


def _any_of(wanted: tuple[str, Sequence[str]]) -> str:
    fact, symbols = wanted
    return "(" + " or ".join(f'{fact} == "{symbol}"' for symbol in symbols) + ")"

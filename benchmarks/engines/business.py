"""The tables as rules of business-rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_TEXT
from business_rules.variables import BaseVariables, string_rule_variable

from benchmarks.engines.tables import Facts, Knowledge, Row

__all__ = ["BusinessRules"]


class BusinessRules:
    """One list of conditions and actions a table; the variables read a dictionary."""

    def __init__(self, knowledge: Knowledge) -> None:
        names = (*knowledge.symbols, *knowledge.concluded)
        variables = {name: _variable(name) for name in names}
        self._kind: Any = type("Variables", (_Variables,), variables)
        self._concludes = {
            row.id: row.concludes for table in knowledge.tables for row in table.rows
        }
        self._tables = [
            (table.exclusive, [_rule(row) for row in table.rows]) for table in knowledge.tables
        ]

    def ask(self, facts: Facts) -> object:
        """Return the ids of the rules that fired."""
        known = dict(facts)
        variables, actions = self._kind(known), _Actions(known, self._concludes)
        for exclusive, rules in self._tables:
            run_all(rules, variables, actions, stop_on_first_trigger=exclusive)
        return actions.fired

    def ask_all(self, many: Sequence[Facts]) -> Sequence[object]:
        """Ask one by one; the library has no batch call."""
        return [self.ask(facts) for facts in many]

    def rules(self, answer: object) -> frozenset[str]:
        """Take the ids."""
        assert isinstance(answer, list)
        return frozenset(answer)


class _Variables(BaseVariables):  # type: ignore[misc]
    def __init__(self, known: Facts) -> None:
        self.known = known


class _Actions(BaseActions):  # type: ignore[misc]
    def __init__(self, known: dict[str, str], concludes: Mapping[str, Facts]) -> None:
        self.fired: list[str] = []
        self._known = known
        self._concludes = concludes

    @rule_action(params={"rule": FIELD_TEXT})  # type: ignore[untyped-decorator]
    def fire(self, rule: str) -> None:
        """Note a rule, and hand on what it concludes."""
        self.fired.append(rule)
        self._known.update(self._concludes[rule])


def _variable(name: str) -> Callable[[_Variables], str]:
    def read(self: _Variables) -> str:
        return self.known.get(name, "")

    read.__name__ = name
    made: Callable[[_Variables], str] = string_rule_variable()(read)
    return made


def _rule(row: Row) -> dict[str, object]:
    return {
        "conditions": {"all": [_any_of(fact, symbols) for fact, symbols in row.when.items()]},
        "actions": [{"name": "fire", "params": {"rule": row.id}}],
    }


def _any_of(fact: str, symbols: Sequence[str]) -> dict[str, object]:
    tests: list[dict[str, object]] = [
        {"name": fact, "operator": "equal_to", "value": symbol} for symbol in symbols
    ]
    return {"any": tests} if len(tests) > 1 else tests[0]

"""Choose findings by rule, topic and severity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import UnknownNameError
from advisor.review.folders import matches
from advisor.review.model import SEVERITIES, Finding
from advisor.rulebase import RuleBase

__all__ = ["ALL", "Selection", "Selector"]

ALL = "ALL"
"""Stands for every rule."""


class Selector:
    """Knows the names that rules go by: id, beginning of the id, name, topic."""

    def __init__(self, rulebase: RuleBase) -> None:
        self._ids = frozenset(rulebase.rules)
        names = {rule.name for rule in rulebase.rules.values()}
        self._names = names | set(rulebase.topics)

    def check(self, name: str) -> None:
        """See that a name stands for a rule.

        Raises:
            UnknownNameError: It stands for none; the nearest is offered.
        """
        if name == ALL or name in self._names or any(each.startswith(name) for each in self._ids):
            return
        raise UnknownNameError("rule or topic", name, [*self._ids, *self._names])

    def chosen(self, finding: Finding, names: Iterable[str]) -> bool:
        """Whether one of some names stands for the rule of a finding."""
        own = (finding.name, finding.topic, ALL)
        return any(name in own or finding.rule.startswith(name) for name in names)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which findings are wanted; an empty ``select`` wants all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file: Mapping[str, Sequence[str]] = field(default_factory=dict)
    severity: str = "info"

    def check(self, selector: Selector) -> None:
        """See that every name stands for a rule.

        Raises:
            UnknownNameError: One of them does not.
        """
        files = (name for names in self.per_file.values() for name in names)
        for name in (*self.select, *self.ignore, *files):
            selector.check(name)

    def wants(self, finding: Finding, file: str, selector: Selector) -> bool:
        """Whether a finding in a file is wanted."""
        if SEVERITIES.index(finding.severity) < SEVERITIES.index(self.severity):
            return False
        if self.select and not selector.chosen(finding, self.select):
            return False
        patterns = self.per_file.items()
        here = [names for pattern, names in patterns if matches(Path(file), [pattern])]
        left_out = (*self.ignore, *(name for names in here for name in names))
        return not selector.chosen(finding, left_out)

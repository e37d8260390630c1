"""Adjust a rule base to a user: leave rules out, move thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from advisor.errors import UnknownNameError
from advisor.rulebase.model import RuleBase

__all__ = ["Profile", "adjust", "frozen"]

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Profile:
    """A user's own choices: rules to leave out, with reasons, and thresholds to move."""

    disable: Mapping[str, str]
    thresholds: Mapping[str, float]


def adjust(
    rulebase: RuleBase,
    disable: Mapping[str, str] | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> RuleBase:
    """Take some rules out, each with the reason, and move some thresholds.

    Raises:
        UnknownNameError: A rule or a threshold does not exist.
    """
    out = {**rulebase.disabled, **(disable or {})}
    for name in out:
        if name not in rulebase.rules and name not in rulebase.disabled:
            raise UnknownNameError("rule", name, rulebase.rules)
    moved = dict(rulebase.thresholds)
    for name, value in (thresholds or {}).items():
        if name not in moved:
            raise UnknownNameError("threshold", name, moved)
        moved[name] = replace(moved[name], value=value, reason="set by the caller")
    topics = {
        name: replace(topic, rules=tuple(r for r in topic.rules if r.id not in out))
        for name, topic in rulebase.topics.items()
    }
    return replace(
        rulebase,
        topics=frozen(topics),  # those left without rules too: others may build on them
        rules=frozen({name: rule for name, rule in rulebase.rules.items() if name not in out}),
        thresholds=frozen(moved),
        disabled=frozen(out),
    )


def frozen(mapping: Mapping[str, _Value]) -> Mapping[str, _Value]:
    """Return a copy of a mapping that nobody can change."""
    return MappingProxyType(dict(mapping))

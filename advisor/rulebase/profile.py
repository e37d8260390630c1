"""Adjust a rule base to a user: leave rules out, move thresholds."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from advisor.errors import AdvisorError, UnknownNameError
from advisor.rulebase.model import RuleBase

__all__ = ["Profile", "adjust", "frozen"]

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Profile:
    """A user's own choices: rules to leave out and thresholds to move, both with reasons."""

    disable: Mapping[str, str]
    thresholds: Mapping[str, float]
    reasons: Mapping[str, str]


def adjust(
    rulebase: RuleBase,
    disable: Mapping[str, str] | None = None,
    thresholds: Mapping[str, float] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> RuleBase:
    """Take some rules out, each with the reason, and move some thresholds.

    The hash of the rule base changes with both. A threshold without an entry in ``reasons``,
    which are by name, was set by the caller.

    Raises:
        UnknownNameError: A rule or a threshold does not exist.
        AdvisorError: A rule is taken out without a reason, or a threshold is no finite number.
    """
    _check(rulebase, disable or {}, thresholds or {})
    out = {**rulebase.disabled, **(disable or {})}
    moved = dict(rulebase.thresholds)
    for name, value in (thresholds or {}).items():
        reason = (reasons or {}).get(name, "set by the caller")
        moved[name] = replace(moved[name], value=value, reason=reason)
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
        hash=_hash(rulebase.hash, disable or {}, thresholds or {}),
    )


def _check(
    rulebase: RuleBase, disable: Mapping[str, object], thresholds: Mapping[str, object]
) -> None:
    for name, reason in disable.items():
        if name not in rulebase.rules and name not in rulebase.disabled:
            raise UnknownNameError("rule", str(name), rulebase.rules)
        if not isinstance(reason, str) or not reason.strip():
            raise AdvisorError(f"the rule {name} is disabled without a reason: {reason!r:.60}")
    for name, value in thresholds.items():
        if name not in rulebase.thresholds:
            raise UnknownNameError("threshold", str(name), rulebase.thresholds)
        if not _is_finite(value):
            raise AdvisorError(f"the threshold {name!r} must be a finite number, not {value!r:.60}")


def _is_finite(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -math.inf < value < math.inf


def _hash(before: str, disable: Mapping[str, str], thresholds: Mapping[str, float]) -> str:
    """Return the hash of a rule base with somebody's choices; the same ones, the same hash."""
    choices = [before, sorted(disable.items()), sorted(thresholds.items())]
    return hashlib.sha256(json.dumps(choices).encode()).hexdigest() if any(choices[1:]) else before


def frozen(mapping: Mapping[str, _Value]) -> Mapping[str, _Value]:
    """Return a copy of a mapping that nobody can change."""
    return MappingProxyType(dict(mapping))

"""Faulty programs beside their repairs: which faults are told, and how often a repair is blamed.

The form is that of labeled runs, with ``fault``, ``pair`` and ``variant`` (``buggy`` or
``repaired``) in the manifest; runs with the same ``pair`` share data and seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Findings", "Told", "compare_pairs", "write_pairs"]

Findings = Callable[[Mapping[str, Any]], frozenset[str]]
"""What is found wrong with a run: names of symptoms or of rules, none for a sound one."""


@dataclass
class Told:
    """How many pairs of one fault are told apart; the names that told, and those on repairs."""

    pairs: int = 0
    told: int = 0
    names: dict[str, int] = field(default_factory=dict)
    alarms: dict[str, int] = field(default_factory=dict)
    alarmed: int = 0

    @property
    def most(self) -> bool:
        """Whether more than half of the pairs are told apart."""
        return 2 * self.told > self.pairs


def compare_pairs(runs: Iterable[Mapping[str, Any]], findings: Findings) -> dict[str, Told]:
    """Return by fault how often something is found in the faulty run and not in its repair."""
    pairs: dict[str, dict[str, Mapping[str, Any]]] = {}
    for run in runs:
        pairs.setdefault(str(run["pair"]), {})[str(run["variant"])] = run
    faults: dict[str, Told] = {}
    for pair in pairs.values():
        fault = faults.setdefault(str(pair["buggy"]["fault"]), Told())
        wrong, sound = findings(pair["buggy"]), findings(pair["repaired"])
        fault.pairs += 1
        fault.told += bool(wrong - sound)
        fault.alarmed += bool(sound)
        for names, counts in ((wrong - sound, fault.names), (sound, fault.alarms)):
            for name in names:
                counts[name] = counts.get(name, 0) + 1
    return faults


def write_pairs(title: str, faults: Mapping[str, Told]) -> str:
    """Write the table of one way of looking as text."""
    told = sum(fault.most for fault in faults.values())
    repairs = sum(fault.pairs for fault in faults.values())
    alarmed = sum(fault.alarmed for fault in faults.values())
    lines = [
        f"{title}: {told} of {len(faults)} faults told in more than half of their pairs, "
        f"{sum(f.told for f in faults.values())} of {repairs} pairs; "
        f"{alarmed} repairs with a finding ({alarmed / max(1, repairs):.1%})"
    ]
    for name, fault in faults.items():
        lines.append(
            f"  {name:30} {fault.told:2}/{fault.pairs:<2} {'told' if fault.most else '    '} "
            f"{_counts(fault.names)}  | on repairs: {_counts(fault.alarms)}"
        )
    return "\n".join(lines)


def _counts(names: Mapping[str, int]) -> str:
    ordered = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered) or "-"

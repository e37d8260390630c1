"""Faulty programs beside their repairs: which faults are told, and how often a repair is blamed.

The form is that of labeled runs, with ``fault``, ``pair`` and ``variant`` (``buggy`` or
``repaired``) in the manifest; runs with the same ``pair`` share data and seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.diagnosis.tables import table

__all__ = ["Findings", "Told", "compare_pairs", "write_faults", "write_names", "write_pairs"]

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
    """Write how many faults and pairs one way of looking tells, and on which repairs it speaks."""
    pairs = sum(fault.pairs for fault in faults.values())
    alarmed = sum(fault.alarmed for fault in faults.values())
    return (
        f"{title}: {sum(fault.most for fault in faults.values())} of {len(faults)} faults told in "
        f"more than half of their pairs, {sum(fault.told for fault in faults.values())} of {pairs} "
        f"pairs; something found in {alarmed} repairs ({alarmed / max(1, pairs):.1%})"
    )


def write_faults(ways: Mapping[str, Mapping[str, Told]]) -> str:
    """Write a table of the pairs told of each fault, by each way of looking."""
    faults = list(dict.fromkeys(fault for told in ways.values() for fault in told))
    rows = [
        (fault, *(f"{told[fault].told} of {told[fault].pairs}" for told in ways.values()))
        for fault in faults
    ]
    return table(("pairs told", *ways), rows)


def write_names(faults: Mapping[str, Told]) -> str:
    """Write what told each fault from its repairs, and what was found in repairs."""
    rows = [(name, _counts(f.names), _counts(f.alarms)) for name, f in faults.items()]
    return table(("fault", "told by", "found in repairs"), rows)


def _counts(names: Mapping[str, int]) -> str:
    ordered = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered) or "-"

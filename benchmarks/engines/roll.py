"""The engines that are compared, by the names that the tables print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec

from benchmarks.engines.tables import Engine, Knowledge

__all__ = ["OURS", "ROLL", "build", "lacking"]

OURS = "this advisor, engine room"

ROLL: Mapping[str, tuple[str, str, str]] = {
    OURS: ("ours", "EngineRoom", "advisor"),
    "plain Python ifs": ("written_out", "WrittenOut", "advisor"),
    "zen-engine (Rust)": ("zen_tables", "ZenTables", "zen"),
    "clipspy (C)": ("clips_rules", "ClipsRules", "clips"),
    "rule-engine": ("expressions", "Expressions", "rule_engine"),
    "business-rules": ("business", "BusinessRules", "business_rules"),
}
"""Name -> the module here, its class, and the package that it needs."""


def lacking() -> list[str]:
    """Name the packages that are not installed; the group `peers` holds them."""
    return [package for _, _, package in ROLL.values() if find_spec(package) is None]


def build(name: str, knowledge: Knowledge) -> Engine:
    """Make knowledge ready in one engine."""
    module, kind, _ = ROLL[name]
    make: Callable[[Knowledge], Engine] = getattr(
        import_module(f"benchmarks.engines.{module}"), kind
    )
    return make(knowledge)

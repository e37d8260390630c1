"""Medians of times, and the memory of a process of its own."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from advisor.rulebase import load
from benchmarks.engines.roll import ROLL, build
from benchmarks.engines.tables import Engine, Facts, Knowledge, never_twice, taken_from

__all__ = ["batch", "each", "load_time", "main", "memory", "resident"]

Query = TypeVar("Query")
_ROOT = Path(__file__).resolve().parents[2]


def each(ask: Callable[[Query], object], many: Sequence[Query]) -> float:
    """Return the median microseconds of one query, each timed alone."""
    taken = []
    clock = time.perf_counter_ns
    for query in many:
        start = clock()
        ask(query)
        taken.append(clock() - start)
    return statistics.median(taken) / 1e3


def batch(engine: Engine, rounds: Sequence[Sequence[Facts]]) -> float:
    """Return the median microseconds a query when many are handed over at once.

    That is processor time, so that other programs on the machine do not count.
    """
    taken = []
    for many in rounds:
        start = time.process_time()
        engine.ask_all(many)
        taken.append((time.process_time() - start) / len(many))
    return statistics.median(taken) * 1e6


def load_time(name: str, knowledge: Knowledge, runs: int = 5) -> float:
    """Return the median milliseconds from tables to the first answer; imports come before."""
    build(name, knowledge).ask({})
    taken = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        build(name, knowledge).ask({})
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1e3


def memory(name: str, queries: int) -> tuple[float, float]:
    """Return the megabytes that an engine adds to a process of its own.

    Returns:
        First with its import and the compiled tables, then after so many queries besides.
    """
    command = [sys.executable, "-m", "benchmarks.engines.timing", name, str(queries)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, cwd=_ROOT).stdout
    loaded, asked = map(float, shown.split())
    return loaded, asked


def resident() -> float:
    """Return the resident megabytes of this process."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell how much memory a process holds")


def main(name: str, queries: int) -> None:
    """Print what memory an engine takes when loaded, and what queries add."""
    assert name in ROLL
    knowledge = taken_from(load()[0])
    some = list(islice(never_twice(knowledge, 3), 1000))
    row = never_twice(knowledge, 5)
    for _ in range(queries):  # what drawing queries takes is not the engine's
        next(row)
    row = never_twice(knowledge, 5)
    before = resident()
    engine = build(name, knowledge)
    engine.ask(some[0])
    loaded = resident()
    for _ in range(queries // 1000):
        engine.ask_all(list(islice(row, 1000)))
    print(loaded - before, resident() - loaded)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

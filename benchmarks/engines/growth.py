"""Rule bases made up to grow: rules that match, and two kinds that do not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.errors import AdvisorError
from benchmarks.engines.roll import ROLL, build
from benchmarks.engines.tables import Facts, Knowledge, Row, Table
from benchmarks.engines.timing import each

__all__ = ["GROWTHS", "Grown", "grow"]

_LONGEST = 15.0
_ROWS = 10
_QUERIES = 60
_WARM = 20

Made = tuple[Knowledge, Facts, int]
"""A rule base, a query, and how many rules it fires."""


@dataclass(frozen=True, slots=True)
class Grown:
    """What one engine took with so many rules; None where it was given up, with the reason."""

    engine: str
    rules: int
    load_ms: float | None
    query_us: float | None
    why: str = ""


def one_big_table(rules: int) -> Made:
    """Make one table over three facts, of which each query matches one row."""
    side = next(n for n in range(2, 100) if n**3 >= rules)
    symbols = tuple(f"s{n}" for n in range(side))
    facts = dict.fromkeys(("first", "second", "third"), symbols)
    rows = tuple(
        Row(f"R{n}", {"first": (symbols[n // side**2],), "second": (symbols[n // side % side],),
                      "third": (symbols[n % side],)})
        for n in range(rules)
    )  # fmt: skip
    return Knowledge((Table("big", True, rows),), facts), _one(rows[rules // 2]), 1


def matters_unasked(rules: int) -> Made:
    """Make many tables with facts of their own, and state the facts of one of them."""
    count = max(1, rules // _ROWS)
    symbols = tuple(f"s{n}" for n in range(_ROWS))
    tables = tuple(
        Table(f"table{n}", True, tuple(
            Row(f"R{n}_{row}", {f"fact{n}": (symbols[row],), f"other{n}": ("s0", "s1")})
            for row in range(_ROWS)
        ))
        for n in range(count)
    )  # fmt: skip
    names = [f"{kind}{n}" for n in range(count) for kind in ("fact", "other")]
    middle = count // 2
    query = {f"fact{middle}": "s3", f"other{middle}": "s1"}
    return Knowledge(tables, dict.fromkeys(names, symbols)), query, 1


def all_match(rules: int) -> Made:
    """Make one table of which every rule fires."""
    facts = {"first": ("s0", "s1"), "second": ("s0", "s1")}
    rows = tuple(Row(f"R{n}", {"first": ("s0",), "second": ("s1",)}) for n in range(rules))
    return Knowledge((Table("all", False, rows),), facts), {"first": "s0", "second": "s1"}, rules


GROWTHS: Mapping[str, Callable[[int], Made]] = {
    "one table, one row of all matches": one_big_table,
    "tables of ten rows, nothing known of all but one": matters_unasked,
    "one table, every row matches": all_match,
}


def grow(kind: str, sizes: Sequence[int]) -> Iterator[Grown]:
    """Measure every engine with more and more rules, until it would take too long."""
    for name in ROLL:
        spent = 0.0
        for before, rules in zip((sizes[0], *sizes), sizes, strict=False):
            if spent * rules / before > _LONGEST:
                yield Grown(name, rules, None, None, "too slow")
                continue
            start = time.perf_counter()
            yield _measure(name, kind, rules)
            spent = time.perf_counter() - start


def _measure(name: str, kind: str, rules: int) -> Grown:
    knowledge, query, fired = GROWTHS[kind](rules)
    start = time.perf_counter()
    try:
        engine = build(name, knowledge)
        answer = engine.ask(query)
    except (AdvisorError, RecursionError, MemoryError) as error:
        return Grown(name, rules, None, None, type(error).__name__)
    load_ms = (time.perf_counter() - start) * 1e3
    assert len(engine.rules(answer)) == fired, (name, kind, rules)
    each(engine.ask, [query] * _WARM)
    return Grown(name, rules, load_ms, each(engine.ask, [query] * _QUERIES))


def _one(row: Row) -> Facts:
    return {fact: symbols[0] for fact, symbols in row.when.items()}

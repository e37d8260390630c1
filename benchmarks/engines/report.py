"""The measurements of one run, as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import islice

from advisor import Advisor
from benchmarks.advise import Descriptors
from benchmarks.diagnosis.tables import table
from benchmarks.engines.growth import GROWTHS, Grown, grow
from benchmarks.engines.ours import EngineRoom, Whole, described
from benchmarks.engines.roll import OURS, build
from benchmarks.engines.tables import Engine, Facts, Knowledge, never_twice
from benchmarks.engines.timing import batch, each, load_time, memory, resident

__all__ = ["agreement", "descriptors", "machine", "many_queries", "queries", "rules", "whole"]

_WARM = 5000
_WARM_PEERS = 100
_SINGLE = 500
_ROUNDS = 5
_ROUND = 400
_MEMORY = 20_000
_CHUNK = 1000
_PATIENCE = 30.0


def machine() -> str:
    """Say in general words where it ran, and with which versions."""
    packages = ("zen-engine", "clipspy", "rule-engine", "business-rules")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} processors, "
        f"{platform.python_implementation()} {platform.python_version()}; {versions}."
    )


def agreement(engines: Mapping[str, Engine], asked: Sequence[Facts]) -> str:
    """Hold the answers of all engines together; the first difference ends the run."""
    wanted = [engines[OURS].rules(engines[OURS].ask(facts)) for facts in asked]
    for name, engine in engines.items():
        single = [engine.rules(engine.ask(facts)) for facts in asked]
        at_once = [engine.rules(answer) for answer in engine.ask_all(asked)]
        for facts, *answers in zip(asked, wanted, single, at_once, strict=True):
            if len(set(answers)) > 1:
                raise SystemExit(f"{name} disagrees on {dict(facts)}: {answers}")
    fired = sum(map(len, wanted)) / len(wanted)
    return (
        f"All agree on {len(asked)} random descriptors, one by one and at once; "
        f"{fired:.1f} rules fire on average."
    )


def queries(engines: Mapping[str, Engine], knowledge: Knowledge) -> str:
    """Time single queries, batches and loading, and weigh the memory."""
    row = never_twice(knowledge, 11)
    taken = {}
    for name, engine in engines.items():
        engine.ask_all(list(islice(row, _WARM if name == OURS else _WARM_PEERS)))
        rounds = [list(islice(row, _ROUND)) for _ in range(_ROUNDS)]
        single = each(engine.ask, list(islice(row, _SINGLE)))
        taken[name] = (single, batch(engine, rounds), load_time(name, knowledge))
    head = ("", "single query", "ratio", "batch, a query", "ratio", "load", "memory", "more after")
    ours = taken[OURS]
    rows = []
    for name, (single, many, load) in taken.items():
        loaded, more = memory(name, _MEMORY)
        times = (_us(single), _ratio(single, ours[0]), _us(many), _ratio(many, ours[1]))
        rows.append((name, *times, f"{load:.1f} ms", f"{loaded:.1f} MB", f"{more:.1f} MB"))
    return table(head, rows)


def whole(advisor: Advisor, engines: Mapping[str, Engine], knowledge: Knowledge) -> str:
    """Time the advisor from JSON to JSON, and its engine room without a memory."""
    texts = _texts()
    front = Whole(advisor)
    for text in islice(texts, _WARM):
        front.everything(text)
    some = list(islice(texts, _SINGLE))
    _check_whole(advisor, front, engines, knowledge, some)
    room = engines[OURS]
    assert isinstance(room, EngineRoom)
    asked = list(islice(never_twice(knowledge, 13), _SINGLE))
    rows = [
        (f"{OURS}, memory emptied before each query", _us(_cold(room, asked))),
        ("whole advisor, JSON to report, these tables", _us(each(front.ask, some))),
        (
            f"whole advisor, JSON to report, all {len(advisor.rulebase.rules)} rules",
            _us(each(front.everything, some)),
        ),
    ]
    return table(("", "single query"), rows)


def rules(sizes: Sequence[int]) -> Iterator[str]:
    """Grow rule bases of three kinds, a table each: query time, then load time."""
    for kind in GROWTHS:
        found: dict[str, list[Grown]] = {}
        for grown in grow(kind, sizes):
            found.setdefault(grown.engine, []).append(grown)
        head = (kind, *(f"{size} rules" for size in sizes))
        yield table(head, [(name, *map(_grown, row)) for name, row in found.items()])


def descriptors(engines: Mapping[str, Engine], knowledge: Knowledge, most: int) -> str:
    """Hand over more and more descriptors, none twice: time a query, and memory at the end."""
    sizes = [size for size in (1000, 10_000, 100_000, 1_000_000) if size <= most]
    rows = []
    for name, engine in engines.items():
        cells: list[str] = []
        cost = 0.0
        for size in sizes:
            if cost * size > _PATIENCE * 1e6:
                cells.append("too slow")
                continue
            before = resident()
            cost = _stream(engine, knowledge, size)
            cells.append(f"{cost:.1f} us, {resident() - before:+.1f} MB")
        rows.append((name, *cells))
    return table(("a query", *(f"{size:,} descriptors" for size in sizes)), rows)


def many_queries(knowledge: Knowledge, count: int) -> str:
    """Ask our engine room very often, without end new, and watch the memory."""
    engine = build(OURS, knowledge)
    row = never_twice(knowledge, 17, remember=False)
    rows = []
    for part in range(1, 11):
        for _ in range(count // 10 // _CHUNK):
            engine.ask_all(list(islice(row, _CHUNK)))
        rows.append((f"{part * (count // 10):,}", f"{resident():.1f} MB"))
    return table(("queries", "resident"), rows)


def _stream(engine: Engine, knowledge: Knowledge, size: int) -> float:
    row = never_twice(knowledge, 19, remember=False)
    parts = (list(islice(row, _CHUNK)) for _ in range(size // _CHUNK))
    return sum(batch(engine, [part]) for part in parts) / (size // _CHUNK)


def _cold(room: EngineRoom, asked: Sequence[Facts]) -> float:
    taken = []
    for facts in asked:
        room.engine.forget()
        taken.append(each(room.ask, [facts]))
    return sorted(taken)[len(taken) // 2]


def _check_whole(
    advisor: Advisor,
    front: Whole,
    engines: Mapping[str, Engine],
    knowledge: Knowledge,
    texts: Sequence[bytes],
) -> None:
    """Hold reports against a peer that is handed the symbols of the same descriptors."""
    peer = engines["plain Python ifs"]
    base = advisor.rulebase
    for text in texts:
        wanted = peer.rules(peer.ask(described(advisor, knowledge, text)))
        shown = {rule for rule in wanted if not base.topics[base.rules[rule].topic].internal}
        said = front.rules(front.ask(text))
        if not shown <= said:
            raise SystemExit(f"the report lacks {sorted(shown - said)} for {text.decode()}")


def _texts() -> Iterator[bytes]:
    row = Descriptors(7, history=True)
    row.settle()
    return iter(row)


def _grown(grown: Grown) -> str:
    if grown.query_us is None or grown.load_ms is None:
        return grown.why
    return f"{grown.query_us:.1f} us ({grown.load_ms:.0f} ms)"


def _ratio(taken: float, ours: float) -> str:
    return f"{taken / ours:.2f}"


def _us(taken: float) -> str:
    return f"{taken:.1f} us"

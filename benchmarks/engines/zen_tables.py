"""The tables as decision tables of zen-engine, in one decision graph."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import zen

from benchmarks.engines.tables import Facts, Knowledge, Row, Table

__all__ = ["ZenTables"]

_KEY = "tables"


class ZenTables:
    """One graph: every table reads the facts and the tables before it, and feeds the output.

    The graph is held by the engine's loader, which keeps it compiled; a decision object made
    from the same text took twenty times as long a query.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        loader: Any = {"type": "static", "content": {_KEY: _graph(knowledge)}}
        self._engine: Any = zen.ZenEngine({"loader": loader})
        self._tables = [table.name for table in knowledge.tables]
        self._engine.evaluate(_KEY, {})

    def ask(self, facts: Facts) -> object:
        """Return the result of the graph."""
        found: object = self._engine.evaluate(_KEY, facts)["result"]
        return found

    def ask_all(self, many: Sequence[Facts]) -> Sequence[object]:
        """Ask one by one, which is faster here than the engine's own batch call."""
        evaluate = self._engine.evaluate
        return [evaluate(_KEY, facts)["result"] for facts in many]

    def ask_as_batch(self, many: Sequence[Facts]) -> Sequence[object]:
        """Answer with the engine's own batch call, which spreads over its threads."""
        requests = [{"key": _KEY, "context": facts} for facts in many]
        return [one["data"]["result"] for one in self._engine.evaluate_batch(requests)]

    def rules(self, answer: object) -> frozenset[str]:
        """Collect the ids from the parts of the result."""
        assert isinstance(answer, Mapping)
        found: set[str] = set()
        for name in self._tables:
            part = answer.get(name, [])
            found.update([part] if isinstance(part, str) else (one["rule"] for one in part))
        return frozenset(found)


def _graph(knowledge: Knowledge) -> dict[str, object]:
    nodes: list[dict[str, object]] = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {"id": "out", "name": "out", "type": "outputNode", "content": {}},
    ]
    edges = []
    producers = {
        fact: table.name for table in knowledge.tables for row in table.rows
        for fact in row.concludes
    }  # fmt: skip
    for table in knowledge.tables:
        nodes.append(_node(table))
        before = {producers[fact] for fact in table.facts if fact in producers}
        edges += [(source, table.name) for source in ("in", *sorted(before))]
        edges.append((table.name, "out"))
    links = [
        {"id": f"e{n}", "type": "edge", "sourceId": source, "targetId": target}
        for n, (source, target) in enumerate(edges)
    ]
    return {"nodes": nodes, "edges": links}


def _node(table: Table) -> dict[str, object]:
    facts = table.facts
    concluded = list(dict.fromkeys(fact for row in table.rows for fact in row.concludes))
    own = table.name if table.exclusive else "rule"
    content: dict[str, object] = {
        "hitPolicy": "first" if table.exclusive else "collect",
        "inputs": [{"id": fact, "name": fact, "field": fact} for fact in facts],
        "outputs": [{"id": f"={name}", "name": name, "field": name} for name in (own, *concluded)],
        "rules": [_cells(row, facts, own) for row in table.rows],
    }
    if not table.exclusive:
        content["outputPath"] = table.name
    return {"id": table.name, "name": table.name, "type": "decisionTableNode", "content": content}


def _cells(row: Row, facts: Sequence[str], own: str) -> dict[str, str]:
    reads = {fact: ",".join(map(json.dumps, row.when.get(fact, ()))) for fact in facts}
    gives = {f"={fact}": json.dumps(symbol) for fact, symbol in row.concludes.items()}
    return {"_id": row.id, **reads, f"={own}": json.dumps(row.id), **gives}

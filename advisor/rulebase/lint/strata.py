"""Order the topics so that each follows those it builds on, and refuse circles (R117)."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from advisor.errors import Problem
from advisor.rulebase.draft import Draft

__all__ = ["check", "order"]


def check(draft: Draft) -> Iterator[Problem]:
    """Report a circle of topics with the path of the circle."""
    try:
        order(draft)
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        topic = draft.topics[circle[0]]
        message = f"topics build on each other in a circle: {' -> '.join(circle)}"
        yield topic.file.problem("R117", message, "inputs")


def order(draft: Draft) -> list[str]:
    """Return the topics' names, each after those whose outputs it reads or reviews."""
    graph = {name: _needs(draft, name) for name in draft.topics}
    return list(TopologicalSorter(graph).static_order())


def _needs(draft: Draft, name: str) -> list[str]:
    entry = draft.topics[name].entry
    read = [*entry.inputs, *(entry.review or {}).values()]
    producers = (draft.producers.get(fact) for fact in read if fact not in draft.facts)
    return sorted({producer for producer in producers if producer not in (None, name)})

"""The way through a graph of layers from an input to an output."""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = ["longest_way"]

_MOST = 100_000


def longest_way(output: str, behind: Callable[[str], Sequence[str]]) -> list[str]:
    """Return the names on the longest way that ends in an output, input first.

    Args:
        output: Name of the last node.
        behind: Gives the names of the nodes that a node takes its inputs from.

    Raises:
        ValueError: The graph has a circle, or too many nodes.
    """
    lengths: dict[str, int] = {}
    before: dict[str, str] = {}
    open_: set[str] = set()
    stack = [output]
    while stack:
        name = stack[-1]
        waiting = [each for each in behind(name) if each not in lengths]
        if name in lengths or not waiting:
            stack.pop()
            open_.discard(name)
            _measure(name, behind(name), lengths, before)
            continue
        if name in open_ and any(each in open_ for each in waiting):
            raise ValueError("the layers form a circle")
        open_.add(name)
        stack += waiting
        if len(stack) > _MOST:
            raise ValueError("more layers than can be followed")
    way = [output]
    while way[-1] in before:
        way.append(before[way[-1]])
    return way[::-1]


def _measure(
    name: str, behind: Sequence[str], lengths: dict[str, int], before: dict[str, str]
) -> None:
    if name in lengths:
        return
    known = [each for each in behind if each in lengths]
    if known:
        before[name] = max(known, key=lambda each: lengths[each])
    lengths[name] = 1 + lengths.get(before.get(name, ""), 0)

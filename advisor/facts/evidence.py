"""What is known about a fact: its symbol, and where that came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["MISSING", "NEITHER", "Evidence", "Facts", "Source"]

MISSING = -1
"""The code of a fact about which nothing is known."""

NEITHER = "none_of_these"
"""What stands for a symbol where what is stated means none of a fact's symbols."""


@dataclass(slots=True, eq=False)
class Source:
    """One way in which a fact comes by a symbol: by a field, held to a threshold or not.

    ``quantity`` is the number that was measured, and ``measure`` says of what, where that is
    more than a field, and ``series`` are the places of the series behind it, each with how
    many values it needs. ``looked_at`` are the fields none of which told anything.
    ``rule`` names the rule that concluded the symbol, where no field states it.
    ``rendered`` is room for whoever presents evidence to keep what it made of this.
    """

    fact: str
    symbol: str
    path: str | None
    threshold: float | None = None
    rule: str | None = None
    quantity: str | None = None
    measure: str | None = None
    looked_at: tuple[str, ...] = ()
    series: tuple[tuple[int, float], ...] = ()
    rendered: Any = None


@dataclass(slots=True, eq=False)
class Evidence:
    """The source of a fact's symbol and the value found there, as given.

    ``shared`` evidence is the same object whenever the same value is met, so that what is
    made of it may be kept. ``behind`` is the evidence that a concluding rule rested on.
    """

    source: Source
    value: object
    shared: bool = True
    behind: tuple[Evidence, ...] = ()
    rendered: Any = None

    def unfold(self) -> Iterator[Evidence]:
        """Give this evidence and all that stands behind it."""
        yield self
        for evidence in self.behind:
            yield from evidence.unfold()


@dataclass(slots=True)
class Facts:
    """The facts of one descriptor.

    ``codes`` holds a symbol's position in its fact's list of symbols, one past the last
    for what means none of them, or ``MISSING``; for a set-valued fact the bits of all its
    symbols. ``evidence`` stands beside it, None for what is missing. ``values`` are the
    stated fields, each at its place, ``numbers`` the quantities that were worked out so far.
    ``unsettled`` are the facts that are missing although the field they ask for is stated.
    """

    codes: list[int]
    evidence: list[Evidence | None]
    values: list[Any] = field(default_factory=list)
    numbers: dict[str, float | None] = field(default_factory=dict)
    unsettled: list[int] = field(default_factory=list)

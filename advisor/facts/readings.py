"""Turn the readings of a vocabulary into functions that find a symbol's code."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from advisor.descriptor.spelling import fold
from advisor.descriptor.symbols import canonical
from advisor.facts.vocabulary import AnyStated, Cut, Cuts, Fact, Reading, Same, Stated

__all__ = ["MISSING", "Facts", "Find", "Found", "Origin", "find_by", "find_set", "plain"]

MISSING = -1
"""The code of a fact about which nothing is known."""

_BOOK_LIMIT = 4096
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "below": operator.lt,
    "above": operator.gt,
    "at_least": operator.ge,
    "at_most": operator.le,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a symbol came from: a field, its value as given, the threshold it was held to."""

    path: str | None
    value: object
    threshold: float | None = None


@dataclass(slots=True)
class Facts:
    """The facts of one descriptor.

    ``codes`` holds a symbol's position in its fact's list of symbols, or ``MISSING``; for
    a set-valued fact the bits of all its symbols. ``origins`` holds the evidence of every
    fact whose symbol is not simply the value of the field it asks for. ``values`` are the
    stated fields by dotted path, ``numbers`` the quantities that were needed so far.
    """

    codes: list[int]
    origins: dict[int, Origin] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    numbers: dict[str, float | None] = field(default_factory=dict)


Found = tuple[int, Origin | None]
Find = Callable[[Facts], Found | None]
Number = Callable[[str, Facts], float | None]


def find_by(
    reading: Reading, fact: Fact, number: Number, thresholds: Mapping[str, float], path: str | None
) -> Find:
    """Make the function that looks for a fact's symbol in one way.

    ``number`` gives quantities, ``path`` is the leading field of the reading, to be shown
    as evidence.
    """
    codes = {symbol: code for code, symbol in enumerate(fact.symbols)}
    match reading:
        case Stated(contains=wanted) if wanted:
            return _find_contained(reading, codes)
        case Stated():
            return _find_stated(reading, fact, codes)
        case Same():
            return _find_same(reading, codes)
        case Cuts(quantity, cuts):
            scale = [
                (codes[cut.symbol], cut, thresholds[cut.threshold] if cut.threshold else None)
                for cut in cuts
            ]
            return lambda facts: _cut(number(quantity, facts), scale, path)
        case AnyStated():
            return _find_any(reading, codes[reading.symbol])
    otherwise = codes[reading.symbol]
    return lambda facts: (otherwise, None)


def find_set(path: str, symbols: tuple[str, ...]) -> Find:
    """Make the function that reads a list of symbols as one number, a bit for each."""
    bits = {symbol: 1 << place for place, symbol in enumerate(symbols)}

    def find(facts: Facts) -> Found | None:
        stated = facts.values.get(path)
        if not isinstance(stated, list | tuple):
            return None
        code = 0
        for value in stated:
            code |= bits.get(canonical(path, value) or "", 0)
        return code, Origin(path, list(stated))

    return find


def plain(symbol: str) -> str | bool:
    """Return the value that a field states for a symbol: a boolean, or the symbol itself."""
    return symbol == "true" if symbol in ("true", "false") else symbol


def _cut(
    value: float | None, scale: list[tuple[int, Cut, float | None]], path: str | None
) -> Found | None:
    if value is None:
        return None
    nearest = None
    for code, cut, threshold in scale:
        nearest = nearest if threshold is None else threshold
        if _passes(value, cut, threshold):
            return code, Origin(path, value, nearest)
    return None


def _passes(value: float, cut: Cut, threshold: float | None) -> bool:
    if cut.comparison == "not_finite":
        return not math.isfinite(value)
    if math.isnan(value):
        return False
    return cut.comparison is None or _COMPARE[cut.comparison](value, threshold or 0.0)


def _book(reading: Stated, codes: Mapping[str, int]) -> dict[object, int]:
    """Map each value that a field may state to the code of its symbol."""
    if reading.given:
        return {
            fold(name): codes[symbol] for symbol, names in reading.given.items() for name in names
        }
    if reading.groups:
        return {
            plain(value): codes[group]
            for group, members in reading.groups.items()
            for value in members
        }
    return {plain(symbol): code for symbol, code in codes.items()}


def _find_stated(reading: Stated, fact: Fact, codes: Mapping[str, int]) -> Find:
    path, book = reading.path, _book(reading, codes)
    rest = None if reading.rest is None else codes[reading.rest]
    verbatim = path == fact.asks and not reading.groups and not reading.given
    known: dict[object, int | None] = {}

    def look_up(value: object) -> int | None:
        if not isinstance(value, str):
            return book.get(value, rest)
        return book.get(fold(value) if reading.given else canonical(path, value), rest)

    def find(facts: Facts) -> Found | None:
        value = facts.values.get(path)
        if value is None:
            return None
        if verbatim and value in book:
            return book[value], None
        if value not in known:
            if len(known) >= _BOOK_LIMIT:
                known.clear()
            known[value] = look_up(value)
        code = known[value]
        return None if code is None else (code, Origin(path, value))

    return find


def _find_contained(reading: Stated, codes: Mapping[str, int]) -> Find:
    path, wanted = reading.path, frozenset(reading.contains)

    def find(facts: Facts) -> Found | None:
        stated = facts.values.get(path)
        if not isinstance(stated, list | tuple):
            return None
        found = not wanted.isdisjoint(canonical(path, value) for value in stated)
        return codes["true" if found else "false"], Origin(path, list(stated))

    return find


def _find_same(reading: Same, codes: Mapping[str, int]) -> Find:
    first, second = reading.paths

    def find(facts: Facts) -> Found | None:
        one, other = facts.values.get(first), facts.values.get(second)
        if one is None or other is None:
            return None
        same = _symbol(first, one) == _symbol(second, other)
        return codes["true" if same else "false"], Origin(first, one)

    return find


def _symbol(path: str, value: object) -> object:
    return canonical(path, value) if isinstance(value, str) else value


def _find_any(reading: AnyStated, code: int) -> Find:
    def find(facts: Facts) -> Found | None:
        for path in reading.paths:
            value = facts.values.get(path)
            if value is not None:
                return code, Origin(path, value)
        return None

    return find

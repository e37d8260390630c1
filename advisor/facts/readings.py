"""Turn the readings of a vocabulary into tables and functions that find a symbol."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from advisor.descriptor.spelling import Spellings
from advisor.descriptor.symbols import canonical
from advisor.facts.evidence import MISSING, NEITHER, Evidence, Facts, Source
from advisor.facts.fields import PLACES
from advisor.facts.memo import Memo
from advisor.facts.quantities import Number, Quantities
from advisor.facts.vocabulary import AnyStated, Cuts, Fact, Looking, Same, Stated, Vocabulary

__all__ = ["Book", "Find", "Found", "book_of", "find_by", "neither", "nothing_known", "plain"]

Found = tuple[int, Evidence | None]
Find = Callable[[Facts], Found | None]
Key = TypeVar("Key")

_UNKNOWN: Found = (MISSING, None)
_SHARED = (str, bool, tuple)  # values that come again; measured numbers hardly ever do
# No comparison holds for NaN, equality with itself among them.
_COMPARE: Mapping[str | None, Callable[[float, float], bool]] = {
    "below": operator.lt,
    "above": operator.gt,
    "at_least": operator.ge,
    "at_most": operator.le,
    "not_finite": lambda value, _: not math.isfinite(value),
    None: lambda value, _: value == value,
}


class Book(Memo[object, Found]):
    """What each value of a field means for a fact; worked out once, then looked up."""

    def __init__(self, look_up: Callable[[object], Found], unknown: Found) -> None:
        super().__init__()
        self._look_up = look_up
        self._unknown = unknown

    def __missing__(self, value: object) -> Found:
        found = self._unknown if value is None else self._look_up(value)
        return found if isinstance(value, float) else self.keep(value, found)


def book_of(fact: Fact, reading: Stated, unknown: Found = _UNKNOWN) -> Book:
    """Make the book of a reading that looks at one field; lists are looked up as tuples.

    ``unknown`` is what the book says where nothing is stated, and of values that mean
    nothing for the fact, unless this is its only reading: then they mean none of its symbols.
    """
    if fact.many:
        return Book(_set_meaning(fact, reading.path), unknown)
    if reading.contains:
        return Book(_contained_meaning(fact, reading), unknown)
    return Book(_stated_meaning(fact, reading, unknown), unknown)


def find_by(
    reading: Looking,
    fact: Fact,
    quantities: Quantities,
    thresholds: Mapping[str, float],
    vocabulary: Vocabulary,
) -> Find:
    """Make the function that looks for a fact's symbol in one way."""
    match reading:
        case Stated():
            return _find_in(book_of(fact, reading), reading.path)
        case Same():
            return _find_same(fact, reading)
        case Cuts():
            steps = tuple(_steps(fact, reading, thresholds, vocabulary, quantities))
            return _find_cut(quantities[reading.quantity], steps)
    return _find_any(fact, reading)


def nothing_known(fact: Fact, vocabulary: Vocabulary) -> Found:
    """Return what holds of a fact before anything has been read."""
    symbol = fact.otherwise
    if symbol is None:
        return _UNKNOWN
    fields = (path for reading in fact.readings for path in vocabulary.fields_of(reading))
    source = Source(fact.name, symbol, fact.asks, looked_at=tuple(dict.fromkeys(fields)))
    return fact.symbols.index(symbol), Evidence(source, None)


def neither(fact: Fact, path: str, value: object) -> Found:
    """Return what holds of a fact when what is stated means none of its symbols."""
    shared = isinstance(value, _SHARED)
    return fact.neither, Evidence(Source(fact.name, NEITHER, path), value, shared)


def plain(symbol: str) -> str | bool:
    """Return the value that a field states for a symbol: a boolean, or the symbol itself."""
    return symbol == "true" if symbol in ("true", "false") else symbol


def _found(fact: Fact, symbol: str, path: str, value: object) -> Found:
    shown = list(value) if isinstance(value, tuple) else value
    source = Source(fact.name, symbol, path)
    return fact.symbols.index(symbol), Evidence(source, shown, isinstance(value, _SHARED))


def _stated_meaning(fact: Fact, reading: Stated, unknown: Found) -> Callable[[object], Found]:
    path, meaning = reading.path, _meaning(fact, reading)
    alone = len(fact.readings) == 1

    def look_up(value: object) -> Found:
        symbol = meaning(value)
        if symbol is None:
            return neither(fact, path, value) if alone else unknown
        return _found(fact, symbol, path, value)

    return look_up


def _meaning(fact: Fact, reading: Stated) -> Callable[[object], str | None]:
    """Return the function that turns a stated value into a symbol of the fact."""
    if reading.given:
        spellings = Spellings(reading.given)
        return lambda value: spellings.meaning(str(value))
    symbols, path = _symbols_by_value(fact, reading), reading.path

    def meaning(value: object) -> str | None:
        known = canonical(path, value) if isinstance(value, str) else value
        return symbols.get(known, reading.rest)

    return meaning


def _symbols_by_value(fact: Fact, reading: Stated) -> dict[object, str]:
    if reading.groups:
        return {plain(value): group for group, by in reading.groups.items() for value in by}
    return {plain(symbol): symbol for symbol in fact.symbols}


def _contained_meaning(fact: Fact, reading: Stated) -> Callable[[object], Found]:
    wanted = frozenset(reading.contains)

    def look_up(stated: object) -> Found:
        assert isinstance(stated, tuple)
        inside = not wanted.isdisjoint(canonical(reading.path, value) for value in stated)
        return _found(fact, "true" if inside else "false", reading.path, stated)

    return look_up


def _set_meaning(fact: Fact, path: str) -> Callable[[object], Found]:
    bits = {symbol: 1 << place for place, symbol in enumerate(fact.symbols)}

    def look_up(stated: object) -> Found:
        assert isinstance(stated, tuple)
        names = dict.fromkeys(canonical(path, value) or "" for value in stated)
        code = sum(bits.get(name, 0) for name in names)
        return code, Evidence(Source(fact.name, "+".join(names), path), list(stated))

    return look_up


def _find_in(book: Book, path: str) -> Find:
    place = PLACES[path]

    def find(facts: Facts) -> Found | None:
        found = book[facts.values[place]]
        return None if found is _UNKNOWN else found

    return find


def _find_same(fact: Fact, reading: Same) -> Find:
    first, second = reading.paths

    def look_up(pair: object) -> Found:
        assert isinstance(pair, tuple)
        same = _symbol(first, pair[0]) == _symbol(second, pair[1])
        return _found(fact, "true" if same else "false", first, pair[0])

    book = Book(look_up, _UNKNOWN)
    one_place, other_place = PLACES[first], PLACES[second]

    def find(facts: Facts) -> Found | None:
        one, other = facts.values[one_place], facts.values[other_place]
        return None if one is None or other is None else book[one, other]

    return find


def _symbol(path: str, value: object) -> object:
    return canonical(path, value) if isinstance(value, str) else value


def _find_any(fact: Fact, reading: AnyStated) -> Find:
    code = fact.symbols.index(reading.symbol)
    ways = [
        (PLACES[path], Source(fact.name, reading.symbol, path), _any_book(fact, reading, path))
        for path in reading.paths
    ]

    def find(facts: Facts) -> Found | None:
        values = facts.values
        for place, source, book in ways:
            value = values[place]
            if value is not None:
                if isinstance(value, _SHARED):
                    return book[value]
                return code, Evidence(source, value, False)
        return None

    return find


def _any_book(fact: Fact, reading: AnyStated, path: str) -> Book:
    return Book(lambda value: _found(fact, reading.symbol, path, value), _UNKNOWN)


Step = tuple[int, Callable[[float, float], bool], float, Source]


def _steps(
    fact: Fact,
    reading: Cuts,
    thresholds: Mapping[str, float],
    vocabulary: Vocabulary,
    quantities: Quantities,
) -> Iterator[Step]:
    """Prepare the cuts; one without a threshold was held to that of the cut before it.

    The leading field of the quantity is shown as evidence, and how it is measured.
    """
    threshold = None
    path = next(vocabulary.fields_behind(reading.quantity), None)
    formula = vocabulary.formula(reading.quantity)
    composed = formula != path
    needs = quantities.series(reading.quantity)
    series = tuple((PLACES[path], fewest) for path, fewest in needs.items())
    for cut in reading.cuts:
        threshold = thresholds[cut.threshold] if cut.threshold else threshold
        source = Source(
            fact.name,
            cut.symbol,
            path,
            threshold,
            quantity=reading.quantity if composed else None,
            measure=formula if composed else None,
            series=series,
        )
        passes = _COMPARE[cut.comparison]
        code = fact.symbols.index(cut.symbol)
        yield code, passes, threshold or 0.0, source


def _find_cut(number: Number, steps: tuple[Step, ...]) -> Find:
    def find(facts: Facts) -> Found | None:
        value = number(facts)
        if value is None:
            return None
        for code, passes, threshold, source in steps:
            if passes(value, threshold):
                return code, Evidence(source, value, False)
        return None

    return find

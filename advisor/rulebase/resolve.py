"""Turn vocabulary entries into facts with closed lists of symbols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.descriptor import FIELDS
from advisor.facts import (
    AnyStated,
    Cut,
    Cuts,
    Fact,
    Otherwise,
    Quantity,
    Reading,
    Same,
    Stated,
    Vocabulary,
)
from advisor.rulebase.schema import CutEntry, FactEntry, QuantityEntry, ReadingEntry, Symbol

__all__ = ["as_symbol", "as_symbols", "resolve_vocabulary"]

_TRUTH = ("true", "false")


def as_symbol(value: Symbol) -> str:
    """Return the symbol that a YAML scalar stands for; booleans are symbols too."""
    return value if isinstance(value, str) else _TRUTH[not value]


def as_symbols(value: Symbol | list[Symbol]) -> tuple[str, ...]:
    """Return the symbols of a scalar or a list, each once, in order."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(map(as_symbol, values)))


def resolve_vocabulary(
    quantities: dict[str, QuantityEntry], facts: dict[str, FactEntry]
) -> Vocabulary:
    """Build the vocabulary; names must have been checked before."""
    vocabulary = Vocabulary({name: _quantity(name, q) for name, q in quantities.items()}, {})
    resolved = {name: _fact(name, entry, vocabulary) for name, entry in facts.items()}
    return Vocabulary(vocabulary.quantities, resolved)


def _quantity(name: str, entry: QuantityEntry) -> Quantity:
    return Quantity(name, entry.path, entry.measure, tuple(entry.of), entry.default, entry.points)


def _fact(name: str, entry: FactEntry, vocabulary: Vocabulary) -> Fact:
    readings = tuple(map(_reading, entry.readings))
    fields = (field for reading in readings for field in vocabulary.fields_of(reading))
    many = len(readings) == 1 and _is_plain_list(readings[0])
    symbols = tuple(dict.fromkeys(s for r in readings for s in _symbols_of(r)))
    return Fact(name, symbols, readings, entry.question, entry.asks or next(fields, ""), many)


def _reading(entry: ReadingEntry) -> Reading:
    if entry.same is not None:
        return Same((entry.same[0], entry.same[1]))
    if entry.quantity is not None:
        return Cuts(entry.quantity, tuple(map(_cut, entry.cuts or ())))
    if entry.stated is not None and entry.symbol is not None:
        return AnyStated(tuple(entry.stated), as_symbol(entry.symbol))
    if entry.symbol is not None:
        return Otherwise(as_symbol(entry.symbol))
    return Stated(
        entry.path or "",
        groups={as_symbol(s): as_symbols(members) for s, members in (entry.groups or {}).items()},
        rest=None if entry.rest is None else as_symbol(entry.rest),
        given={as_symbol(s): tuple(names) for s, names in (entry.given or {}).items()},
        contains=tuple(entry.contains or ()),
    )


def _cut(entry: CutEntry) -> Cut:
    comparison, threshold = next(iter(entry.comparisons), (None, None))
    return Cut(as_symbol(entry.symbol), comparison, threshold)


def _is_plain_list(reading: Reading) -> bool:
    return (
        isinstance(reading, Stated)
        and not reading.contains
        and FIELDS[reading.path].kind == "symbols"
    )


def _symbols_of(reading: Reading) -> Iterator[str]:
    match reading:
        case Stated():
            yield from _stated_symbols(reading)
        case Same():
            yield from _TRUTH
        case Cuts(_, cuts):
            yield from (cut.symbol for cut in cuts)
        case AnyStated() | Otherwise():
            yield reading.symbol


def _stated_symbols(reading: Stated) -> Iterable[str]:
    if reading.contains:
        return _TRUTH
    if reading.groups:
        return (*reading.groups, *([reading.rest] if reading.rest else []))
    if reading.given:
        return reading.given
    field = FIELDS[reading.path]
    return _TRUTH if field.kind == "boolean" else field.symbols

"""Check facts, quantities and readings: every name they use must exist (R118 to R120)."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from advisor.descriptor import FIELDS
from advisor.descriptor.symbols import canonical
from advisor.errors import Problem, did_you_mean
from advisor.rulebase.draft import Draft
from advisor.rulebase.files import RuleFile
from advisor.rulebase.schema import QuantityEntry, ReadingEntry, VocabularyFile
from advisor.signals import MEASURES

__all__ = ["check"]

_Place = tuple[str | int, ...]


def check(draft: Draft) -> Iterator[Problem]:
    """Check every vocabulary file."""
    for file in draft.corpus.vocabularies:
        for name, quantity in file.entry.quantities.items():
            yield from _check_quantity(draft, file, quantity, ("quantities", name))
        for name, fact in file.entry.facts.items():
            if fact.asks is not None:
                yield from _check_path(file, fact.asks, ("facts", name, "asks"))
            for number, reading in enumerate(fact.readings):
                place = ("facts", name, "readings", number)
                yield from _check_reading(draft, file, reading, place)
            yield from _check_shape(file, name)
    yield from _circles(draft)


def _circles(draft: Draft) -> Iterator[Problem]:
    """Report quantities that are made of each other."""
    graph = {
        name: [part for part in quantity.of if part in draft.quantities]
        for name, quantity in draft.quantities.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        message = f"quantities are made of each other: {' -> '.join(reversed(circle))}"
        for file in draft.corpus.vocabularies:
            if circle[0] in file.entry.quantities:
                yield file.problem("R119", message, "quantities", circle[0], "of")


def _check_quantity(
    draft: Draft, file: RuleFile[VocabularyFile], quantity: QuantityEntry, place: _Place
) -> Iterator[Problem]:
    if quantity.path is not None:
        yield from _check_path(file, quantity.path, (*place, "path"))
    if quantity.default is not None:
        yield from _check_threshold(draft, file, quantity.default, (*place, "default"))
    if quantity.points is not None:
        yield from _check_threshold(draft, file, quantity.points, (*place, "points"))
    if quantity.measure is None:
        return
    if quantity.measure not in MEASURES:
        message = f"unknown measure {quantity.measure!r}{did_you_mean(quantity.measure, MEASURES)}"
        yield file.problem("R119", message, *place, "measure")
        return
    wanted = MEASURES[quantity.measure].operands
    if len(quantity.of) != len(wanted):
        message = f"{quantity.measure} takes {len(wanted)} operands, not {len(quantity.of)}"
        yield file.problem("R119", message, *place, "of")
    for number, operand in enumerate(quantity.of):
        kind = wanted[min(number, len(wanted) - 1)]
        yield from _check_operand(draft, file, operand, kind, (*place, "of", number))


def _check_operand(
    draft: Draft, file: RuleFile[VocabularyFile], name: str, kind: str, place: _Place
) -> Iterator[Problem]:
    if name in draft.quantities:
        is_series = False
    elif name in FIELDS:
        is_series = FIELDS[name].kind in ("series", "integers")
    else:
        near = did_you_mean(name, [*draft.quantities, *FIELDS])
        yield file.problem("R119", f"unknown quantity or field {name!r}{near}", *place)
        return
    if is_series != (kind == "series"):
        yield file.problem("R119", f"{name!r} is no {kind}", *place)


def _check_reading(
    draft: Draft, file: RuleFile[VocabularyFile], reading: ReadingEntry, place: _Place
) -> Iterator[Problem]:
    if reading.path is not None:
        yield from _check_path(file, reading.path, (*place, "path"))
        yield from _check_symbols(file, reading, place)
    for key in ("same", "stated"):
        for number, path in enumerate(getattr(reading, key) or ()):
            yield from _check_path(file, path, (*place, key, number))
    if reading.quantity is not None and reading.quantity not in draft.quantities:
        near = did_you_mean(reading.quantity, draft.quantities)
        message = f"unknown quantity {reading.quantity!r}{near}"
        yield file.problem("R119", message, *place, "quantity")
    for number, cut in enumerate(reading.cuts or ()):
        for comparison, threshold in cut.comparisons:
            if threshold is not None:
                where = (*place, "cuts", number, comparison)
                yield from _check_threshold(draft, file, threshold, where)


def _check_symbols(
    file: RuleFile[VocabularyFile], reading: ReadingEntry, place: _Place
) -> Iterator[Problem]:
    """The stated symbols that a reading folds or looks for must be symbols of the field."""
    field = FIELDS.get(reading.path or "")
    if field is None or field.kind == "boolean":
        return
    named = {"contains": reading.contains or ()}
    for group, members in (reading.groups or {}).items():
        named[f"groups.{group}"] = [m for m in members if isinstance(m, str)]
    for key, symbols in named.items():
        for number, symbol in enumerate(symbols):
            if symbol not in field.symbols:
                near = did_you_mean(symbol, field.symbols)
                message = f"{reading.path} has no symbol {symbol!r}{near}"
                yield file.problem("R104", message, *place, *key.split(".", 1), number)
    for names in (reading.given or {}).values():
        for name in names:
            if canonical(reading.path or "", name) is None:
                message = f"{reading.path} knows no spelling {name!r}"
                yield file.problem("R104", message, *place, "given")


def _check_path(file: RuleFile[VocabularyFile], path: str, place: _Place) -> Iterator[Problem]:
    if path not in FIELDS:
        message = f"the descriptor has no field {path!r}{did_you_mean(path, FIELDS)}"
        yield file.problem("R120", message, *place)


def _check_threshold(
    draft: Draft, file: RuleFile[VocabularyFile], name: str, place: _Place
) -> Iterator[Problem]:
    if name not in draft.thresholds:
        message = f"unknown threshold {name!r}{did_you_mean(name, draft.thresholds)}"
        yield file.problem("R118", message, *place)


def _check_shape(file: RuleFile[VocabularyFile], name: str) -> Iterator[Problem]:
    """Readings must make sense together: a plain number or list gives no symbol."""
    readings = file.entry.facts[name].readings
    for number, reading in enumerate(readings):
        place = ("facts", name, "readings", number)
        only_symbol = reading.symbol is not None and reading.stated is None
        if only_symbol and (number + 1 < len(readings) or number == 0):
            message = "a symbol for nothing known is the last of several readings"
            yield file.problem("R119", message, *place, "symbol")
        field = FIELDS.get(reading.path or "")
        if field is None or reading.contains is not None:
            continue
        alone = len(readings) == 1 and field.kind == "symbols"
        if field.kind not in ("symbol", "boolean") and not alone:
            message = f"{field.path} holds {field.kind}, not a symbol; use a quantity or contains"
            yield file.problem("R119", message, *place, "path")

"""Turn the quantities of a vocabulary into functions that give their numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from advisor.descriptor import FIELDS
from advisor.facts.evidence import Facts
from advisor.facts.fields import PLACES
from advisor.facts.vocabulary import Quantity, Vocabulary
from advisor.signals import MEASURES, Measure
from advisor.signals.plain import finite

__all__ = ["Number", "Quantities", "length"]

Number = Callable[[Facts], float | None]


class Quantities:
    """The functions behind the quantities, each made when it is first asked for."""

    def __init__(self, vocabulary: Vocabulary, thresholds: Mapping[str, float]) -> None:
        self._quantities = vocabulary.quantities
        self._thresholds = thresholds
        self._numbers: dict[str, Number] = {}

    def __getitem__(self, name: str) -> Number:
        """Return the function that gives a quantity, or None while it is unknown."""
        if name not in self._numbers:
            self._numbers[name] = self._number(self._quantities[name])
        return self._numbers[name]

    def wants(self, name: str, facts: Facts) -> Iterator[str]:
        """Give the fields that an unknown quantity waits for: not stated, or lists too short.

        None is given for a quantity that is known, and for one that no more would make known.
        """
        if self[name](facts) is not None:
            return
        quantity = self._quantities[name]
        fewest = self.fewest(quantity)
        for part in quantity.of or (quantity.path or "",):
            if part in self._quantities:
                yield from self.wants(part, facts)
            elif length(facts.values[PLACES[part]]) < fewest:
                yield part

    def fewest(self, quantity: Quantity) -> float:
        """Return how many finite values each series needs that a quantity is measured of."""
        least = MEASURES[quantity.measure].fewest if quantity.measure else 1
        return max(least, self._thresholds[quantity.points]) if quantity.points else least

    @property
    def needs(self) -> dict[str, set[float]]:
        """How many values the quantities ask of each series."""
        needs: dict[str, set[float]] = {}
        for name in self._quantities:
            for path, fewest in self.series(name).items():
                needs.setdefault(path, set()).add(fewest)
        return needs

    def series(self, name: str) -> dict[str, float]:
        """Return the series behind a quantity, each with how many finite values it needs.

        Those that a partial measure may do without are not among them.
        """
        needs: dict[str, float] = {}
        quantity = self._quantities[name]
        if quantity.measure is not None and MEASURES[quantity.measure].partial:
            return needs
        for part in quantity.of:
            found = (
                self.series(part)
                if part in self._quantities
                else {part: self.fewest(quantity)}
                if FIELDS[part].kind == "series"
                else {}
            )
            for path, fewest in found.items():
                needs[path] = max(fewest, needs.get(path, 0))
        return needs

    def _number(self, quantity: Quantity) -> Number:
        number = _field(quantity.path) if quantity.path is not None else self._measured(quantity)
        if quantity.default is None:
            return number
        default = self._thresholds[quantity.default]

        def number_or_default(facts: Facts) -> float | None:
            value = number(facts)
            return default if value is None else value

        return number_or_default

    def _measured(self, quantity: Quantity) -> Number:
        """Return the function of a measure; what it finds is noted among the facts.

        Most measures are of one or two numbers. These are written out, because they make up
        most of the time that the reading of facts takes.
        """
        name, compute = quantity.name, MEASURES[quantity.measure or ""]
        operands = [
            self[part] if part in self._quantities else _field(part) for part in quantity.of
        ]
        if quantity.points or compute.partial or len(operands) > 2:
            return _noted(name, self._carefully(compute, operands, self.fewest(quantity)))
        first, second = operands[0], operands[-1]

        def of_one(facts: Facts) -> float | None:
            numbers = facts.numbers
            if name in numbers:
                return numbers[name]
            value = first(facts)
            found = numbers[name] = None if value is None else compute(value)
            return found

        def of_two(facts: Facts) -> float | None:
            numbers = facts.numbers
            if name in numbers:
                return numbers[name]
            one, other = first(facts), second(facts)
            found = numbers[name] = None if one is None or other is None else compute(one, other)
            return found

        return of_one if len(operands) == 1 else of_two

    def _carefully(self, compute: Measure, operands: list[Number], fewest: float) -> Number:
        """Return the function of a measure that takes None, or asks for enough values."""

        def measured(facts: Facts) -> float | None:
            found = [operand(facts) for operand in operands]
            if not compute.partial and (None in found or min(map(length, found)) < fewest):
                return None
            return compute(*found)

        return measured


def length(value: object) -> float:
    """Return how many finite values a field holds: 0 where nothing is stated."""
    if value is None:
        return 0
    return len(finite(value)) if isinstance(value, list) else math.inf


def _noted(name: str, number: Number) -> Number:
    def noted(facts: Facts) -> float | None:
        numbers = facts.numbers
        if name not in numbers:
            numbers[name] = number(facts)
        return numbers[name]

    return noted


def _field(path: str) -> Number:
    place = PLACES[path]
    return lambda facts: facts.values[place]

"""What facts exist: their symbols, and the readings that find them in a descriptor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from advisor.signals import MEASURES

__all__ = [
    "AnyStated",
    "Cut",
    "Cuts",
    "Fact",
    "Looking",
    "Otherwise",
    "Quantity",
    "Reading",
    "Same",
    "Stated",
    "Vocabulary",
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number: a field of the descriptor, or a measure of fields and other quantities.

    ``default`` names a threshold whose value stands in while the number is unknown, and
    ``points`` one that says how many finite values each series must have.
    """

    name: str
    path: str | None = None
    measure: str | None = None
    of: tuple[str, ...] = ()
    default: str | None = None
    points: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """The symbol or boolean that a field states.

    ``groups`` folds several stated symbols into one, ``rest`` takes those in no group;
    ``given`` goes by the library's spelling; ``contains`` asks whether a list holds any
    of some symbols, which gives ``true`` or ``false``.
    """

    path: str
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rest: str | None = None
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Same:
    """Whether two fields state the same symbol: ``true`` or ``false``."""

    paths: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cut:
    """One step of a scale: the symbol of a number that compares so with a threshold.

    ``comparison`` is ``below``, ``above``, ``at_least``, ``at_most``, ``not_finite`` or
    None, which any finite number passes.
    """

    symbol: str
    comparison: str | None = None
    threshold: str | None = None


@dataclass(frozen=True, slots=True)
class Cuts:
    """The symbol of the first cut that a quantity passes."""

    quantity: str
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class AnyStated:
    """A symbol that holds as soon as any of some fields is stated at all."""

    paths: tuple[str, ...]
    symbol: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The symbol for *nothing is known*: it speaks of the evidence, never of the world."""

    symbol: str


Looking = Stated | Same | Cuts | AnyStated
Reading = Looking | Otherwise


@dataclass(frozen=True, slots=True)
class Fact:
    """A name with a closed list of symbols, and the readings tried in order to find one.

    ``asks`` is the field to supply when the fact is unknown. A fact with ``many`` is set
    valued: it can be compared with a recommended output, and matched by no rule.
    """

    name: str
    symbols: tuple[str, ...]
    readings: tuple[Reading, ...]
    question: str
    asks: str
    many: bool = False

    @property
    def neither(self) -> int:
        """The code of what is stated and means none of the symbols: one past the last."""
        return len(self.symbols)

    @property
    def leading(self) -> Stated | None:
        """The first reading, where it looks at what one field states."""
        first = self.readings[0]
        return first if isinstance(first, Stated) else None

    @property
    def later(self) -> tuple[Looking, ...]:
        """The readings to try when the leading one, if there is one, told nothing."""
        rest = self.readings if self.leading is None else self.readings[1:]
        return tuple(reading for reading in rest if not isinstance(reading, Otherwise))

    @property
    def otherwise(self) -> str | None:
        """The symbol for *nothing is known*; a fact that has one is never missing."""
        last = self.readings[-1]
        return last.symbol if isinstance(last, Otherwise) else None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All quantities and facts, by name."""

    quantities: Mapping[str, Quantity]
    facts: Mapping[str, Fact]

    @property
    def numbered(self) -> list[Fact]:
        """The facts in the order of their numbers: first those with a leading field."""
        return sorted(self.facts.values(), key=lambda fact: fact.leading is None)

    def fields_of(self, reading: Reading) -> Iterator[str]:
        """Give the descriptor's fields that a reading looks at, the leading one first."""
        match reading:
            case Stated(path):
                yield path
            case Same(paths) | AnyStated(paths):
                yield from paths
            case Cuts(quantity):
                yield from self.fields_behind(quantity)

    def needed_by(self, reading: Reading) -> frozenset[str]:
        """Return the fields each of which must be stated for a reading to tell anything."""
        match reading:
            case Stated(path):
                return frozenset((path,))
            case Same(paths):
                return frozenset(paths)
            case Cuts(quantity):
                return self._needed(quantity)
        return frozenset()

    def _needed(self, name: str) -> frozenset[str]:
        quantity = self.quantities.get(name)
        if quantity is None:
            return frozenset((name,))
        if quantity.default is not None:
            return frozenset()
        if quantity.measure is None:
            return frozenset((quantity.path or "",))
        parts = [self._needed(part) for part in quantity.of]
        whole = frozenset.intersection if MEASURES[quantity.measure].partial else frozenset.union
        return whole(*parts)

    def fields_behind(self, name: str) -> Iterator[str]:
        """Give the descriptor's fields behind a quantity; a field stands for itself."""
        quantity = self.quantities.get(name)
        if quantity is None:
            yield name
        elif quantity.path is not None:
            yield quantity.path
        else:
            for operand in quantity.of:
                yield from self.fields_behind(operand)

    def formula(self, name: str) -> str:
        """Say how a quantity is measured, down to the fields of the descriptor."""
        quantity = self.quantities.get(name)
        if quantity is None:
            return name
        told = f" (or {quantity.default})" if quantity.default else ""
        if quantity.measure is None:
            return f"{quantity.path}{told}"
        parts = [self._operand(part) for part in quantity.of]
        wording = MEASURES[quantity.measure].wording
        usual = f"{quantity.measure.replace('_', ' ')} of {' and '.join(parts)}"
        return (wording.format(*parts) if wording else usual) + told

    def _operand(self, name: str) -> str:
        """Put what is made of several operands in brackets."""
        composed = name in self.quantities and len(self.quantities[name].of) > 1
        return f"({self.formula(name)})" if composed else self.formula(name)

    def always_known(self, name: str) -> bool:
        """Whether a quantity has a value whatever the descriptor says."""
        quantity = self.quantities.get(name)
        if quantity is None:
            return False
        if quantity.default is not None or quantity.measure is None:
            return quantity.default is not None
        enough = any if MEASURES[quantity.measure].partial else all
        return enough(map(self.always_known, quantity.of))

    def known_with(self, name: str) -> set[str]:
        """Return the quantities that are known whenever one is known."""
        known = set(self._surely_behind(name))
        partial = [
            quantity
            for quantity in self.quantities.values()
            if quantity.measure is not None and MEASURES[quantity.measure].partial
        ]
        return known | {q.name for q in partial if not known.isdisjoint(q.of)}

    def _surely_behind(self, name: str) -> Iterator[str]:
        quantity = self.quantities.get(name)
        if quantity is not None:
            yield name
            if quantity.measure is None or not MEASURES[quantity.measure].partial:
                for operand in quantity.of:
                    yield from self._surely_behind(operand)

"""Derive the facts of a descriptor: codes for the rules, evidence for the answers."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from advisor.descriptor import Descriptor
from advisor.facts.readings import MISSING, Facts, Find, find_by, find_set, plain
from advisor.facts.vocabulary import Cuts, Fact, Quantity, Stated, Vocabulary
from advisor.signals import MEASURES

__all__ = ["FactReader"]

_Plan = Mapping[str, "str | _Plan"]


class FactReader:
    """A vocabulary with its thresholds, made ready to read many descriptors.

    Facts are numbered in the order of the vocabulary; ``index`` gives the number.
    """

    def __init__(self, vocabulary: Vocabulary, thresholds: Mapping[str, float]) -> None:
        self._vocabulary = vocabulary
        self._thresholds = thresholds
        facts = tuple(vocabulary.facts.values())
        self.index = {fact.name: number for number, fact in enumerate(facts)}
        self._plan = _plan_of(Descriptor)
        self._blank = [_code_of_nothing(fact) for fact in facts]
        self._finders = [self._finders_of(fact) for fact in facts]
        self._verbatim = {
            fact.asks: (self.index[fact.name], _codes_by_value(fact))
            for fact in facts
            if _is_verbatim(fact)
        }
        self._by_path = self._touched_by(facts)
        self._always = tuple(
            self.index[fact.name]
            for fact in facts
            for reading in fact.readings
            if isinstance(reading, Cuts) and vocabulary.always_known(reading.quantity)
        )

    def read(self, descriptor: Descriptor) -> Facts:
        """Derive every fact for which the descriptor gives a reason."""
        values: dict[str, object] = {}
        _flatten(descriptor, self._plan, values)
        return self.read_values(values)

    def read_values(self, values: dict[str, object]) -> Facts:
        """Derive the facts behind some fields, given by their dotted paths."""
        facts = Facts(self._blank.copy(), values=values)
        for number in self._touched(facts):
            for find in self._finders[number]:
                found = find(facts)
                if found is not None:
                    facts.codes[number], origin = found
                    if origin is not None:
                        facts.origins[number] = origin
                    break
        return facts

    def number(self, name: str, facts: Facts) -> float | None:
        """Return a quantity of the descriptor, or None while it is unknown."""
        numbers = facts.numbers
        if name not in numbers:
            numbers[name] = self._measure(self._vocabulary.quantities[name], facts)
        return numbers[name]

    def _touched(self, facts: Facts) -> set[int]:
        """Settle the facts whose field states their symbol; return those still to be found."""
        verbatim, by_path = self._verbatim, self._by_path
        touched = set(self._always)
        for path, value in facts.values.items():
            if path in verbatim:
                number, codes = verbatim[path]
                code = codes.get(value)
                if code is None:
                    touched.add(number)
                else:
                    facts.codes[number] = code
            if path in by_path:
                touched.update(by_path[path])
        return touched

    def _measure(self, quantity: Quantity, facts: Facts) -> float | None:
        value = self._measured(quantity, facts)
        if value is None and quantity.default is not None:
            return self._thresholds[quantity.default]
        return value

    def _measured(self, quantity: Quantity, facts: Facts) -> float | None:
        if quantity.path is not None:
            value = facts.values.get(quantity.path)
            return value if isinstance(value, int | float) else None
        operands = [self._operand(name, facts) for name in quantity.of]
        if quantity.measure is None or any(operand is None for operand in operands):
            return None
        return MEASURES[quantity.measure](*operands)

    def _operand(self, name: str, facts: Facts) -> object:
        if name in self._vocabulary.quantities:
            return self.number(name, facts)
        return facts.values.get(name)

    def _touched_by(self, facts: tuple[Fact, ...]) -> dict[str, tuple[int, ...]]:
        by_path: dict[str, set[int]] = {}
        for number, fact in enumerate(facts):
            if not _is_verbatim(fact):
                for reading in fact.readings:
                    for path in self._vocabulary.fields_of(reading):
                        by_path.setdefault(path, set()).add(number)
        return {path: tuple(sorted(numbers)) for path, numbers in by_path.items()}

    def _finders_of(self, fact: Fact) -> tuple[Find, ...]:
        if fact.many:
            return (find_set(fact.asks, fact.symbols),)
        return tuple(
            find_by(
                reading,
                fact,
                self.number,
                self._thresholds,
                next(self._vocabulary.fields_of(reading), None),
            )
            for reading in fact.readings
        )


def _is_verbatim(fact: Fact) -> bool:
    """Whether the fact's symbol is just what one field states."""
    return not fact.many and fact.readings == (Stated(fact.asks),)


def _codes_by_value(fact: Fact) -> dict[object, int]:
    return {plain(symbol): code for code, symbol in enumerate(fact.symbols)}


def _code_of_nothing(fact: Fact) -> int:
    return MISSING if fact.otherwise is None else fact.symbols.index(fact.otherwise)


def _plan_of(model: type[BaseModel], prefix: str = "") -> _Plan:
    """Give each field of the descriptor its dotted path, each section a plan of its own."""
    plan: dict[str, str | _Plan] = {}
    for name, info in model.model_fields.items():
        section = _section(info.annotation)
        path = f"{prefix}{name}"
        plan[name] = path if section is None else _plan_of(section, f"{path}.")
    return plan


def _section(annotation: object) -> type[BaseModel] | None:
    options = getattr(annotation, "__args__", (annotation,))
    return next((o for o in options if isinstance(o, type) and issubclass(o, BaseModel)), None)


def _flatten(section: BaseModel, plan: _Plan, values: dict[str, object]) -> None:
    data = section.__dict__
    for name in section.__pydantic_fields_set__:
        value = data[name]
        if value is None:
            continue
        step = plan[name]
        if isinstance(step, str):
            values[step] = value
        else:
            _flatten(value, step, values)

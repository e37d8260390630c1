"""Derive the facts of a descriptor: codes for the rules, evidence for the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from advisor.descriptor import Descriptor
from advisor.facts.evidence import Facts
from advisor.facts.readings import Book, Find, book_of, find_by, nothing_known
from advisor.facts.vocabulary import Cuts, Fact, Quantity, Stated, Vocabulary
from advisor.signals import MEASURES

__all__ = ["FactReader"]


@dataclass(slots=True)
class _Leaf:
    """What depends on one field.

    ``books`` settle the facts that read this field first; ``touches`` are facts that have
    other readings too, to be worked out when their first reading did not settle them.
    """

    path: str
    books: list[tuple[int, Book]] = field(default_factory=list)
    touches: set[int] = field(default_factory=set)


_Plan = Mapping[str, "_Leaf | _Plan"]
_Measure = Callable[[Facts], float | None]


class FactReader:
    """A vocabulary with its thresholds, made ready to read many descriptors.

    Facts are numbered in the order of the vocabulary; ``index`` gives the number.
    """

    def __init__(self, vocabulary: Vocabulary, thresholds: Mapping[str, float]) -> None:
        self._vocabulary = vocabulary
        self._thresholds = thresholds
        self._leaves: dict[str, _Leaf] = {}
        self._plan = self._plan_of(Descriptor)
        self._measures = {q.name: self._measure(q) for q in vocabulary.quantities.values()}
        facts = tuple(vocabulary.facts.values())
        self.index = {fact.name: number for number, fact in enumerate(facts)}
        blank = [nothing_known(fact) for fact in facts]
        self._codes = [code for code, _ in blank]
        self._evidence = [evidence for _, evidence in blank]
        self._finders: list[tuple[Find, ...]] = [self._connect(fact) for fact in facts]
        self._always = tuple(
            number for number, fact in enumerate(facts) if self._is_always_due(fact)
        )

    def read(self, descriptor: Descriptor) -> Facts:
        """Derive every fact for which the descriptor gives a reason."""
        facts = Facts(self._codes.copy(), self._evidence.copy())
        touched = set(self._always)
        _take(descriptor, self._plan, facts, touched)
        evidence, blank = facts.evidence, self._evidence
        for number in touched:
            if evidence[number] is blank[number]:
                for find in self._finders[number]:
                    found = find(facts)
                    if found is not None:
                        facts.codes[number], evidence[number] = found
                        break
        return facts

    def number(self, name: str, facts: Facts) -> float | None:
        """Return a quantity of the descriptor, or None while it is unknown."""
        numbers = facts.numbers
        if name in numbers:
            return numbers[name]
        value = numbers[name] = self._measures[name](facts)
        return value

    def _measure(self, quantity: Quantity) -> _Measure:
        measured = self._measured(quantity)
        if quantity.default is None:
            return measured
        default = self._thresholds[quantity.default]

        def measured_or_default(facts: Facts) -> float | None:
            value = measured(facts)
            return default if value is None else value

        return measured_or_default

    def _measured(self, quantity: Quantity) -> _Measure:
        path = quantity.path
        if path is not None:
            return lambda facts: facts.values.get(path)  # type: ignore[return-value]
        compute = MEASURES[quantity.measure or ""]
        getters = [self._getter(name) for name in quantity.of]

        def measured(facts: Facts) -> float | None:
            operands = []
            for get in getters:
                operand = get(facts)
                if operand is None:
                    return None
                operands.append(operand)
            return compute(*operands)

        return measured

    def _getter(self, name: str) -> Callable[[Facts], object]:
        if name in self._vocabulary.quantities:
            return lambda facts: self.number(name, facts)
        return lambda facts: facts.values.get(name)

    def _connect(self, fact: Fact) -> tuple[Find, ...]:
        """Hang a fact on the fields that it depends on; return the ways to work it out."""
        number, rest = self.index[fact.name], fact.readings
        if isinstance(rest[0], Stated):
            blank = (self._codes[number], self._evidence[number])
            book = book_of(fact, rest[0], blank)
            self._leaves[rest[0].path].books.append((number, book))
            rest = rest[1:]
        for reading in rest:
            for path in self._vocabulary.fields_of(reading):
                self._leaves[path].touches.add(number)
        return tuple(
            find_by(
                reading,
                fact,
                self.number,
                self._thresholds,
                next(self._vocabulary.fields_of(reading), None),
            )
            for reading in rest
        )

    def _is_always_due(self, fact: Fact) -> bool:
        """Whether a fact has a symbol of its own even when no field is stated."""
        return any(
            isinstance(reading, Cuts) and self._vocabulary.always_known(reading.quantity)
            for reading in fact.readings
        )

    def _plan_of(self, model: type[BaseModel], prefix: str = "") -> _Plan:
        """Give each field of the descriptor its leaf, each section a plan of its own."""
        plan: dict[str, _Leaf | _Plan] = {}
        for name, info in model.model_fields.items():
            section, path = _section(info.annotation), f"{prefix}{name}"
            if section is not None:
                plan[name] = self._plan_of(section, f"{path}.")
            else:
                plan[name] = self._leaves[path] = _Leaf(path)
        return plan


def _section(annotation: object) -> type[BaseModel] | None:
    options = getattr(annotation, "__args__", (annotation,))
    return next((o for o in options if isinstance(o, type) and issubclass(o, BaseModel)), None)


def _take(section: BaseModel, plan: _Plan, facts: Facts, touched: set[int]) -> None:
    """Note the stated fields of a section, and what each settles or touches."""
    data, values = section.__dict__, facts.values
    for name in section.__pydantic_fields_set__:
        value = data[name]
        if value is None:
            continue
        leaf = plan[name]
        if not isinstance(leaf, _Leaf):
            _take(value, leaf, facts, touched)
            continue
        values[leaf.path] = value
        if leaf.books:
            key = tuple(value) if type(value) is list else value
            for number, book in leaf.books:
                facts.codes[number], facts.evidence[number] = book[key]
        if leaf.touches:
            touched |= leaf.touches

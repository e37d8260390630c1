"""Derive the facts of a descriptor: codes for the rules, evidence for the answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import compress
from operator import itemgetter, not_

from advisor.descriptor import Descriptor
from advisor.facts.evidence import MISSING, Facts
from advisor.facts.fields import PLACES, lay_out
from advisor.facts.quantities import Quantities
from advisor.facts.readings import Book, Find, Found, book_of, find_by, neither, nothing_known
from advisor.facts.vocabulary import Cuts, Fact, Looking, Otherwise, Stated, Vocabulary

__all__ = ["FactReader"]


class FactReader:
    """A vocabulary with its thresholds, made ready to read many descriptors.

    Facts go by the numbers of the vocabulary, which ``index`` gives by name: first those
    with a leading field, which are looked up in books, then the others.
    """

    def __init__(self, vocabulary: Vocabulary, thresholds: Mapping[str, float]) -> None:
        self._vocabulary = vocabulary
        self._thresholds = thresholds
        self._quantities = Quantities(vocabulary, thresholds)
        facts = self._facts = vocabulary.numbered
        self.index = {fact.name: number for number, fact in enumerate(facts)}
        blank = [nothing_known(fact, vocabulary) for fact in facts]
        self._books: list[Book] = []
        places = []
        for fact, unknown in zip(facts, blank, strict=True):
            if fact.leading is not None:
                self._books.append(book_of(fact, fact.leading, unknown))
                places.append(PLACES[fact.leading.path])
        self._pick = itemgetter(*places, 0, 0)  # two more, so that it always gives a tuple
        self._blank = [evidence for _, evidence in blank]
        rest = blank[len(self._books) :]
        self._rest_codes = [code for code, _ in rest]
        self._rest_evidence = [evidence for _, evidence in rest]
        self._asks = [PLACES[fact.asks] for fact in facts]
        self._ways = [self._ways_of(fact) for fact in facts]
        self._needs = self._quantities.needs
        self._prepare_finds()
        asking: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in PLACES]
        for number, fact in enumerate(facts):
            alone = len(fact.readings) == 1 and fact.leading == Stated(fact.asks)
            if fact.otherwise is None and not alone:
                asking[PLACES[fact.asks]].append((number, tuple(self._needed_places(fact))))
        self._asking = asking

    def read(self, descriptor: Descriptor) -> Facts:
        """Derive every fact for which the descriptor gives a reason."""
        values = lay_out(descriptor)
        found = [book[value] for book, value in zip(self._books, self._pick(values), strict=False)]
        codes = [code for code, _ in found]
        evidence = [piece for _, piece in found]
        codes += self._rest_codes
        evidence += self._rest_evidence
        facts = Facts(codes, evidence, values)
        stated = [value is not None for value in values]
        finds, blank = self._finds, self._blank
        for due in sorted(self._always.union(*compress(self._due, stated))):
            number, find = finds[due]
            if evidence[number] is blank[number]:
                better = find(facts)
                if better is not None:
                    codes[number], evidence[number] = better
        for asking in compress(self._asking, stated):
            for number, needed in asking:
                if codes[number] != MISSING:
                    continue
                if all(stated[place] for place in needed):
                    codes[number], evidence[number] = self._neither(number, facts)
                if codes[number] == MISSING:
                    facts.unsettled.append(number)
        return facts

    def wanted(self, number: int, facts: Facts) -> str | None:
        """Return the field to supply next for a fact that has no symbol.

        That is the field it asks for, or what else that one must be measured with, before
        ways around them. It is stated already where a list holds too few values. None where
        nothing more could give the fact a symbol.
        """
        asks = self._facts[number].asks
        if facts.values[self._asks[number]] is None:
            return asks
        asked, others = self._ways[number]
        fields = [path for reading in asked for path in self._wants(reading, facts)]
        if fields:
            return asks if asks in fields else fields[0]
        return next((path for reading in others for path in self._wants(reading, facts)), None)

    def _wants(self, reading: Looking, facts: Facts) -> Iterator[str]:
        """Give the fields that a reading waits for; it gave no symbol so far."""
        if isinstance(reading, Cuts):
            yield from self._quantities.wants(reading.quantity, facts)
            return
        for path in self._vocabulary.fields_of(reading):
            if facts.values[PLACES[path]] is None:
                yield path

    def _neither(self, number: int, facts: Facts) -> Found:
        """Return what holds of a fact without a symbol, whose own field is stated."""
        if self.wanted(number, facts) is not None:
            return MISSING, None
        fact = self._facts[number]
        return neither(fact, fact.asks, facts.values[self._asks[number]])

    def _ways_of(self, fact: Fact) -> tuple[tuple[Looking, ...], tuple[Looking, ...]]:
        """Part the readings of a fact into those of the field it asks for and ways around it."""
        looking = [reading for reading in fact.readings if not isinstance(reading, Otherwise)]
        asked = [fact.asks in self._vocabulary.fields_of(reading) for reading in looking]
        return tuple(compress(looking, asked)), tuple(compress(looking, map(not_, asked)))

    def fewest(self, path: str, values: float) -> float | None:
        """Return how many values a series needs next that has so many; None if it has enough."""
        return min((need for need in self._needs.get(path, ()) if need > values), default=None)

    def number(self, name: str, facts: Facts) -> float | None:
        """Return a quantity of the descriptor, or None while it is unknown."""
        return self._quantities[name](facts)

    def _needed_places(self, fact: Fact) -> set[int]:
        """Return the fields all of which must be stated before nothing more could tell a fact."""
        needed = map(self._vocabulary.needed_by, fact.later)
        return {PLACES[path] for path in frozenset[str]().union(*needed)}

    def _prepare_finds(self) -> None:
        """Make the ways to find facts that books do not tell, each due when a field is stated.

        That field is one without which the reading tells nothing, of several the one that
        fewest others wait for; where there is none, any of its fields will do.
        """
        readings = [
            (n, fact, reading) for n, fact in enumerate(self._facts) for reading in fact.later
        ]
        needed = [self._vocabulary.needed_by(reading) for _, _, reading in readings]
        waited = Counter(path for paths in needed for path in paths)
        due: dict[str, set[int]] = defaultdict(set)
        always = set()
        self._finds: list[tuple[int, Find]] = []
        for place, (number, fact, reading) in enumerate(readings):
            find = find_by(reading, fact, self._quantities, self._thresholds, self._vocabulary)
            self._finds.append((number, find))
            if needed[place]:
                due[min(sorted(needed[place]), key=waited.__getitem__)].add(place)
                continue
            for path in self._vocabulary.fields_of(reading):
                due[path].add(place)
            if isinstance(reading, Cuts) and self._vocabulary.always_known(reading.quantity):
                always.add(place)
        self._due = [frozenset(due[path]) for path in PLACES]
        self._always = frozenset(always)

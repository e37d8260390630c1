"""Predict the symptoms of measured runs again and again, with thresholds moved.

A run is read and measured once; afterwards its numbers are only compared anew. What was found
for one position of all numbers is remembered: a threshold matters to a run only by the side on
which the run's numbers fall.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor import descriptor as descriptors
from advisor.facts import MISSING, Cuts, Fact, FactReader, Facts, Otherwise
from advisor.facts.quantities import Quantities
from advisor.facts.readings import find_by
from advisor.inference import Engine
from advisor.intake import read_run
from advisor.rulebase import load
from benchmarks.diagnosis.labeled import nested, project_of
from benchmarks.diagnosis.scoring import HEALTHY

__all__ = ["Found", "MeasuredRun", "Recutter"]

Found = tuple[frozenset[str], tuple[str, ...]]
"""The symptoms of a run, and the rules that found them."""

_COMPARE: Mapping[str | None, Callable[[float, float], bool]] = {
    "below": operator.lt,
    "above": operator.gt,
    "at_least": operator.ge,
    "at_most": operator.le,
    None: lambda number, threshold: True,
}

_LOGGED = ("history.", "sanity.")
_Cut = tuple[int, str | None, str | None]
_Step = int | tuple[float, tuple[_Cut, ...]]


@dataclass
class MeasuredRun:
    """A run with what it states, its numbers by threshold, and what was found so far.

    ``steps`` hold for each fact that thresholds decide what its readings gave: a code, or a
    number with the cuts it is held to.
    """

    facts: Facts
    steps: dict[int, tuple[_Step, ...]]
    numbers: tuple[tuple[str, float], ...] = ()
    found: dict[tuple[object, ...], Found] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        cuts = [
            (name, step[0])
            for steps in self.steps.values()
            for step in steps
            if isinstance(step, tuple)
            for _, _, name in step[1]
            if name is not None
        ]
        self.numbers = tuple(dict.fromkeys(cuts))

    def position(self, thresholds: Mapping[str, float]) -> tuple[object, ...]:
        """Return on which side of its threshold each number falls; None on it."""
        return tuple(
            [
                None if number == thresholds[name] else number > thresholds[name]
                for name, number in self.numbers
            ]
        )


class Recutter:
    """The diagnostic topics of the shipped rules, with thresholds that can be moved.

    ``shipped`` are the values of all thresholds, ``tunable`` the names of those that the facts
    of these topics are cut at.
    """

    def __init__(self) -> None:
        self._rulebase, _ = load((), shipped=True)
        self._engine = Engine(self._rulebase)
        self._topics = [t.name for t in self._rulebase.topics.values() if t.diagnostic]
        self._rules = list(self._rulebase.rules.values())
        self.shipped: Mapping[str, float] = self._rulebase.cut_points
        self._reader = FactReader(self._rulebase.vocabulary, self.shipped)
        self._quantities = Quantities(self._rulebase.vocabulary, self.shipped)
        self._cut = {self._reader.index[fact.name]: fact for fact in self._facts_cut()}
        self._logged = frozenset(self._quantities_logged())
        self.tunable = tuple(dict.fromkeys(self._thresholds_of(self._cut.values(), self._logged)))

    def measure(self, entry: Mapping[str, Any], folder: Path) -> MeasuredRun:
        """Read one run and measure all that thresholds are compared with.

        Raises:
            AdvisorError: The run cannot be read.
        """
        log = read_run(folder / str(entry["file"]))
        project = descriptors.from_mapping(nested(project_of(entry)))
        facts = self._reader.read(descriptors.completed(project, log.stated, log.history))
        steps = {n: tuple(self._steps(fact, facts)) for n, fact in self._cut.items()}
        return MeasuredRun(facts, steps)

    def predict(self, run: MeasuredRun, thresholds: Mapping[str, float]) -> Found:
        """Return what is found in a run with these thresholds."""
        position = run.position(thresholds)
        if position not in run.found:
            run.found[position] = self._infer(run, thresholds)
        return run.found[position]

    def _infer(self, run: MeasuredRun, thresholds: Mapping[str, float]) -> Found:
        codes, known = list(run.facts.codes), run.facts
        for number, steps in run.steps.items():
            codes[number] = _code(steps, thresholds)
        facts = Facts(codes, list(known.evidence), known.values, known.numbers)
        hits = self._engine.infer(facts, self._topics).hits
        rules = [self._rules[hit.rule] for hit in hits if hit.kind != "recommendation"]
        heard = [rule for rule in rules if rule.symptom and rule.topic in self._topics]
        symptoms = frozenset(rule.symptom for rule in heard if rule.symptom)
        return symptoms - HEALTHY or symptoms, tuple(rule.id for rule in heard)

    def _facts_cut(self) -> list[Fact]:
        """Return the facts of the diagnostic topics that some threshold decides."""
        read = {fact for topic in self._topics for fact in self._engine.facts_of(topic)}
        facts = self._rulebase.vocabulary.facts
        return [
            fact
            for name, fact in facts.items()
            if name in read and any(self._thresholds_of([fact], None))
        ]

    def _quantities_logged(self) -> Iterator[str]:
        """Give the quantities that logs and trial runs are behind."""
        vocabulary = self._rulebase.vocabulary
        for name in vocabulary.quantities:
            if any(path.startswith(_LOGGED) for path in vocabulary.fields_behind(name)):
                yield name

    @staticmethod
    def _thresholds_of(facts: Iterable[Fact], quantities: frozenset[str] | None) -> Iterator[str]:
        """Give the thresholds that facts are cut at, by any quantity or by some."""
        for fact in facts:
            for reading in fact.readings:
                if isinstance(reading, Cuts) and (
                    quantities is None or reading.quantity in quantities
                ):
                    yield from (cut.threshold for cut in reading.cuts if cut.threshold)

    def _steps(self, fact: Fact, facts: Facts) -> Iterator[_Step]:
        """Give what the readings of a fact find, up to the first that needs no threshold."""
        for reading in fact.readings:
            if isinstance(reading, Cuts):
                number = self._reader.number(reading.quantity, facts)
                if number is not None:
                    yield number, tuple(_cuts(fact, reading))
                    if reading.cuts[-1].comparison is None:
                        return
            elif isinstance(reading, Otherwise):
                yield fact.symbols.index(reading.symbol)
                return
            else:
                find = find_by(
                    reading, fact, self._quantities, self.shipped, self._rulebase.vocabulary
                )
                found = find(facts)
                if found is not None:
                    yield found[0]
                    return
        yield MISSING if self._reader.wanted(self._reader.index[fact.name], facts) else fact.neither


def _cuts(fact: Fact, reading: Cuts) -> Iterator[_Cut]:
    name = None
    for cut in reading.cuts:
        name = cut.threshold or name
        yield fact.symbols.index(cut.symbol), cut.comparison, name


def _code(steps: Iterable[_Step], thresholds: Mapping[str, float]) -> int:
    """Return the code of a fact: of the first step that tells one."""
    for step in steps:
        if isinstance(step, int):
            return step
        number, cuts = step
        for code, comparison, name in cuts:
            if _COMPARE[comparison](number, 0 if name is None else thresholds[name]):
                return code
    return MISSING

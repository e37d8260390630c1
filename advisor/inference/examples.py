"""Run the examples of rule files through the engine (R111)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.descriptor import from_mapping
from advisor.errors import DescriptorError, Problem
from advisor.facts import MISSING, FactReader, Facts
from advisor.inference.engine import Engine, Inference
from advisor.rulebase import Example, RuleBase, Topic

__all__ = ["ExampleRunner"]


class ExampleRunner:
    """Holds what each example promises against what the engine concludes."""

    def __init__(self, rulebase: RuleBase, engine: Engine, reader: FactReader) -> None:
        self._rulebase = rulebase
        self._engine = engine
        self._reader = reader
        self._rules = list(rulebase.rules.values())
        self._names = list(engine.facts)

    def run(self) -> Iterator[Problem]:
        """Run every example of the rule base and report those that do not hold."""
        for topic in self._rulebase.topics.values():
            for example in topic.examples:
                for complaint in self.complaints(topic, example):
                    text = f"example {example.name!r}: {complaint}"
                    yield Problem("R111", text, location=example.location)

    def complaints(self, topic: Topic, example: Example) -> Iterator[str]:
        """Say in which ways one example does not hold."""
        try:
            inference = self._infer(topic, example)
        except DescriptorError as error:
            yield from (f"{problem.path}: {problem.message}" for problem in error.problems)
            return
        own = {rule.id for rule in topic.rules}
        hits = {self._rules[hit.rule].id: hit for hit in inference.hits}
        fired = {name: hit for name, hit in hits.items() if name in own}
        if set(fired) != set(example.fires):
            yield f"fires {_listed(fired)}, not {_listed(example.fires)}"
        for name, kind in example.kinds.items():
            if name in fired and fired[name].kind != kind:
                yield f"{name} is a {fired[name].kind}, not a {kind}"
        yield from self._outputs(example, fired)
        yield from self._questions(example, own, inference)

    def _infer(self, topic: Topic, example: Example) -> Inference:
        if example.descriptor is not None:
            facts = self._reader.read(from_mapping(example.descriptor))
            return self._engine.infer(facts, [topic.name])
        return self._engine.infer_topic(self._given(example), topic.name)

    def _given(self, example: Example) -> Facts:
        facts = self._reader.read(from_mapping({}))
        facts.codes.extend([MISSING] * len(self._rulebase.derived))
        facts.evidence.extend([None] * len(self._rulebase.derived))
        for name, symbol in (example.given or {}).items():
            number = self._engine.facts[name]
            facts.codes[number] = self._rulebase.symbols(name).index(symbol)
        return facts

    def _outputs(self, example: Example, fired: Iterable[str]) -> Iterator[str]:
        given: dict[str, list[str | float | None]] = {}
        for name in fired:
            for output, alternatives in self._rulebase.rules[name].then.items():
                values = (_plain(alternative.value) for alternative in alternatives)
                given.setdefault(output, []).extend(values)
        for output, wanted in example.then.items():
            missing = [value for value in wanted if value not in given.get(output, [])]
            if missing:
                yield f"{output} is {_listed(given.get(output, []))}, not {_listed(wanted)}"

    def _questions(self, example: Example, own: set[str], inference: Inference) -> Iterator[str]:
        lacking = {
            self._names[fact]
            for entry in inference.undecided
            if self._rules[entry.rule].id in own
            for fact in entry.missing
        }
        for name in example.asks:
            if name not in lacking:
                yield f"does not ask for {name}; it asks for {_listed(sorted(lacking))}"


def _plain(value: object) -> str | float | None:
    if isinstance(value, bool):
        return str(value).lower()
    assert value is None or isinstance(value, str | int | float)
    return value


def _listed(values: Iterable[object]) -> str:
    return ", ".join(map(str, values)) or "nothing"

"""Say which rules fire, and which could not be decided for want of which fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.errors import Problem, RuleBaseError
from advisor.facts import MISSING, Evidence, Facts, Memo, Source
from advisor.inference.group import CompiledRule, Group
from advisor.inference.grouping import divide
from advisor.inference.outcome import Derived, Hit, Review, Reviewed, Undecided
from advisor.inference.session import LimitError
from advisor.rulebase import Rule, RuleBase, Topic

__all__ = ["Engine", "Inference"]

_EVIDENCE_LIMIT = 65536


@dataclass(slots=True)
class Inference:
    """What the rules make of the facts of one descriptor.

    ``facts`` now hold the derived facts too. ``lacking`` says for each derived fact that
    stayed unknown which facts would settle it.
    """

    facts: Facts
    hits: list[Hit] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    lacking: dict[int, tuple[int, ...]] = field(default_factory=dict)


class Engine:
    """A rule base compiled for the rule engine; built once, asked many times.

    A rule base that the engine cannot hold raises `RuleBaseError`, each problem at the first
    rule that did not fit.

    ``facts`` are numbered as in the vocabulary, derived facts after them; ``rules`` in the
    order of the rule base; ``groups`` are the rulesets in the order in which they run.
    """

    def __init__(self, rulebase: RuleBase) -> None:
        self._rulebase = rulebase
        names = (*(fact.name for fact in rulebase.vocabulary.numbered), *rulebase.derived)
        self.facts = {name: number for number, name in enumerate(names)}
        self.rules = {name: number for number, name in enumerate(rulebase.rules)}
        self._names = names
        self._rules = tuple(rulebase.rules.values())
        self._unknown = [MISSING] * len(rulebase.derived)
        self._no_evidence: list[Evidence | None] = [None] * len(rulebase.derived)
        self._derivations: Memo[object, Evidence] = Memo(_EVIDENCE_LIMIT)
        self.groups: list[Group] = []
        self._compile_all()
        self._needs = {topic.name: self._needed_by(topic) for topic in rulebase.topics.values()}

    def infer(self, facts: Facts, topics: Iterable[str] | None = None) -> Inference:
        """Run the topics in the order of their strata.

        Args:
            facts: The facts of a descriptor; extended in place by the derived ones.
            topics: The topics wanted, all by default; those they build on are run as well.
        """
        facts.codes.extend(self._unknown)
        facts.evidence.extend(self._no_evidence)
        if topics is None:
            return self._run(self.groups, facts)
        wanted = {needed for name in topics for needed in self._needs[name]}
        return self._run([group for group in self.groups if group.topic in wanted], facts)

    def infer_topic(self, facts: Facts, topic: str) -> Inference:
        """Run one topic alone; what it reads of other topics must stand in the facts."""
        return self._run([group for group in self.groups if group.topic == topic], facts)

    def _run(self, groups: Iterable[Group], facts: Facts) -> Inference:
        inference = Inference(facts)
        codes, hits, undecided = facts.codes, inference.hits, inference.undecided
        for group in groups:
            try:
                outcome = group.memo[group.pick(codes)]
            except KeyError:
                outcome = group.work_out(codes)
            if outcome is not None:
                hits += outcome.hits
                for review in outcome.reviews:
                    hits.append(review.hit(codes))
                undecided += outcome.undecided
                for derived in outcome.derived:
                    self._hand_on(derived, inference)
        return inference

    def facts_of(self, topic: str) -> frozenset[str]:
        """Return the facts that a topic, and those it builds on, read or compare with."""
        topics = (self._rulebase.topics[name] for name in self._needs[topic])
        return frozenset(
            fact for known in topics for fact in (*known.inputs, *known.review.values())
        )

    def forget(self) -> None:
        """Empty the memory of outcomes, as if nothing had been asked yet."""
        for group in self.groups:
            group.forget()
        self._derivations.clear()

    def close(self) -> None:
        """Release what the engine holds outside Python; nothing can be asked afterwards."""
        self.forget()
        for group in self.groups:
            group.close()

    def _compile_all(self) -> None:
        problems = []
        for topic in self._rulebase.topics.values():
            own = [name for name, (producer, _) in self._rulebase.derived.items()
                   if producer == topic.name]  # fmt: skip
            nothing = {self.facts[name]: len(self._rulebase.symbols(name)) for name in own}
            for rules in [topic.rules] if own else divide(topic, self._size):
                try:
                    self.groups.append(self._compile(topic, rules, nothing))
                except LimitError as error:
                    rule = rules[error.rule]
                    text = f"{rule.id} is more than the rule engine can hold: {error}"
                    problems.append(Problem("R129", text, location=rule.location))
        if problems:
            self.close()
            raise RuleBaseError(problems)

    def _compile(self, topic: Topic, rules: Sequence[Rule], nothing: Mapping[int, int]) -> Group:
        return Group(
            topic.name,
            [self._compile_rule(topic, rule) for rule in rules],
            first_only=topic.hit_policy == "first",
            nothing=nothing,
        )

    def _size(self, fact: str) -> int:
        return len(self._rulebase.symbols(fact)) + 1

    def _compile_rule(self, topic: Topic, rule: Rule) -> CompiledRule:
        number = self.rules[rule.id]
        reviewed = tuple(
            self._compile_review(rule, output, fact)
            for output, fact in topic.review.items()
            if output in rule.then
        )
        advises = rule.kind == "recommendation" and reviewed
        return CompiledRule(
            number=number,
            when={self.facts[fact]: self._codes(fact, by) for fact, by in rule.when.items()},
            derives=self._derives(topic, rule),
            speaks=Review(number, reviewed) if advises else Hit(number, rule.kind),
        )

    def _codes(self, fact: str, symbols: Iterable[str]) -> frozenset[int]:
        order = self._rulebase.symbols(fact)
        return frozenset(order.index(symbol) for symbol in symbols)

    def _compile_review(self, rule: Rule, output: str, fact: str) -> Reviewed:
        values = [_symbol(alternative.value) for alternative in rule.then[output]]
        codes = self._codes(fact, [v for v in values if v in self._rulebase.symbols(fact)])
        known = self._rulebase.vocabulary.facts.get(fact)
        if known is not None and known.many:
            bits = sum(1 << code for code in codes)
            return Reviewed(output, self.facts[fact], bits, frozenset({MISSING, 0}))
        silent = {MISSING, len(self._rulebase.symbols(fact))}  # the last: none of the symbols
        if known is not None and known.otherwise is not None:
            silent.add(known.symbols.index(known.otherwise))
        return Reviewed(output, self.facts[fact], codes, frozenset(silent))

    def _derives(self, topic: Topic, rule: Rule) -> Mapping[int, int]:
        found = {}
        for output, alternatives in rule.then.items():
            producer, symbols = self._rulebase.derived.get(output, ("", ()))
            if producer == topic.name:
                found[self.facts[output]] = symbols.index(_symbol(alternatives[0].value))
        return found

    def _hand_on(self, derived: Derived, inference: Inference) -> None:
        """Hand a topic's conclusion on to the topics that build on it."""
        facts = inference.facts
        facts.codes[derived.fact] = derived.code
        if derived.missing:
            inference.lacking[derived.fact] = derived.missing
        else:
            facts.evidence[derived.fact] = self._derivation(derived, facts)

    def _derivation(self, derived: Derived, facts: Facts) -> Evidence:
        """Return the evidence of a derived fact, the same object for the same evidence."""
        known = tuple(
            [piece for fact in derived.rests_on if (piece := facts.evidence[fact]) is not None]
        )
        key = (derived.fact, derived.code, derived.rule, known)
        found = self._derivations.get(key)
        if found is not None:
            return found
        name = self._names[derived.fact]
        symbols = self._rulebase.symbols(name)
        symbol = symbols[derived.code] if derived.code < len(symbols) else "none"
        rule = None if derived.rule is None else self._rules[derived.rule].id
        shared = all(evidence.shared for evidence in known)
        found = Evidence(Source(name, symbol, None, rule=rule), None, shared, known)
        return self._derivations.keep(key, found) if shared else found

    def _needed_by(self, topic: Topic) -> frozenset[str]:
        """Return a topic and all that it builds on."""
        found = {topic.name}
        for fact in (*topic.inputs, *topic.review.values()):
            producer = self._rulebase.derived.get(fact, (None, ()))[0]
            if producer is not None and producer not in found:
                found |= self._needed_by(self._rulebase.topics[producer])
        return frozenset(found)


def _symbol(value: object) -> str:
    return value if isinstance(value, str) else str(value).lower()

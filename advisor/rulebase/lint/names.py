"""Check that rules and examples use only names that exist (R103, R104, R121 to R128)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.errors import Problem, did_you_mean
from advisor.rulebase.draft import Draft, TopicDraft, alternatives
from advisor.rulebase.resolve import as_symbols
from advisor.rulebase.schema import QuantityReference, RuleEntry, Symbol

__all__ = ["check"]

_Place = tuple[str | int, ...]


def check(draft: Draft) -> Iterator[Problem]:
    """Check the names in every topic and profile."""
    for topic in draft.topics.values():
        yield from _check_inputs(draft, topic)
        yield from _check_outputs(draft, topic)
        for number, rule in topic.rules:
            place = ("rules", number)
            if not rule.when and not topic.entry.internal:
                message = f"{rule.id} is reported and rests on no fact; name one in `when`"
                yield topic.file.problem("R128", message, *place, "when")
            yield from _check_condition(draft, topic, rule.when, (*place, "when"))
            yield from _check_conclusion(draft, topic, rule, place)
            if rule.onset is not None:
                yield from _check_quantity(draft, topic, rule.onset, (*place, "onset"))
            for at, older in enumerate(rule.updates):
                yield from _check_rule_id(draft, topic, older, (*place, "updates", at))
        for number, gap in enumerate(topic.entry.uncovered):
            yield from _check_condition(draft, topic, gap.when, ("uncovered", number, "when"))
        yield from _check_examples(draft, topic)
    yield from _check_profiles(draft)


def _check_inputs(draft: Draft, topic: TopicDraft) -> Iterator[Problem]:
    for number, name in enumerate(topic.entry.inputs):
        if draft.symbols(name) is None:
            message = f"unknown fact {name!r}{did_you_mean(name, _names(draft))}"
            yield topic.file.problem("R103", message, "inputs", number)
        elif name in draft.facts and draft.vocabulary.facts[name].many:
            message = f"{name!r} is a set of symbols; no rule can match it (use `contains`)"
            yield topic.file.problem("R125", message, "inputs", number)
        elif name in topic.entry.outputs and name not in draft.facts:
            message = f"{name!r} is an output of this very topic"
            yield topic.file.problem("R117", message, "inputs", number)


def _check_outputs(draft: Draft, topic: TopicDraft) -> Iterator[Problem]:
    for number, name in enumerate(topic.entry.outputs):
        if topic.entry.internal and name in draft.facts:
            message = f"output {name!r} is a fact of the vocabulary; an internal one needs a name"
            yield topic.file.problem("R124", message, "outputs", number)
        producer = draft.producers.get(name, topic.entry.topic)
        if producer != topic.entry.topic and draft.topics[producer].entry.internal:
            message = f"output {name!r} is given by the topic {producer!r} already"
            yield topic.file.problem("R124", message, "outputs", number)
    for output, fact in (topic.entry.review or {}).items():
        if output not in topic.entry.outputs:
            near = did_you_mean(output, topic.entry.outputs)
            message = f"unknown output {output!r}{near}"
            yield topic.file.problem("R121", message, "review", output, key=True)
        if draft.symbols(fact) is None:
            near = did_you_mean(fact, _names(draft))
            yield topic.file.problem("R123", f"unknown fact {fact!r}{near}", "review", output)


def _check_condition(
    draft: Draft, topic: TopicDraft, when: Mapping[str, Symbol | list[Symbol]], place: _Place
) -> Iterator[Problem]:
    for name, wanted in when.items():
        if name not in topic.entry.inputs and not _misspelt_as_input(draft, topic, name):
            message = f"{name!r} is not among the inputs of the topic{_remedy(draft, topic, name)}"
            yield topic.file.problem("R122", message, *place, name, key=True)
        known = draft.symbols(name)
        for symbol in as_symbols(wanted):
            if known is not None and symbol not in known:
                message = f"{name!r} has no symbol {symbol!r}{did_you_mean(symbol, known)}"
                yield topic.file.problem("R104", message, *place, name)


def _misspelt_as_input(draft: Draft, topic: TopicDraft, name: str) -> bool:
    """Whether an input is this name misspelt, which has been said at the input already."""
    unknown = [each for each in topic.entry.inputs if draft.symbols(each) is None]
    meant = [did_you_mean(each, _names(draft)) for each in unknown]
    return f"; did you mean {name!r}?" in meant


def _remedy(draft: Draft, topic: TopicDraft, name: str) -> str:
    if draft.symbols(name) is not None:
        return "; add it there, or take another"
    near = did_you_mean(name, _known_inputs(draft, topic))
    return near if near.startswith("; did") else did_you_mean(name, _names(draft)) or near


def _known_inputs(draft: Draft, topic: TopicDraft) -> list[str]:
    return [name for name in topic.entry.inputs if draft.symbols(name) is not None]


def _names(draft: Draft) -> list[str]:
    return [*draft.facts, *draft.producers]


def _check_conclusion(
    draft: Draft, topic: TopicDraft, rule: RuleEntry, place: _Place
) -> Iterator[Problem]:
    for output in rule.then:
        where = (*place, "then", output)
        if output not in topic.entry.outputs:
            near = did_you_mean(output, topic.entry.outputs)
            yield topic.file.problem("R121", f"unknown output {output!r}{near}", *where, key=True)
            continue
        for value in alternatives(rule, output):
            if isinstance(value, QuantityReference):
                yield from _check_quantity(draft, topic, value.quantity, where)
            if output in draft.handed_on and not isinstance(value, str | bool):
                message = f"{value!r} is no symbol, and other topics read {output!r}"
                yield topic.file.problem("R104", message, *where)
        yield from _check_reviewed(draft, topic, rule, output, where)


def _check_quantity(draft: Draft, topic: TopicDraft, name: str, place: _Place) -> Iterator[Problem]:
    if name not in draft.quantities:
        near = did_you_mean(name, draft.quantities)
        yield topic.file.problem("R119", f"unknown quantity {name!r}{near}", *place)


def _check_reviewed(
    draft: Draft, topic: TopicDraft, rule: RuleEntry, output: str, where: _Place
) -> Iterator[Problem]:
    """An output that is compared with a fact can only give that fact's symbols."""
    review = topic.entry.review
    fact = output if review is None else review.get(output)
    known = draft.symbols(fact) if fact and (fact in draft.facts or review) else None
    values = [v for v in alternatives(rule, output) if isinstance(v, str | bool)]
    for symbol in as_symbols(values):
        if known is not None and symbol not in known:
            near = did_you_mean(symbol, known)
            message = f"{fact!r}, which reviews {output!r}, has no symbol {symbol!r}{near}"
            yield topic.file.problem("R104", message, *where)


def _check_rule_id(draft: Draft, topic: TopicDraft, name: str, place: _Place) -> Iterator[Problem]:
    if name not in draft.rules:
        message = f"unknown rule {name!r}{did_you_mean(name, draft.rules)}"
        yield topic.file.problem("R126", message, *place)


def _check_examples(draft: Draft, topic: TopicDraft) -> Iterator[Problem]:
    own = [rule.id for _, rule in topic.rules]
    for number, example in enumerate(topic.entry.examples):
        place = ("examples", number)
        yield from _check_condition(draft, topic, example.given or {}, (*place, "given"))
        for at, name in enumerate(example.fires):
            if name not in own:
                message = f"this file has no rule {name!r}{did_you_mean(name, own)}"
                yield topic.file.problem("R126", message, *place, "fires", at)
        for at, name in enumerate(example.asks):
            if draft.symbols(name) is None:
                near = did_you_mean(name, _known_inputs(draft, topic))
                yield topic.file.problem("R103", f"unknown fact {name!r}{near}", *place, "asks", at)


def _check_profiles(draft: Draft) -> Iterator[Problem]:
    for file in draft.corpus.profiles:
        for number, entry in enumerate(file.entry.disable):
            if entry.rule not in draft.rules:
                message = f"unknown rule {entry.rule!r}{did_you_mean(entry.rule, draft.rules)}"
                yield file.problem("R126", message, "disable", number, "rule")
        for name in file.entry.thresholds:
            if name not in draft.thresholds:
                message = f"unknown threshold {name!r}{did_you_mean(name, draft.thresholds)}"
                yield file.problem("R118", message, "thresholds", name, key=True)

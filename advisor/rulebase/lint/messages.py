"""Check that a message names only what is certain to be known when its rule fires (R116)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from string import Formatter

from advisor.errors import Problem, did_you_mean
from advisor.facts import Cuts, Vocabulary
from advisor.rulebase.draft import Draft, TopicDraft, alternatives
from advisor.rulebase.schema import QuantityReference, RuleEntry

__all__ = ["check", "placeholders"]


def placeholders(text: str) -> list[tuple[str, str, str]]:
    """Return the names, format specifications and conversions of the braces in a message.

    Raises:
        ValueError: The braces do not match.
    """
    parts = Formatter().parse(text)
    return [(name, spec or "", how or "") for _, name, spec, how in parts if name is not None]


def check(draft: Draft, topic: TopicDraft) -> Iterator[Problem]:
    """Check the messages and computed outputs of one topic."""
    always = [name for name in draft.vocabulary.quantities if draft.vocabulary.always_known(name)]
    for number, rule in topic.rules:
        numbers = [*always, *_certain(draft.vocabulary, rule)]
        known = [*rule.when, *numbers]
        for key, text in (("message", rule.message), ("review_message", rule.review_message)):
            extra = ["stated", "advised"] if key == "review_message" else []
            for complaint in _complaints(text or "", [*rule.when, *extra], numbers):
                yield topic.file.problem("R116", complaint, "rules", number, key)
        yield from _check_lists(topic, number, rule)
        for output in rule.then:
            for value in alternatives(rule, output):
                if isinstance(value, QuantityReference) and value.quantity not in known:
                    message = f"{value.quantity!r} may be unknown when {rule.id} fires"
                    yield topic.file.problem("R116", message, "rules", number, "then", output)


def _check_lists(topic: TopicDraft, number: int, rule: RuleEntry) -> Iterator[Problem]:
    """Only messages are filled in; braces anywhere else would be shown as they are."""
    for key in ("causes", "remedies", "innocent_explanations", "measure_next"):
        for place, sentence in enumerate(getattr(rule, key)):
            if "{" in sentence:
                message = "only a message may name facts in braces"
                yield topic.file.problem("R116", message, "rules", number, key, place)


def _complaints(text: str, facts: list[str], numbers: list[str]) -> Iterator[str]:
    """Hold the braces of one text against the facts and numbers that it may name."""
    try:
        used = placeholders(text)
    except ValueError as error:
        yield f"the braces do not match: {error}"
        return
    for name, spec, conversion in used:
        if conversion:
            yield f"{{{name}!{conversion}}} is written as {{{name}}} is; leave out !{conversion}"
        if spec and name in facts:
            yield f"{{{name}:{spec}}} names a fact, which is written in words; leave out :{spec}"
        elif not _fits(spec):
            yield f"{{{name}:{spec}}} does not say how to write a number; {{{name}:.3f}} does"
        if name not in facts and name not in numbers:
            yield (
                f"{{{name}}} is not a fact in `when`, nor a number certain to be known with it"
                f"{did_you_mean(name, [*facts, *numbers])}"
            )


def _fits(spec: str) -> bool:
    """Whether every number can be written so: whole, broken or not finite."""
    try:
        return all(format(number, spec) for number in (2, 0.5, math.nan))
    except ValueError:
        return False


def _certain(vocabulary: Vocabulary, rule: RuleEntry) -> list[str]:
    """Return the quantities that are known because of the facts that a rule fires on."""
    certain: list[str] = []
    for name in rule.when:
        fact = vocabulary.facts.get(name)
        if fact is None or fact.otherwise is not None:
            continue
        known = [
            vocabulary.known_with(reading.quantity) if isinstance(reading, Cuts) else set()
            for reading in fact.readings
        ]
        certain.extend(sorted(set.intersection(*known)))
    return certain

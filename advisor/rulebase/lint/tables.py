"""Check tables for overlaps, gaps, dead rows and idle inputs (R105 to R108, R127, R131)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice

from advisor.errors import Problem
from advisor.rulebase.draft import Draft, TopicDraft
from advisor.rulebase.resolve import as_symbols
from advisor.rulebase.schema import Symbol

__all__ = ["check", "gaps"]

Box = Mapping[str, frozenset[str]]
"""A set of combinations: the symbols allowed for each input that is restricted at all."""

_SHOWN = 5
_STEPS = 200_000
"""What one table may cost: a few seconds. Whether rows cover a space is hard to say in general."""


class _TooTangled(Exception):
    """The rows of a table cut across one another so much that no answer was found in time."""


def check(draft: Draft, topic: TopicDraft) -> Iterator[Problem]:
    """Check one topic as its hit policy demands."""
    yield from _check_inputs(topic)
    if topic.entry.hit_policy == "collect":
        return
    try:
        yield from _check_rows(draft, topic)
    except _TooTangled:
        message = (
            f"gaps could not be ruled out within {_STEPS:,} steps; let a table before this one "
            "fold some of its inputs into one"
        )
        yield topic.file.problem("R131", message, "inputs", key=True)


def _check_rows(draft: Draft, topic: TopicDraft) -> Iterator[Problem]:
    rows = [_box(rule.when) for _, rule in topic.rules]
    steps = iter(range(_STEPS))
    space = {name: frozenset(draft.symbols(name) or ()) for name in topic.entry.inputs}
    if topic.entry.hit_policy == "first":
        yield from _check_reachable(topic, rows, space, steps)
    else:
        yield from _check_overlap(topic, rows)
    yield from _check_covered(topic, rows, space, steps)


def gaps(
    rows: Sequence[Box], space: Mapping[str, frozenset[str]], steps: Iterator[int]
) -> Iterator[Box]:
    """Yield the combinations of a space that no row covers, as disjoint boxes.

    The input that most rows restrict is divided first: where the rows are the leaves of a tree
    that is its root, and each row then falls into one part.

    Raises:
        _TooTangled: The steps are used up.
    """
    if next(steps, None) is None:
        raise _TooTangled
    if any(not row.keys() & space.keys() for row in rows):
        return
    if not rows:
        yield space
        return
    name = max(space, key=lambda name: sum(name in row for row in rows))
    rest = {other: symbols for other, symbols in space.items() if other != name}
    for symbols, admitted in _alike(name, space[name], rows):
        for gap in gaps(admitted, rest, steps):
            yield {name: symbols, **gap}


def _alike(
    name: str, symbols: frozenset[str], rows: Sequence[Box]
) -> Iterator[tuple[frozenset[str], list[Box]]]:
    """Group the symbols of an input that the same rows admit."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for symbol in sorted(symbols):
        key = tuple(n for n, row in enumerate(rows) if symbol in row.get(name, symbols))
        groups.setdefault(key, []).append(symbol)
    for key, members in groups.items():
        yield frozenset(members), [rows[n] for n in key]


def _box(when: Mapping[str, Symbol | list[Symbol]]) -> Box:
    return {name: frozenset(as_symbols(wanted)) for name, wanted in when.items()}


def _check_inputs(topic: TopicDraft) -> Iterator[Problem]:
    conditions = [_box(rule.when) for _, rule in topic.rules]
    for number, name in enumerate(topic.entry.inputs):
        seen = {condition.get(name) for condition in conditions}
        same_everywhere = len(seen) == 1 and len(conditions) > 1
        if seen == {None} or (same_everywhere and topic.entry.hit_policy != "collect"):
            message = f"the input {name!r} tells no row from another"
            yield topic.file.problem("R108", message, "inputs", number)


def _check_overlap(topic: TopicDraft, rows: Sequence[Box]) -> Iterator[Problem]:
    for (first, one), (second, other) in combinations(enumerate(rows), 2):
        if any(not one[name] & other[name] for name in one.keys() & other.keys()):
            continue
        rules = topic.entry.rules
        if topic.entry.hit_policy == "any" and rules[first].then == rules[second].then:
            continue
        both = {**one, **other, **{n: one[n] & other[n] for n in one.keys() & other.keys()}}
        message = f"{rules[second].id} overlaps {rules[first].id} where {_words(both)}"
        yield topic.file.problem("R105", message, "rules", second, "when", key=True)


def _check_reachable(
    topic: TopicDraft,
    rows: Sequence[Box],
    space: Mapping[str, frozenset[str]],
    steps: Iterator[int],
) -> Iterator[Problem]:
    for number, row in enumerate(rows):
        own = {name: symbols & row.get(name, symbols) for name, symbols in space.items()}
        if next(gaps(rows[:number], own, steps), None) is None:
            message = f"{topic.entry.rules[number].id} is never reached: earlier rows take all"
            yield topic.file.problem("R107", message, "rules", number, "when", key=True)


def _check_covered(
    topic: TopicDraft,
    rows: Sequence[Box],
    space: Mapping[str, frozenset[str]],
    steps: Iterator[int],
) -> Iterator[Problem]:
    declared = [_box(gap.when) for gap in topic.entry.uncovered]
    for gap in islice(gaps([*rows, *declared], space, steps), _SHOWN):
        restricted = {
            name: gap[name] for name in space if gap.get(name, space[name]) != space[name]
        }
        message = f"no row covers {_words(restricted)}; add one, or declare it under `uncovered`"
        yield topic.file.problem("R106", message, "rules", key=True)
    for number, box in enumerate(declared):
        own = {name: symbols & box.get(name, symbols) for name, symbols in space.items()}
        if next(gaps(rows, own, steps), None) is None:
            message = "declared uncovered, and yet rows cover all of it"
            yield topic.file.problem("R127", message, "uncovered", number, "when", key=True)


def _words(box: Box) -> str:
    parts = [f"{name} is {' or '.join(sorted(symbols))}" for name, symbols in box.items()]
    return " and ".join(parts) or "anything"

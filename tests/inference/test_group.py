"""One ruleset of a topic and its memory, by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest

from advisor.errors import EngineError
from advisor.facts import MISSING
from advisor.inference import session
from advisor.inference.group import CompiledRule, Group
from advisor.inference.outcome import Derived, Hit, Review, Reviewed
from advisor.inference.session import Ruleset

NOTHING = 9


def rule(number: int, when: Mapping[int, set[int]], derives: int | None = None) -> CompiledRule:
    """Make a rule on some facts; where it derives, it derives fact 5."""
    return CompiledRule(
        number,
        {fact: frozenset(codes) for fact, codes in when.items()},
        {} if derives is None else {5: derives},
        Hit(number, "recommendation"),
    )


def group(*rules: CompiledRule, first_only: bool = False, derives: bool = False) -> Group:
    """Make a group of rules."""
    nothing = {5: NOTHING} if derives else {}
    return Group("topic", rules, first_only=first_only, nothing=nothing)


@pytest.fixture
def tables() -> Iterator[Group]:
    """Make a table whose first hit counts and whose rows derive a fact."""
    rows = (rule(10, {0: {1}}, 3), rule(11, {1: {1}}, 4), rule(12, {0: {0}, 1: {0}}))
    with closing(group(*rows, first_only=True, derives=True)) as made:
        yield made


def test_an_outcome_is_worked_out_once() -> None:
    """The same combination is remembered, and forgotten when that is asked for."""
    with closing(group(rule(1, {2: {0}}))) as asked:
        first = asked.work_out([5, 5, 0])
        assert first is not None
        assert [hit.rule for hit in first.hits] == [1]
        assert asked.memo[asked.pick([7, 7, 0])] is first
        asked.forget()
        assert not asked.memo


def test_silence_is_remembered_too() -> None:
    """Where nothing comes of a combination, the memory says so."""
    with closing(group(rule(1, {0: {0}, 1: {1}}))) as asked:
        assert asked.work_out([1, MISSING]) is None
        assert asked.memo == {(1, MISSING): None}


def test_rules_without_conditions_need_no_facts() -> None:
    """A rule that always speaks is a group that reads nothing."""
    with closing(group(rule(1, {}))) as asked:
        found = asked.work_out([])
        assert found is not None
        assert [hit.rule for hit in found.hits] == [1]
        assert asked.memo == {(): found}


def test_a_known_fact_that_speaks_against_a_rule_settles_it() -> None:
    """A rule waits only as long as all that is known speaks for it."""
    with closing(group(rule(1, {0: {0}, 1: {1}, 2: {1}}))) as asked:
        found = asked.work_out([0, MISSING, MISSING])
        assert found is not None
        assert [(entry.rule, entry.missing) for entry in found.undecided] == [(1, (1, 2))]
        assert asked.work_out([MISSING, 1, 0]) is None


@pytest.mark.parametrize(
    ("codes", "hits", "undecided", "derived"),
    [
        ([1, 1], [10], [], Derived(5, 3, 10, rests_on=(0,))),
        ([1, MISSING], [10], [], Derived(5, 3, 10, rests_on=(0,))),
        ([0, 1], [11], [], Derived(5, 4, 11, rests_on=(1,))),
        ([0, 0], [12], [], Derived(5, NOTHING, None)),
        ([2, 2], [], [], Derived(5, NOTHING, None)),
        ([MISSING, 1], [], [(10, (0,)), (11, (0,))], Derived(5, MISSING, None, (0,))),
        ([2, MISSING], [], [(11, (1,))], Derived(5, MISSING, None, (1,))),
        ([0, MISSING], [], [(11, (1,)), (12, (1,))], Derived(5, MISSING, None, (1,))),
    ],
)
def test_first_hit_table(
    tables: Group,
    codes: list[int],
    hits: list[int],
    undecided: list[tuple[int, tuple[int, ...]]],
    derived: Derived,
) -> None:
    """The first row that holds speaks, once no row above it could still hold."""
    found = tables.work_out(codes)
    assert found is not None
    assert [hit.rule for hit in found.hits] == hits
    assert [(entry.rule, entry.missing) for entry in found.undecided] == undecided
    assert found.derived == (derived,)


@pytest.mark.parametrize(
    ("codes", "kind", "contradicted", "agreed"),
    [
        ([MISSING, MISSING], "recommendation", (), ()),
        ([0, MISSING], "recommendation", (), ("loss",)),
        ([0, 0b110], "good_sign", (), ("loss", "metrics")),
        ([0, 0b100], "finding", ("metrics",), ("loss",)),
        ([2, 0], "finding", ("loss",), ()),
    ],
)
def test_review(
    codes: list[int], kind: str, contradicted: tuple[str, ...], agreed: tuple[str, ...]
) -> None:
    """Outputs are held against what is stated; a set agrees when any of it is advised."""
    review = Review(
        1,
        (
            Reviewed("loss", 0, frozenset({0, 1}), frozenset({MISSING})),
            Reviewed("metrics", 1, 0b011, frozenset({MISSING, 0})),
        ),
    )
    hit = review.hit(codes)
    assert (hit.kind, hit.contradicted, hit.agreed) == (kind, contradicted, agreed)
    assert review.hit(list(codes)) is hit
    speaking = CompiledRule(1, {0: frozenset({0, 2})}, {}, review)
    with closing(Group("topic", [speaking], first_only=False, nothing={})) as asked:
        asked.forget()
        assert review.hit(codes) is not hit


def test_closed_groups_are_not_asked() -> None:
    """A released ruleset refuses to answer."""
    asked = group(rule(1, {0: {0}}))
    asked.close()
    asked.close()
    with pytest.raises(EngineError, match="is closed"):
        asked.work_out([0])


def test_a_session_that_does_not_start_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that loses the start rule is found out before the first question."""
    real = session._engine()

    class Silent:
        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def start_action_for_state(self, handle: int, state: int) -> None:
            return None

    monkeypatch.setattr(session, "_engine", Silent)
    with pytest.raises(EngineError, match="the start rule did not fire"):
        Ruleset("lost", [{0: [1]}])

"""The engine against an obviously right evaluator, and its promises one by one."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.facts import MISSING, Fact, Facts, Stated
from advisor.inference import Engine, Inference
from advisor.inference.grouping import LIMIT
from advisor.rulebase import Rule, RuleBase, Topic
from tests.inference.random_rules import fact_sets, make_rule, make_rulebase, rulebases
from tests.inference.reference import NOTHING, Expected, evaluate


def facts_from(rulebase: RuleBase, stated: dict[str, str | None]) -> Facts:
    """Code the facts as a reader of descriptors does."""
    codes = [
        MISSING if stated[name] is None else (*fact.symbols, NOTHING).index(str(stated[name]))
        for name, fact in rulebase.vocabulary.facts.items()
    ]
    return Facts(codes, [None] * len(codes))


def as_expected(rulebase: RuleBase, engine: Engine, inference: Inference) -> Expected:
    """Write an inference in the words of the reference evaluator."""
    names, rules = list(engine.facts), list(rulebase.rules)
    result = Expected()
    for hit in inference.hits:
        result.fired[rules[hit.rule]] = (hit.kind, hit.contradicted, hit.agreed)
    for entry in inference.undecided:
        result.undecided[rules[entry.rule]] = frozenset(names[f] for f in entry.missing)
    for name, (_, symbols) in rulebase.derived.items():
        code = inference.facts.codes[engine.facts[name]]
        symbol = NOTHING if code == len(symbols) else symbols[code]
        result.derived[name] = None if code == MISSING else symbol
    return result


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_engine_agrees_with_reference(data: st.DataObject) -> None:
    """Every rule base and fact set gives the same firings, kinds, gaps and derived facts."""
    rulebase = data.draw(rulebases())
    asked = data.draw(st.lists(fact_sets(rulebase), min_size=1, max_size=8))
    with closing(Engine(rulebase)) as engine:
        for stated in [*asked, *asked]:
            found = engine.infer(facts_from(rulebase, stated))
            assert as_expected(rulebase, engine, found) == evaluate(rulebase, stated)


def colours(names: str) -> dict[str, Fact]:
    """Make facts with two symbols."""
    reading = (Stated("model.loss"),)
    return {n: Fact(n, ("red", "green"), reading, "?", "model.loss") for n in names.split()}


def topic(
    name: str, inputs: str, rules: list[Rule], policy: str = "collect", **more: object
) -> Topic:
    """Make a topic in which only the logic matters."""
    settings = {"review": {}, "internal": False, **more}
    return Topic(
        name=name,
        title=name,
        kind="decision_table",
        hit_policy=policy,
        presentation=None,
        inputs=tuple(inputs.split()),
        outputs=("out",),
        rules=tuple(rules),
        examples=(),
        **settings,  # type: ignore[arg-type]
    )


def test_unknown_fact_is_neither_true_nor_false() -> None:
    """A rule that lacks a fact is undecided, unless a known fact speaks against it."""
    rule = make_rule("R001", "t", {"a": ("red",), "b": ("red",)}, {"out": ("x",)})
    rulebase = make_rulebase([topic("t", "a b", [rule])], colours("a b"))
    with closing(Engine(rulebase)) as engine:
        unknown = engine.infer(facts_from(rulebase, {"a": "red", "b": None}))
        clear = engine.infer(facts_from(rulebase, {"a": "green", "b": None}))
    assert as_expected(rulebase, engine, unknown).undecided == {"R001": frozenset({"b"})}
    assert not as_expected(rulebase, engine, clear).undecided


def test_first_hit_waits_for_an_earlier_undecided_row() -> None:
    """A later row of a first-hit table does not fire while an earlier one may still do so."""
    rows = [
        make_rule("R001", "t", {"a": ("red",)}, {"out": ("x",)}),
        make_rule("R002", "t", {"b": ("red",)}, {"out": ("y",)}),
    ]
    rulebase = make_rulebase([topic("t", "a b", rows, "first")], colours("a b"))
    with closing(Engine(rulebase)) as engine:
        found = engine.infer(facts_from(rulebase, {"a": None, "b": "red"}))
    expected = as_expected(rulebase, engine, found)
    assert expected.fired == {}
    assert expected.undecided == {"R001": frozenset({"a"}), "R002": frozenset({"a"})}


def test_only_the_wanted_topics_and_what_they_build_on_are_run() -> None:
    """Asking for one topic leaves the others alone."""
    first = topic("one", "a", [make_rule("R001", "one", {"a": ("red",)}, {"out": ("x",)})])
    second = topic("two", "out", [make_rule("R002", "two", {"out": ("x",)}, {})])
    third = topic("three", "b", [make_rule("R003", "three", {"b": ("red",)}, {})])
    rulebase = make_rulebase([first, second, third], colours("a b"))
    with closing(Engine(rulebase)) as engine:
        stated: dict[str, str | None] = {"a": "red", "b": "red"}
        found = engine.infer(facts_from(rulebase, stated), ["two"])
    assert set(as_expected(rulebase, engine, found).fired) == {"R001", "R002"}


@pytest.mark.parametrize("count", [1, 30, 300])
def test_memory_of_outcomes_is_bounded(count: int) -> None:
    """However many facts a topic has, one ruleset sees a bounded number of combinations."""
    names = " ".join(f"fact{n}" for n in range(count))
    rules = [
        make_rule(f"R{n:03}", "t", {f"fact{n}": ("red",)}, {"out": ("x",)}) for n in range(count)
    ]
    rulebase = make_rulebase([topic("t", names, rules)], colours(names))
    with closing(Engine(rulebase)) as engine:
        for group in engine.groups:
            assert 3 ** len(group.facts) <= LIMIT
        stated: dict[str, str | None] = dict.fromkeys(names.split(), "red")
        found = engine.infer(facts_from(rulebase, stated))
    assert len(as_expected(rulebase, engine, found).fired) == count

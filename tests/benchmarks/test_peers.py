"""Every engine draws the same conclusions from the same tables, also when they are grown."""

from __future__ import annotations

from itertools import islice

import pytest

from advisor import Advisor
from advisor.rulebase import load
from benchmarks.engines.growth import GROWTHS
from benchmarks.engines.ours import EngineRoom, Whole, described
from benchmarks.engines.report import agreement
from benchmarks.engines.roll import OURS, ROLL, build
from benchmarks.engines.tables import TOPICS, Knowledge, never_twice, taken_from

PLAIN = "plain Python ifs"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return taken_from(load()[0])


def test_the_last_tables_are_a_chain_of_three(knowledge: Knowledge) -> None:
    tables = {table.name: table for table in knowledge.tables}
    first, second, third = (tables[name] for name in TOPICS[4:])
    assert {fact for row in first.rows for fact in row.concludes} <= set(second.facts)
    assert {fact for row in second.rows for fact in row.concludes} <= set(third.facts)


@pytest.mark.parametrize("name", [name for name in ROLL if name != OURS])
def test_engines_agree_on_random_facts(name: str, knowledge: Knowledge) -> None:
    package = ROLL[name][2]
    pytest.importorskip(package, reason=f"{package} is in the dependency group `peers`")
    engines = {each: build(each, knowledge) for each in (OURS, name)}
    asked = list(islice(never_twice(knowledge, 5), 300))
    assert agreement(engines, asked).startswith("All agree on 300 random descriptors")
    rules = {row.id for table in knowledge.tables for row in table.rows}
    fired = {rule for facts in asked for rule in engines[name].rules(engines[name].ask(facts))}
    assert len(fired) > 0.9 * len(rules)


@pytest.mark.parametrize("name", ROLL)
@pytest.mark.parametrize("kind", GROWTHS)
def test_made_up_rules_fire_in_every_engine(name: str, kind: str) -> None:
    package = ROLL[name][2]
    pytest.importorskip(package, reason=f"{package} is in the dependency group `peers`")
    made, query, fired = GROWTHS[kind](100)
    engine = build(name, made)
    assert len(engine.rules(engine.ask(query))) == fired


def test_the_whole_advisor_says_what_the_tables_say(knowledge: Knowledge) -> None:
    advisor = Advisor()
    text = b'{"problem": {"task": "binary_classification", "balance": "imbalanced"}}'
    front, plain = Whole(advisor), build(PLAIN, knowledge)
    fired = plain.rules(plain.ask(described(advisor, knowledge, text)))
    assert {"LL001", "ME002"} <= fired <= front.rules(front.ask(text))


def test_rules_over_the_same_facts_share_few_rulesets() -> None:
    made, query, fired = GROWTHS["one table, one row of all matches"](3000)
    room = EngineRoom(made)
    assert len(room.engine.groups) <= 10
    assert len(room.rules(room.ask(query))) == fired

from collections.abc import Iterator

import pytest

from advisor import Advisor, RuleBaseError
from advisor.inference import ExampleRunner
from advisor.rulebase import Example, Topic

try:
    ADVISOR = Advisor()
except RuleBaseError as error:
    # No traceback and no selection by -k: whoever edits rules wants the problems, whole.
    raise pytest.Collector.CollectError(str(error)) from None


def _cases() -> Iterator[object]:
    for topic in ADVISOR.rulebase.topics.values():
        for example in topic.examples:
            fires = "-".join(example.fires) or "silent"
            name = example.name.replace(" ", "_")
            yield pytest.param(topic, example, id=f"{topic.name}-{fires}-{name}")


@pytest.fixture(scope="module")
def runner() -> ExampleRunner:
    return ExampleRunner(ADVISOR.rulebase, ADVISOR._engine, ADVISOR._reader)


@pytest.mark.parametrize(("topic", "example"), list(_cases()))
def test_an_example_of_a_rule_file_holds(
    topic: Topic, example: Example, runner: ExampleRunner
) -> None:
    assert not list(runner.complaints(topic, example))


def test_every_statement_is_fired_by_an_example_with_a_descriptor() -> None:
    fired = {
        statement
        for topic in ADVISOR.rulebase.topics.values()
        for example in topic.examples
        if example.descriptor is not None
        for rule in example.fires
        for statement in ADVISOR.rulebase.rules[rule].provenance.statements
    }
    assert not set(ADVISOR.rulebase.statements) - fired

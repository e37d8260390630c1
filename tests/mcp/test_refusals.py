"""What an agent gets wrong it is told of, all of it and in words."""

from __future__ import annotations

import re
from collections.abc import Callable

import anyio
import pytest
from mcp import Client
from mcp_types import CallToolResult

from advisor import Advisor
from advisor.mcp import create_server
from tests.mcp.said import SPAM, STUCK, text

Asking = Callable[..., CallToolResult]


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("advise", {"descriptor": {"problem": {"tsk": 1}, "dta": {}}}, "did you mean 'task'?"),
        ("advise", {"descriptor": {"problem": {"tsk": 1}, "dta": {}}}, "did you mean 'data'?"),
        ("advise", {"descriptor": {}, "topics": ["metrc"]}, "did you mean 'metric'?"),
        ("advise", {"descriptor": "x"}, "descriptor"),
        ("ask", {"topic": "metrc", "facts": {}}, "did you mean 'metric'?"),
        ("diagnose", {"columns": {"x": [1]}}, "no column is known"),
        ("diagnose", {"columns": STUCK, "kind": "trainng"}, "training"),
        ("diagnose_log", {"path": "/no/such/log.csv"}, "/no/such/log.csv: no such file"),
        ("diagnose_log", {"path": "no/such/log.csv"}, "/no/such/log.csv: no such file"),
        ("diagnose_log", {"path": ""}, "path: expected"),
        ("diagnose_log", {"path": "a\0b"}, "path: expected"),
        ("diagnose_log", {"path": "http://127.0.0.1:1/"}, "mlflow"),
        ("diagnose_log", {"path": "x" * 5000}, "name too long"),
        ("explain", {"rule": "LL01"}, "LL001"),
        ("coverage", {"document": "practical"}, "practical-advice"),
        ("advise", {"descriptor": {}, "form": "xml"}, "json"),
    ],
)
def test_what_is_wrong_is_told(
    call: Asking, tool: str, given: dict[str, object], said: str
) -> None:
    answer = call(tool, **given)
    assert answer.is_error
    assert said in text(answer)
    assert not re.search("Traceback|Error executing|pydantic", text(answer))


@pytest.mark.parametrize(
    ("tool", "given", "lines"),
    [
        ("advise", {}, ["descriptor: this argument is wanted and missing"]),
        (
            "advise",
            {"descriptor": None, "topicz": ["metric"], "topics": "metric", "framework": "torch"},
            [
                "descriptor: expected an object, not null",
                'topics: expected a list, not "metric"',
                "framework: unknown value \"torch\"; did you mean 'pytorch'?",
                "topicz: unknown argument; did you mean 'topics'?",
            ],
        ),
        (
            "advise",
            {"descriptor": {"problm": {}}, "topics": ["metrc", "plann"], "sources": ["brt"]},
            [
                "problm: unknown field 'problm'; did you mean 'problem'?",
                "unknown topic 'metrc'; did you mean 'metric'?",
                "unknown topic 'plann'; did you mean 'plan'?",
                "unknown source 'brt'; did you mean 'bert'?",
            ],
        ),
        (
            "why_not",
            {"rule": "LL01", "descriptor": {"problm": {}}},
            [
                "problm: unknown field 'problm'; did you mean 'problem'?",
                "unknown rule 'LL01'; did you mean 'LL001'?",
            ],
        ),
        (
            "what_if",
            {"descriptor": {"problm": {}}, "changes": {"model.los": "mse"}},
            [
                "problm: unknown field 'problm'; did you mean 'problem'?",
                "model.los: unknown field; did you mean 'model.loss'?",
            ],
        ),
        (
            "diagnose",
            {"columns": {"loss": []}, "kind": "gann", "descriptor": {"problm": {}}},
            [
                "the log holds no values yet",
                "problm: unknown field 'problm'; did you mean 'problem'?",
                "history.kind: unknown symbol 'gann'; did you mean 'gan'?",
            ],
        ),
        (
            "diagnose",
            {"columns": {"loss": [1, "a", "b"], "val_loss": 3}},
            [
                'columns.loss.1: expected a number or null, not "a"',
                "columns.val_loss: expected a list, not 3",
            ],
        ),
        ("advice", {}, ["unknown tool 'advice'; did you mean 'advise'?"]),
    ],
)
def test_all_that_is_wrong_is_told_at_once(
    call: Asking, tool: str, given: dict[str, object], lines: list[str]
) -> None:
    answer = call(tool, **given)
    assert answer.is_error
    assert text(answer).splitlines() == lines


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("diagnose", {"columns": {"loss": ["a"] * 50_000}}),
        ("diagnose", {"columns": {f"column {number}": ["a"] for number in range(5000)}}),
        ("advise", {"descriptor": {f"field {number}": 1 for number in range(5000)}}),
        ("advise", {"descriptor": {}, "topics": [f"topic {number}" for number in range(500)]}),
        ("advise", {"descriptor": ["x" * 100_000], "y" * 100_000: 1}),
        ("x" * 100_000, {}),
    ],
)
def test_a_refusal_is_short_however_much_is_wrong(
    call: Asking, tool: str, given: dict[str, object]
) -> None:
    answer = call(tool, **given)
    assert answer.is_error
    assert len(text(answer)) < 3000


def test_a_fault_of_ours_is_called_one(
    call: Asking,
    advisor: Advisor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(advisor, "explain", broken)
    answer = call("explain", rule="LL001")
    assert answer.is_error
    assert text(answer) == "explain: this is a fault of the advisor, not of what was sent"
    assert "ZeroDivisionError" in caplog.text


def test_a_disabled_rule_is_told_with_the_reason() -> None:
    async def ask() -> CallToolResult:
        advisor = Advisor(disable={"LL001": "our own head"})
        async with Client(create_server(lambda: advisor, files=False)) as client:
            return await client.call_tool("why_not", {"rule": "LL001", "descriptor": SPAM})

    answer = anyio.run(ask)
    assert answer.is_error
    assert text(answer) == "the rule LL001 is disabled: our own head"

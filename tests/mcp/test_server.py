"""Agents get the advisor's answers, asked by the client of the official library."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import anyio
import pytest

from advisor import Advisor

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

from mcp import Client  # noqa: E402
from mcp.shared.exceptions import MCPError  # noqa: E402
from mcp_types import CallToolResult, TextContent, TextResourceContents  # noqa: E402

from advisor.mcp import create_server  # noqa: E402

Answer = TypeVar("Answer")
SPAM = {"problem": {"task": "binary_classification"}, "model": {"last_activation": "softmax"}}
STUCK = {"loss": [2.3, 2.31, 2.3, 2.31, 2.3, 2.3]}


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


@pytest.fixture
def asking(advisor: Advisor) -> Callable[[Callable[[Client], Awaitable[Answer]]], Answer]:
    """Run something with a client that is connected to the server."""

    def run(action: Callable[[Client], Awaitable[Answer]], files: bool = True) -> Answer:
        async def whole() -> Answer:
            async with Client(create_server(lambda: advisor, files=files)) as client:
                return await action(client)

        return anyio.run(whole)

    return run


Asking = Callable[..., CallToolResult]


@pytest.fixture
def call(asking: Callable[..., CallToolResult]) -> Asking:
    """Call one tool."""
    return lambda name, **given: asking(lambda client: client.call_tool(name, given))


def text(result: CallToolResult) -> str:
    """Return the one text of an answer."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_the_tools_only_read(asking: Callable[..., object]) -> None:
    listed = asking(lambda client: client.list_tools())
    tools = {tool.name: tool for tool in listed.tools}  # type: ignore[attr-defined]
    assert set(tools) == {
        "advise", "ask", "coverage", "diagnose", "diagnose_log", "explain", "what_if", "why_not",
    }  # fmt: skip
    for tool in tools.values():
        assert tool.description
        assert tool.annotations.read_only_hint
        properties = tool.input_schema["properties"].values()
        assert all("description" in each or "anyOf" in each for each in properties)


def test_files_are_not_read_for_strangers(asking: Callable[..., object]) -> None:
    listed = asking(lambda client: client.list_tools(), files=False)
    assert "diagnose_log" not in {tool.name for tool in listed.tools}  # type: ignore[attr-defined]


def test_advice_is_that_of_the_advisor(call: Asking, advisor: Advisor) -> None:
    whole = call("advise", descriptor=SPAM, form="json")
    assert text(whole).encode() == advisor.advise_json(json.dumps(SPAM).encode())
    topic = call("advise", descriptor=SPAM, topics=["last_layer"], form="json")
    assert {each["topic"] for each in json.loads(text(topic))["conclusions"]} == {"last_layer"}
    words = call("advise", descriptor=SPAM, topics=["last_layer"])
    assert "LL001" in text(words)
    assert len(text(words)) < 3000


def test_one_topic_is_asked(call: Asking, advisor: Advisor) -> None:
    answer = call("ask", topic="metric", facts={"task": "regression"}, form="json")
    assert text(answer).encode() == advisor.ask("metric", task="regression").to_json()


def test_columns_and_logs_are_diagnosed(call: Asking, tmp_path: Path) -> None:
    assert json.loads(text(call("diagnose", columns=STUCK, form="json")))["symptoms"] == ["stuck"]
    log = tmp_path / "run.csv"
    log.write_text("loss\n" + "\n".join(map(str, STUCK["loss"])))
    told = call("diagnose_log", path=str(log), descriptor=SPAM)
    assert "stuck" in text(told)


def test_rules_are_explained(call: Asking, advisor: Advisor) -> None:
    assert json.loads(text(call("explain", rule="LL001")))["rule"] == "LL001"
    why = json.loads(text(call("why_not", rule="LL002", descriptor=SPAM)))
    assert why["outcome"] == "clear"
    changed = call("what_if", descriptor=SPAM, changes={"problem.task": "regression"})
    assert "LL001" in [each["rule"] for each in json.loads(text(changed))["lost"]]
    claimed = json.loads(text(call("coverage", document="practical-advice")))
    assert len(claimed) == 99
    assert len(json.loads(text(call("coverage")))) == len(advisor.coverage())


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
        ("diagnose_log", {"path": "/no/such/log.csv"}, "no such file"),
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
    assert "Traceback" not in text(answer)


@pytest.mark.parametrize(
    ("uri", "holds"),
    [
        ("advisor://rules", "LL001"),
        ("advisor://rules/LL001", "head-for-two-classes"),
        ("advisor://statements", "H1"),
        ("advisor://statements/H1", "LL001"),
        ("advisor://vocabulary", "target_range"),
        ("advisor://schema/descriptor", "last_activation"),
    ],
)
def test_resources_are_read(asking: Callable[..., object], uri: str, holds: str) -> None:
    read = asking(lambda client: client.read_resource(uri))
    (content,) = read.contents  # type: ignore[attr-defined]
    assert isinstance(content, TextResourceContents)
    assert holds in content.text
    assert json.loads(content.text)


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("advisor://rules/LL01", "LL001"),
        ("advisor://statements/H01", "unknown statement"),
        ("advisor://schema/reprt", "report"),
    ],
)
def test_resources_that_do_not_exist_name_the_nearest(
    asking: Callable[..., object], uri: str, said: str
) -> None:
    async def read(client: Client) -> None:
        with pytest.raises(MCPError, match=said):
            await client.read_resource(uri)

    asking(read)


def test_the_interview_asks_what_helps_most(
    asking: Callable[..., object], advisor: Advisor
) -> None:
    def interview(**given: str) -> str:
        told = asking(lambda client: client.get_prompt("interview", given))
        (message,) = told.messages  # type: ignore[attr-defined]
        return str(message.content.text)

    first = advisor.advise({}).open_questions[0]
    assert f"- {first.path}: {first.question}" in interview()
    known = json.dumps(SPAM)
    assert first.path != "problem.task" or f"- {first.path}:" not in interview(known=known)
    assert "did you mean 'task'?" in interview(known='{"problem": {"tsk": 1}}')
    assert "not valid JSON" in interview(known="{")

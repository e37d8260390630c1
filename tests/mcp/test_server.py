"""Agents get the advisor's answers, asked by the client of the official library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest
from mcp import Client
from mcp_types import CallToolResult

from advisor import Advisor
from advisor.descriptor import FIELDS
from tests.mcp.said import SPAM, STUCK, text

Asking = Callable[..., CallToolResult]


def test_the_tools_only_read(asking: Callable[..., object]) -> None:
    listed = asking(lambda client: client.list_tools())
    tools = {tool.name: tool for tool in listed.tools}  # type: ignore[attr-defined]
    assert set(tools) == {
        "advise", "ask", "coverage", "diagnose", "diagnose_log", "explain", "what_if", "why_not",
    }  # fmt: skip
    for tool in tools.values():
        assert tool.description
        assert tool.annotations.read_only_hint
        assert tool.title
        assert tool.input_schema["additionalProperties"] is False
        properties = tool.input_schema["properties"].values()
        assert all("description" in each or "anyOf" in each for each in properties)
    reaching = {tool.name for tool in tools.values() if tool.annotations.open_world_hint}
    assert reaching == {"diagnose_log"}
    assert tools["explain"].output_schema["properties"]["rule"] == {
        "title": "Rule",
        "type": "string",
    }


def test_tools_list_what_may_be_said(asking: Callable[..., object], advisor: Advisor) -> None:
    listed = asking(lambda client: client.list_tools())
    given = {
        tool.name: tool.input_schema["properties"]
        for tool in listed.tools  # type: ignore[attr-defined]
    }
    topics = list(advisor.rulebase.topics)
    assert given["ask"]["topic"]["enum"] == topics
    assert given["advise"]["topics"]["anyOf"][0]["items"]["enum"] == topics
    documents = list(advisor.rulebase.documents)
    assert given["advise"]["sources"]["anyOf"][0]["items"]["enum"] == documents
    assert given["coverage"]["document"]["anyOf"][0]["enum"] == ["practical-advice"]
    assert given["diagnose"]["kind"]["enum"] == ["training", "zero_data", "one_batch", "gan", None]
    told = given["advise"]["descriptor"]["properties"]
    for field in FIELDS.values():
        section, _, name = field.path.partition(".")
        assert section == "schema" or not name or f" {name}" in told[section]["description"]


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
    explained = call("explain", rule="LL001", framework="pytorch")
    assert "BCEWithLogitsLoss" in text(explained)
    claimed = json.loads(text(call("coverage", document="practical-advice", form="json")))
    assert len(claimed) == 99
    assert len(json.loads(text(call("coverage", form="json")))) == len(advisor.coverage())
    assert len(text(call("coverage")).splitlines()) == len(advisor.coverage())


def test_changes_are_compared(call: Asking) -> None:
    given = {"descriptor": SPAM, "changes": {"problem.task": "regression"}}
    whole = json.loads(text(call("what_if", **given, form="json")))
    assert "LL001" in [each["rule"] for each in whole["lost"]]
    words = text(call("what_if", **given))
    assert words.startswith("## Gone\n\n- **LL001 ")
    assert len(words) < len(json.dumps(whole)) / 10
    assert text(call("what_if", descriptor=SPAM, changes={})) == "Nothing changes."


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("advise", {"descriptor": SPAM, "form": "json"}),
        ("ask", {"topic": "metric", "facts": {"task": "regression"}, "form": "json"}),
        ("diagnose", {"columns": STUCK, "form": "json"}),
        ("explain", {"rule": "LL001"}),
        ("what_if", {"descriptor": SPAM, "changes": {"model.loss": "mse"}, "form": "json"}),
        ("why_not", {"rule": "LL002", "descriptor": SPAM}),
    ],
)
def test_what_is_structured_is_what_the_text_says(
    call: Asking, tool: str, given: dict[str, object]
) -> None:
    answer = call(tool, **given)
    assert not answer.is_error
    assert answer.structured_content == json.loads(text(answer))


def test_words_come_without_the_whole_report(call: Asking) -> None:
    """What is structured would fill the context of an agent that wants a page to read."""
    assert call("advise", descriptor=SPAM).structured_content is None


def test_columns_are_named_by_series(call: Asking, tmp_path: Path) -> None:
    refused = call("diagnose", columns={"mine": STUCK["loss"]})
    assert "map: train_loss=COLUMN" in text(refused)
    mapped = {"map": {"train_loss": "mine"}, "form": "json"}
    told = call("diagnose", columns={"mine": STUCK["loss"]}, **mapped)
    assert json.loads(text(told))["symptoms"] == ["stuck"]
    log = tmp_path / "run.csv"
    log.write_text("mine\n" + "\n".join(map(str, STUCK["loss"])))
    told = call("diagnose_log", path=str(log), **mapped)
    assert json.loads(text(told))["symptoms"] == ["stuck"]
    misspelt = call("diagnose_log", path=str(tmp_path / "rum.csv"))
    assert "did you mean 'run.csv'?" in text(misspelt)


def test_many_ask_at_once(asking: Callable[..., object], advisor: Advisor) -> None:
    wanted = [
        advisor.advise({"problem": {"n_classes": number}}).to_json().decode()
        for number in range(2, 22)
    ]

    async def all_at_once(client: Client) -> list[str]:
        told = [""] * len(wanted)

        async def one(place: int) -> None:
            given = {"descriptor": {"problem": {"n_classes": place + 2}}, "form": "json"}
            told[place] = text(await client.call_tool("advise", given))

        async with anyio.create_task_group() as group:
            for place in range(len(wanted)):
                group.start_soon(one, place)
        return told

    assert asking(all_at_once) == wanted

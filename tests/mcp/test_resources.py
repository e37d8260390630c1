"""Agents read rules, statements and schemas, and are told how to interview."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    PromptReference,
    ResourceTemplateReference,
    TextResourceContents,
)

from advisor import Advisor
from tests.mcp.said import SPAM


@pytest.mark.parametrize(
    ("uri", "holds"),
    [
        ("advisor://rules", "LL001"),
        ("advisor://rules/LL001", "head-for-two-classes"),
        ("advisor://statements", "H1"),
        ("advisor://statements/H1", "LL001"),
        ("advisor://vocabulary", "target_range"),
        ("advisor://schema/descriptor", "last_activation"),
        ("advisor://schema/report", "open_questions"),
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
        ("advisor://rulez", "did you mean 'advisor://rules'"),
        ("file:///etc/passwd", "unknown resource 'file:///etc/passwd'; choose one of advisor://"),
        ("advisor://rules/" + "x" * 5000, "unknown rule"),
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


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("intervew", {}, "unknown prompt 'intervew'; did you mean 'interview'?"),
        ("interview", {"knwn": "{}"}, "unknown argument 'knwn'; did you mean 'known'?"),
    ],
)
def test_a_prompt_that_does_not_exist_is_refused(
    asking: Callable[..., object], name: str, given: dict[str, str], said: str
) -> None:
    async def get(client: Client) -> None:
        with pytest.raises(MCPError) as refused:
            await client.get_prompt(name, given)
        assert refused.value.error.code == INVALID_PARAMS
        assert refused.value.error.message == said

    asking(get)


@pytest.mark.parametrize(
    ("uri", "variable", "begun", "found"),
    [
        ("advisor://rules/{rule}", "rule", "ll00", "LL001"),
        ("advisor://statements/{statement}", "statement", "H", "H1"),
        ("advisor://schema/{name}", "name", "", "report"),
    ],
)
def test_variables_are_completed(
    asking: Callable[..., object], uri: str, variable: str, begun: str, found: str
) -> None:
    reference = ResourceTemplateReference(type="ref/resource", uri=uri)
    argument = {"name": variable, "value": begun}
    told = asking(lambda client: client.complete(reference, argument))
    values = told.completion.values  # type: ignore[attr-defined]
    assert found in values
    assert all(value.casefold().startswith(begun.casefold()) for value in values)


def test_completion_is_no_longer_than_the_protocol_allows(
    asking: Callable[..., object], advisor: Advisor
) -> None:
    reference = ResourceTemplateReference(type="ref/resource", uri="advisor://rules/{rule}")
    told = asking(lambda client: client.complete(reference, {"name": "rule", "value": ""}))
    completion = told.completion  # type: ignore[attr-defined]
    assert len(completion.values) == 100
    assert completion.total == len(advisor.rulebase.rules)
    assert completion.has_more
    prompt = PromptReference(type="ref/prompt", name="interview")
    told = asking(lambda client: client.complete(prompt, {"name": "known", "value": ""}))
    assert told.completion.values == []  # type: ignore[attr-defined]

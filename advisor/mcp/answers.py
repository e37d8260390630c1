"""Write answers for agents: in words where they are read, as JSON where they are worked with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, TypeAdapter

from advisor.errors import AdvisorError, ProblemsError
from advisor.report import Report
from advisor.report.markdown import render_markdown
from advisor.service import Advisor

__all__ = ["Form", "as_json", "plainly", "written"]

Form = Literal["markdown", "json"]


def written(report: Report, advisor: Advisor, form: Form) -> str:
    """Write a report; its JSON is that of every other door, byte for byte."""
    if form == "json":
        return report.to_json().decode()
    titles = {name: topic.title for name, topic in advisor.rulebase.topics.items()}
    return render_markdown(report, titles)


def as_json(answer: BaseModel | list[BaseModel]) -> str:
    """Write what is no report."""
    if isinstance(answer, BaseModel):
        return answer.model_dump_json(by_alias=True)
    return TypeAdapter(list[BaseModel]).dump_json(answer, serialize_as_any=True).decode()


@contextmanager
def plainly() -> Iterator[None]:
    """Tell the agent every problem of what it gave, in words, instead of that there was one.

    Raises:
        ToolError: What was given cannot be used.
    """
    try:
        yield
    except ProblemsError as error:
        lines = [
            f"{problem.path}: {problem.message}" if problem.path else problem.message
            for problem in error.problems
        ]
        raise ToolError("\n".join(lines)) from None
    except AdvisorError as error:
        raise ToolError(str(error)) from None

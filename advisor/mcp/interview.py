"""The prompt that interviews: what is still to be asked, most useful first."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from advisor.errors import AdvisorError
from advisor.report import OpenQuestion
from advisor.service import Advisor

__all__ = ["add_interview"]

_MOST = 8

_TASK = """\
Interview me about my neural-network project, then review it.

Ask one question at a time, in plain words, and take "I don't know" for an answer: leave that
field out. Where the code or the files of the project tell the answer, look there instead of
asking. Fill a descriptor with what you learn, by dotted path, and use only the choices listed.
After every few answers call the tool `advise` with the whole descriptor: it refuses what does
not fit and says which questions would help most now. Stop when nothing important is open or I
have had enough; then tell me what is wrong first, each with its rule and source, and what to do
next.
"""


def add_interview(server: MCPServer[None], asked: Callable[[], Advisor]) -> None:
    """Give a server the prompt."""

    @server.prompt(title="Describe my project")
    def interview(
        known: Annotated[
            str, Field(description="What is known already, a descriptor as JSON.")
        ] = "{}",
    ) -> str:
        """Ask for a neural-network project, question by question, and review it."""
        try:
            questions = asked().advise(known.encode()).open_questions
        except AdvisorError as error:
            return f"{_TASK}\nWhat is known cannot be used as it stands:\n{error}\n"
        listed = "\n".join(map(_line, questions[:_MOST]))
        return f"{_TASK}\nKnown already: {json.dumps(json.loads(known))}\n\nAsk first:\n{listed}\n"


def _line(question: OpenQuestion) -> str:
    choices = ", ".join(str(choice).lower() for choice in question.choices)
    return f"- {question.path}: {question.question}" + (f" ({choices})" if choices else "")

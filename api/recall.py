"""Gives an answer that was given before without asking for it again."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from .answers import tagged
from .desk import Desk
from .memory import question

__all__ = ["Recall"]


class Recall:
    """Answers what is asked by path and query alone, and was answered before."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or let others answer."""
        if scope["type"] == "http" and scope["method"] == "GET":
            advisor = self._desk.advisor
            found = self._desk.memory.get(question(advisor.rulebase.hash, scope))
            if found is not None:
                scope["route"] = found.route
                await tagged(advisor, found.content, Headers(scope=scope))(scope, receive, send)
                return
        await self._app(scope, receive, send)

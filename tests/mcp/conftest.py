"""A server to ask, and the client of the official library to ask it with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

import anyio
import pytest

from advisor import Advisor

if TYPE_CHECKING:
    from mcp import Client
    from mcp_types import CallToolResult

collect_ignore_glob = [] if find_spec("mcp") else ["test_*.py"]
Answer = TypeVar("Answer")


@pytest.fixture(scope="session")
def advisor() -> Advisor:
    return Advisor()


@pytest.fixture
def asking(advisor: Advisor) -> Callable[[Callable[[Client], Awaitable[Answer]]], Answer]:
    """Run something with a client that is connected to the server."""
    from mcp import Client

    from advisor.mcp import create_server

    def run(action: Callable[[Client], Awaitable[Answer]], files: bool = True) -> Answer:
        async def whole() -> Answer:
            async with Client(create_server(lambda: advisor, files=files)) as client:
                return await action(client)

        return anyio.run(whole)

    return run


@pytest.fixture
def call(asking: Callable[..., CallToolResult]) -> Callable[..., CallToolResult]:
    """Call one tool."""
    return lambda name, **given: asking(lambda client: client.call_tool(name, given))

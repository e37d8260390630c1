"""The server: tools that ask, resources that tell, and a prompt that interviews."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from mcp.server.mcpserver import MCPServer
from starlette.applications import Starlette

from advisor.mcp.interview import add_interview
from advisor.mcp.resources import add_resources
from advisor.mcp.tools import add_tools
from advisor.service import Advisor

__all__ = ["application", "create_server"]

_INSTRUCTIONS = """\
Cited advice for people who build neural networks, from rules. Describe the project as a
descriptor: a JSON object with sections such as problem, data, model, training, history. Say only
what you know; what is missing is asked for under open questions, most useful first. Call advise
to review a project, diagnose for the numbers of a training run, ask for a single choice such as
the loss for a task. Every conclusion names its rule and its source: pass both on. The resource
advisor://schema/descriptor lists every field and symbol.
"""


def create_server(asked: Callable[[], Advisor], *, files: bool) -> MCPServer[None]:
    """Make a server that answers from an advisor.

    Args:
        asked: Gives the advisor that answers at this moment.
        files: Whether `diagnose` may read files of this machine: over standard streams, where
            the agent could read them anyway, and never over HTTP.
    """
    server: MCPServer[None] = MCPServer(
        "nn-advisor",
        title="Advice for building neural networks",
        instructions=_INSTRUCTIONS,
        version=version("nn-advisor"),
        log_level="ERROR",
    )
    add_tools(server, asked, files=files)
    add_resources(server, asked)
    add_interview(server, asked)
    return server


def application(server: MCPServer[None], *, host: str = "127.0.0.1") -> Starlette:
    """Return the server as an ASGI application at ``/mcp``, each request for itself.

    On this machine alone (``host`` is loopback) only requests that name it as their host are
    let in, so that no page in a browser can reach it by a name of its own.
    """
    return server.streamable_http_app(stateless_http=True, json_response=True, host=host)

"""The server: tools that ask, resources that tell, and a prompt that interviews."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any

from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError, UnexpectedToolError
from mcp.server.transport_security import DEFAULT_MAX_REQUEST_BODY_SIZE
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS, CallToolResult, GetPromptResult, InputRequiredResult, Tool
from pydantic import ValidationError
from pydantic.networks import AnyUrl
from starlette.applications import Starlette
from starlette.routing import Route

from advisor.errors import did_you_mean, shortened
from advisor.mcp.completion import add_completion
from advisor.mcp.interview import add_interview
from advisor.mcp.parameters import with_names
from advisor.mcp.refusals import misfits
from advisor.mcp.resources import add_resources
from advisor.mcp.tools import make_tools
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


class _Desk(MCPServer[None]):
    """The library's server, with refusals that an agent can act on and lists that are current."""

    def __init__(self, asked: Callable[[], Advisor], *, files: bool) -> None:
        super().__init__(
            "nn-advisor",
            title="Advice for building neural networks",
            instructions=_INSTRUCTIONS,
            version=version("nn-advisor"),
            log_level="ERROR",
            tools=make_tools(asked, files=files),
            subscriptions=False,  # nothing is ever announced
        )
        self._asked = asked

    async def list_tools(self) -> list[Tool]:
        rulebase = self._asked().rulebase
        return [with_names(tool, rulebase) for tool in await super().list_tools()]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[None, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        known = {tool.name: tool for tool in await super().list_tools()}
        if name not in known:
            raise ToolError(f"unknown tool {shortened(name)!r}{did_you_mean(name, known)}")
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError as error:
            text = f"{name}: this is a fault of the advisor, not of what was sent"
            raise UnexpectedToolError(text) from error.__cause__
        except ToolError as error:
            # The library puts words of its own before ours.
            reason = error.__cause__
            if isinstance(reason, ValidationError):
                raise ToolError(misfits(reason, known[name].input_schema["properties"])) from None
            raise ToolError(str(reason)) from None

    async def read_resource(
        self, uri: AnyUrl | str, context: Context[None, Any] | None = None
    ) -> Iterable[ReadResourceContents] | InputRequiredResult:
        try:
            return await super().read_resource(uri, context)
        except ResourceNotFoundError as error:
            if str(error) != f"Unknown resource: {uri}":
                raise
            known = [
                *(resource.uri for resource in await self.list_resources()),
                *(each.uri_template for each in await self.list_resource_templates()),
            ]
            near = did_you_mean(uri, map(str, known))
            raise ResourceNotFoundError(f"unknown resource {shortened(str(uri))!r}{near}") from None

    async def get_prompt(
        self,
        name: str,
        arguments: dict[str, Any] | None = None,
        context: Context[None, Any] | None = None,
    ) -> GetPromptResult | InputRequiredResult:
        prompts = {prompt.name: prompt for prompt in await self.list_prompts()}
        _refuse_unknown("prompt", [name], prompts)
        known = [argument.name for argument in prompts[name].arguments or ()]
        _refuse_unknown("argument", arguments or (), known)
        return await super().get_prompt(name, arguments, context)


def _refuse_unknown(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    choices = list(known)
    wrong = [
        f"unknown {what} {shortened(name)!r}{did_you_mean(name, choices)}"
        for name in names
        if name not in choices
    ]
    if wrong:
        raise MCPError(code=INVALID_PARAMS, message="; ".join(wrong[:20]))


def create_server(asked: Callable[[], Advisor], *, files: bool) -> MCPServer[None]:
    """Make a server that answers from an advisor.

    Args:
        asked: Gives the advisor that answers at this moment.
        files: Whether `diagnose_log` may read files of this machine: over standard streams,
            where the agent could read them anyway, and never over HTTP.
    """
    server = _Desk(asked, files=files)
    add_resources(server, asked)
    add_interview(server, asked)
    add_completion(server, asked)
    return server


def application(
    server: MCPServer[None],
    *,
    host: str = "127.0.0.1",
    max_body: int = DEFAULT_MAX_REQUEST_BODY_SIZE,
) -> Starlette:
    """Return the server as an ASGI application at ``/mcp``, each request for itself.

    On this machine alone (``host`` is loopback) only requests that name it as their host are
    let in, so that no page in a browser can reach it by a name of its own. A request may have
    ``max_body`` bytes.
    """
    app = server.streamable_http_app(
        stateless_http=True, json_response=True, host=host, max_request_body_size=max_body
    )
    for route in app.routes:
        if isinstance(route, Route):
            # A GET would wait without end for messages that a server without sessions never sends.
            route.methods = {"POST"}
    return app

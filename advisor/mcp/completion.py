"""Complete what an agent's user types: ids of rules and statements, names of schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mcp.server.mcpserver import MCPServer
from mcp_types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from advisor.schemas import SCHEMAS
from advisor.service import Advisor

__all__ = ["add_completion"]

_MOST = 100
"""More than these the protocol does not allow."""


def add_completion(server: MCPServer[None], asked: Callable[[], Advisor]) -> None:
    """Let a server complete the variables of its resource templates."""

    @server.completion()  # type: ignore[no-untyped-call,untyped-decorator]
    async def complete(
        ref: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion:
        begun = argument.value.casefold()
        names = _names(asked(), argument.name) if ref.type == "ref/resource" else ()
        found = [name for name in names if name.casefold().startswith(begun)]
        more = len(found) > _MOST
        return Completion(values=found[:_MOST], total=len(found), has_more=more)


def _names(advisor: Advisor, variable: str) -> Iterable[str]:
    if variable == "rule":
        return advisor.rulebase.rules
    if variable == "statement":
        return (entry.statement for entry in advisor.coverage())
    return SCHEMAS if variable == "name" else ()

"""The resources: rules, statements, the words of descriptors, and their schemas."""

from __future__ import annotations

import json
from collections.abc import Callable

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from pydantic import BaseModel, TypeAdapter

from advisor.errors import UnknownNameError, did_you_mean, shortened
from advisor.mcp.answers import as_json
from advisor.schemas import SCHEMAS
from advisor.service import Advisor

__all__ = ["add_resources"]

_JSON = "application/json"


def add_resources(server: MCPServer[None], asked: Callable[[], Advisor]) -> None:
    """Give a server the resources."""

    @server.resource("advisor://rules", mime_type=_JSON)
    def rules() -> str:
        """Every rule, with its name, topic and kind."""
        listed = [
            {"rule": rule.id, "name": rule.name, "topic": rule.topic, "kind": rule.kind}
            for rule in asked().rulebase.rules.values()
        ]
        return json.dumps(listed)

    @server.resource("advisor://rules/{rule}", name="rule", mime_type=_JSON)
    def one_rule(rule: str) -> str:
        """One rule: conditions, thresholds, reasons, source, examples."""
        try:
            return as_json(asked().explain(rule))
        except UnknownNameError as error:
            raise ResourceNotFoundError(str(error)) from None

    @server.resource("advisor://statements", mime_type=_JSON)
    def statements() -> str:
        """Every statement of the documents, with the rules that rest on it."""
        return _list([*asked().coverage()])

    @server.resource("advisor://statements/{statement}", name="statement", mime_type=_JSON)
    def one_statement(statement: str) -> str:
        """One statement of a document, with the rules that rest on it."""
        known = {entry.statement: entry for entry in asked().coverage()}
        if statement not in known:
            near = did_you_mean(statement, known)
            raise ResourceNotFoundError(f"unknown statement {shortened(statement)!r}{near}")
        return as_json(known[statement])

    @server.resource("advisor://vocabulary", mime_type=_JSON)
    def vocabulary() -> str:
        """The facts that rules match on, with their symbols and the fields they come from."""
        return _list([*asked().facts()])

    @server.resource("advisor://schema/descriptor", mime_type=_JSON)
    def descriptor() -> str:
        """Every field of a descriptor with what it may hold, as a JSON Schema."""
        return json.dumps(SCHEMAS["descriptor"]())

    @server.resource("advisor://schema/{name}", mime_type=_JSON)
    def schema(name: str) -> str:
        """A JSON Schema: descriptor of descriptors, report of reports, rules of rule files."""
        if name not in SCHEMAS:
            near = did_you_mean(name, SCHEMAS)
            raise ResourceNotFoundError(f"unknown schema {shortened(name)!r}{near}")
        return json.dumps(SCHEMAS[name]())


def _list(entries: list[BaseModel]) -> str:
    return TypeAdapter(list[BaseModel]).dump_json(entries, serialize_as_any=True).decode()

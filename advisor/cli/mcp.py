"""``advisor mcp``: the advisor for coding agents, over standard streams or HTTP."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path

import click

from advisor.cli.options import build_advisor, rule_base_options
from advisor.errors import AdvisorError

__all__ = ["mcp"]

_EXAMPLES = """\b
Examples:
  advisor mcp                         for an agent that starts it
  advisor mcp --http 127.0.0.1:8765   for agents that ask at /mcp
"""


@click.command(short_help="Answer coding agents (MCP).", epilog=_EXAMPLES)
@click.option("--http", metavar="HOST:PORT", help="Answer over HTTP instead, at /mcp.")
@rule_base_options
def mcp(http: str | None, rules_paths: tuple[Path, ...], disable: tuple[str, ...]) -> None:
    """Answer coding agents over the Model Context Protocol until the agent leaves.

    `advisor serve` answers them at /mcp, too, where ADVISOR_MCP is set, behind its API keys.
    """
    if find_spec("mcp") is None:
        raise AdvisorError("answering agents needs mcp: pip install 'nn-advisor[mcp]'")
    room = importlib.import_module("advisor.mcp")
    advisor = build_advisor(rules_paths, disable)
    server = room.create_server(lambda: advisor, files=http is None)
    if http is None:
        server.run("stdio")
        return
    import uvicorn

    host, port = _address(http)
    click.echo(f"advisor: agents ask at http://{http}/mcp; Ctrl-C stops it", err=True)
    app = room.application(server, host=host)
    uvicorn.run(app, host=host, port=port, log_level="warning")


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise AdvisorError(f"{text!r} is no address: write HOST:PORT, e.g. 127.0.0.1:8765")
    return host.strip("[]"), int(port)

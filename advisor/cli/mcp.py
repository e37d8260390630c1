"""``advisor mcp``: the advisor for coding agents, over standard streams or HTTP."""

from __future__ import annotations

import importlib
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from advisor.cli.listening import listen
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
    if None in map(find_spec, ("mcp", "mcp_types")):  # the first version has no mcp_types
        raise AdvisorError("answering agents needs mcp: pip install 'nn-advisor[mcp]'")
    room = importlib.import_module("advisor.mcp")
    address = None if http is None else _address(http)
    advisor = build_advisor(rules_paths, disable)
    server = room.create_server(lambda: advisor, files=http is None)
    if address is None:
        _over_streams(server)
    else:
        _over_http(room, server, *address)


def _over_streams(server: Any) -> None:
    # A read of standard input cannot be interrupted from within: Python would hear Ctrl-C and
    # then wait for a line. There is nothing to put away, so the signal may end the process.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        server.run("stdio")
    except* BrokenPipeError:
        pass  # the agent left without a word
    finally:
        signal.signal(signal.SIGINT, before)


def _over_http(room: Any, server: Any, host: str, port: int) -> None:
    import uvicorn

    with listen(host, port) as listener:
        where = f"[{host}]" if ":" in host else host
        taken = listener.getsockname()[1]
        click.echo(f"advisor: agents ask at http://{where}:{taken}/mcp; Ctrl-C stops it", err=True)
        app = room.application(server, host=host)
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdecimal()) or int(port) > 65535:
        raise AdvisorError(f"{text!r} is no address: write HOST:PORT, e.g. 127.0.0.1:8765")
    return host, int(port)

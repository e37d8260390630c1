"""``advisor serve``: the advisor over HTTP, on this machine unless told otherwise."""

from __future__ import annotations

import importlib
import socket
from pathlib import Path

import click
import uvicorn

from advisor.cli.options import build_advisor, rule_base_options
from advisor.errors import AdvisorError

__all__ = ["serve"]


_EXAMPLES = """\b
Example:
  advisor serve --port 8000
  curl 'http://127.0.0.1:8000/v1/ask/last_layer?task=regression'
"""


@click.command(short_help="Answer over HTTP.", epilog=_EXAMPLES)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@rule_base_options
def serve(host: str, port: int, rules_paths: tuple[Path, ...], disable: tuple[str, ...]) -> None:
    """Answer over HTTP until interrupted; /openapi.json describes the routes."""
    advisor = build_advisor(rules_paths, disable)
    with _listen(host, port) as listener:
        where = f"[{host}]" if ":" in host else host
        taken = listener.getsockname()[1]
        click.echo(f"advisor: listening on http://{where}:{taken}; Ctrl-C stops it", err=True)
        # By name, so that nothing of the library depends on HTTP.
        app = importlib.import_module("advisor.api").create_app(advisor)
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
        server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while ")[0]
        raise AdvisorError(f"cannot listen on {host}, port {port}: {reason.lower()}") from None

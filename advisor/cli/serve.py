"""``advisor serve``: the advisor over HTTP, on this machine unless told otherwise."""

from __future__ import annotations

import importlib
import secrets
from functools import partial
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from advisor.cli.listening import listen
from advisor.cli.options import rule_base_options
from advisor.errors import AdvisorError

__all__ = ["serve"]


_EXAMPLES = """\b
Example:
  advisor serve --port 8000
  curl 'http://127.0.0.1:8000/v1/ask/last_layer?task=regression'

\b
Each setting may stand in the environment as well:
  ADVISOR_HOST, ADVISOR_PORT, ADVISOR_WORKERS, ADVISOR_RULES, ADVISOR_DISABLE
  ADVISOR_API_KEYS      SHA-256 of each key that is let in, with commas
  ADVISOR_MAX_BODY      largest body or line, in bytes     [1048576]
  ADVISOR_MAX_LOG       largest training log, in bytes     [67108864]
  ADVISOR_MAX_REQUESTS  requests at work at once           [256]
  ADVISOR_MAX_CONNECTIONS  open in one process             [4096]
  ADVISOR_TIME_LIMIT    seconds for a request or a line    [30]
  ADVISOR_CORS_ORIGINS  sites whose pages may ask          [none]
  ADVISOR_MCP           coding agents are answered at /mcp [false]
  ADVISOR_LOG_REQUESTS  a line of JSON for each request    [false]
"""


def _new_key(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        key = secrets.token_urlsafe(32)
        kept = importlib.import_module("advisor.api.gate").digest(key)
        click.echo(f"key for the client:    {key}\nADVISOR_API_KEYS:      {kept}")
        context.exit()


@click.command(short_help="Answer over HTTP.", epilog=_EXAMPLES)
@click.option("--host", help="Address to listen on; 127.0.0.1 unless told otherwise.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on: 8000; 0 takes a free one."
)
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that answer; 1.")
@click.option("--log-requests", is_flag=True, default=None, help="Log each request as JSON.")
@click.option(
    "--new-key",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_new_key,
    help="Make up an API key, print it and what to set, and exit.",
)
@rule_base_options
def serve(rules_paths: tuple[Path, ...], disable: tuple[str, ...], **given: object) -> None:
    """Answer over HTTP until interrupted; /openapi.json describes the routes.

    SIGHUP lets the server read the rule files again.
    """
    # By name, so that nothing of the library depends on HTTP.
    api = importlib.import_module("advisor.api")
    settings = _settings(api, {**given, "rules": rules_paths, "disable": disable})
    with listen(settings.host, settings.port) as listener:
        where = f"[{settings.host}]" if ":" in settings.host else settings.host
        taken = listener.getsockname()[1]
        text = f"advisor: listening on http://{where}:{taken}; Ctrl-C stops it"
        api.serve(settings, listener, partial(click.echo, text, err=True))


def _settings(api: Any, given: dict[str, object]) -> Any:
    told = {name: value for name, value in given.items() if value not in (None, ())}
    try:
        return api.Settings(**told)
    except ValidationError as error:
        wrong = [
            f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}" for each in error.errors()
        ]
        raise AdvisorError(f"settings of the server: {'; '.join(wrong)}") from None

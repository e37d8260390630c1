"""The server as agents meet it: a process of its own, and HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import anyio
import pytest
from fastapi.testclient import TestClient

from advisor import Advisor
from advisor.api import Settings, create_app
from advisor.api.gate import digest
from tests.cli.test_serve import serving

if find_spec("mcp") is None:
    pytest.skip("the extra mcp is not installed", allow_module_level=True)

from mcp import Client, StdioServerParameters

COMMAND = ["-c", "from advisor.cli import main; main()", "mcp"]
SPAM = {"problem": {"task": "binary_classification"}}


async def advice(server: object) -> bytes:
    """Ask a server for advice on the spam filter."""
    async with Client(server) as client:  # type: ignore[arg-type]
        answer = await client.call_tool("advise", {"descriptor": SPAM, "form": "json"})
        (content,) = answer.content
        return str(content.text).encode()  # type: ignore[union-attr]


def test_an_agent_starts_it_and_talks_over_standard_streams() -> None:
    server = StdioServerParameters(command=sys.executable, args=COMMAND)
    told = anyio.run(advice, server)
    assert told == Advisor().advise_json(json.dumps(SPAM).encode())


def test_agents_ask_over_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, *COMMAND, "--http", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert re.search("agents ask at", process.stderr.readline())
        try:
            told = anyio.run(_patiently, f"http://127.0.0.1:{port}/mcp")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
    assert told == Advisor().advise_json(json.dumps(SPAM).encode())


async def _patiently(url: str) -> bytes:
    for _ in range(100):
        try:
            async with await anyio.connect_tcp("127.0.0.1", int(url.split(":")[2].split("/")[0])):
                break
        except OSError:
            await anyio.sleep(0.1)
    return await advice(url)


def test_the_http_server_answers_agents_where_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADVISOR_MCP", "true")
    with serving() as (url, _):
        told = anyio.run(advice, f"{url}/mcp")
    assert told == Advisor().advise_json(json.dumps(SPAM).encode())


def test_keys_and_shapes_of_refusals_hold_for_agents_too() -> None:
    app = create_app(settings=Settings(mcp=True, api_keys=(digest("key"),)))
    with TestClient(app) as client:
        assert client.post("/mcp", json={}).status_code == 401
        missing = client.get("/v1/nothing", headers={"x-api-key": "key"})
        assert missing.headers["content-type"] == "application/problem+json"
    with TestClient(create_app(settings=Settings())) as client:
        assert client.post("/mcp", json={}).status_code == 404


def test_other_hosts_are_sent_away() -> None:
    """A page in a browser cannot reach the server by a name of its own."""
    with TestClient(create_app(settings=Settings(mcp=True))) as client:
        headers = {"host": "evil.example", "accept": "application/json, text/event-stream"}
        assert client.post("/mcp", json={}, headers=headers).status_code == 421


def test_without_the_library_the_extra_is_named(tmp_path: Path) -> None:
    code = "import sys; sys.modules['mcp'] = None; from advisor.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "mcp"], capture_output=True, text=True, check=False,
        env={**os.environ}, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "nn-advisor[mcp]" in done.stderr

"""The server as agents meet it: a process of its own, and HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from advisor.mcp import application, create_server

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


HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "by hand", "version": "1"},
    },
}


@contextmanager
def by_hand(**environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start a server over standard streams and greet it."""
    with subprocess.Popen(
        [sys.executable, *COMMAND],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env={**os.environ, **environment},
    ) as process:  # fmt: skip
        send(process, HELLO)
        assert json.loads(read(process))["id"] == 1
        try:
            yield process
        finally:
            process.kill()


def send(process: subprocess.Popen[str], message: object) -> None:
    """Write one line to a server, as it stands or as JSON."""
    assert process.stdin is not None
    process.stdin.write((message if isinstance(message, str) else json.dumps(message)) + "\n")
    process.stdin.flush()


def read(process: subprocess.Popen[str]) -> str:
    """Read one line of a server."""
    assert process.stdout is not None
    return process.stdout.readline()


def asked(tool: str, given: object, number: int = 2) -> dict[str, object]:
    """Return the message that calls a tool."""
    params = {"name": tool, "arguments": given}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def test_nothing_but_the_protocol_is_printed() -> None:
    """Not by warnings, nor after lines that are none, nor where calls are broken."""
    with by_hand(PYTHONWARNINGS="always") as process:
        for line in ("garbage", "[]", "{}", "", asked("explain", {"rule": "LL1"}, 2)):
            send(process, line)
        send(process, {"jsonrpc": "2.0", "id": 3, "method": "tools/call"})
        send(process, asked("explain", [1], 4))
        send(process, asked("diagnose_log", {"path": "/no/such"}, 5))
        answers = [json.loads(read(process)) for _ in range(4)]
        out, err = process.communicate(timeout=30)
        assert {answer["id"] for answer in answers} == {2, 3, 4, 5}
        assert out == ""
        assert "Traceback" not in err
        assert process.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_ends_it_at_once() -> None:
    """Although it waits for a line that may never come."""
    with by_hand() as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == -signal.SIGINT
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_an_agent_may_leave_without_a_word() -> None:
    with by_hand() as process:
        assert process.stdout is not None
        process.stdout.close()
        send(process, asked("explain", {"rule": "LL001"}))
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_log_of_the_folder_it_works_in_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("run.csv").write_text("loss\n" + "\n".join(["2.3", "2.31"] * 4))
    with by_hand() as process:
        send(process, asked("diagnose_log", {"path": "run.csv"}))
        assert "stuck" in read(process).casefold()
        send(process, asked("diagnose_log", {"path": "rum.csv"}))
        told = json.loads(read(process))["result"]
        assert told["isError"]
        assert f"{tmp_path / 'rum.csv'}: no such file" in told["content"][0]["text"]


@pytest.mark.parametrize(("host", "written"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_agents_ask_over_http(host: str, written: str) -> None:
    """Port 0 takes a free one, and tells which; an interrupt ends it without a traceback."""
    if host == "::1" and not has_ipv6():
        pytest.skip("there is no IPv6")
    command = [sys.executable, *COMMAND, "--http", f"{written}:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = re.search(r"agents ask at (\S+);", process.stderr.readline())
        try:
            assert said is not None
            told = anyio.run(advice, said[1])
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
        assert process.stderr.read() == ""
    assert said[1].startswith(f"http://{written}:")
    assert told == Advisor().advise_json(json.dumps(SPAM).encode())


def has_ipv6() -> bool:
    """Whether a server of this machine can be reached by IPv6."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


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


def test_agents_with_a_key_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_MCP", "true")
    monkeypatch.setenv("ADVISOR_API_KEYS", digest("key"))

    async def ask(url: str, key: str) -> bytes:
        async with create_mcp_http_client(headers={"authorization": f"Bearer {key}"}) as http:
            return await advice(streamable_http_client(url, http_client=http))

    with serving() as (url, _):
        told = anyio.run(ask, f"{url}/mcp", "key")
        with pytest.raises(ExceptionGroup):
            anyio.run(ask, f"{url}/mcp", "no key")
    assert told == Advisor().advise_json(json.dumps(SPAM).encode())


WANTED = {
    "accept": "application/json, text/event-stream",
    "mcp-protocol-version": "2025-06-18",
}


@pytest.fixture(scope="module")
def agent() -> Iterator[TestClient]:
    """Write to a server over HTTP by hand."""
    app = application(create_server(Advisor, files=False), max_body=100_000)
    with TestClient(app, base_url="http://127.0.0.1:8000", headers=WANTED) as client:
        yield client


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "OPTIONS"])
def test_no_stream_is_left_open_where_there_is_nothing_to_say(
    agent: TestClient, method: str
) -> None:
    answer = agent.request(method, "/mcp")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


def test_a_page_in_a_browser_is_sent_away(agent: TestClient) -> None:
    for origin in ("http://evil.example", "null"):
        assert agent.post("/mcp", json=HELLO, headers={"origin": origin}).status_code == 403
    for host in ("evil.example", "127.0.0.1.evil.example:8000"):
        assert agent.post("/mcp", json=HELLO, headers={"host": host}).status_code == 421
    here = {"origin": "http://localhost:8000", "host": "localhost:8000"}
    assert agent.post("/mcp", json=HELLO, headers=here).status_code == 200


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("diagnose_log", {"path": "/etc/passwd"}),
        ("diagnose", {"columns": "/etc/passwd"}),
        ("diagnose", {"columns": {"loss": "/etc/passwd"}}),
        ("diagnose", {"columns": {"loss": [1, 2, 3]}, "descriptor": "/etc/passwd"}),
        ("advise", {"descriptor": "/etc/passwd"}),
        ("why_not", {"rule": "LL001", "descriptor": "/etc/passwd"}),
        ("what_if", {"descriptor": "/etc/passwd", "changes": {}}),
    ],
)
def test_no_file_is_read_for_strangers(
    agent: TestClient, tool: str, given: dict[str, object]
) -> None:
    told = agent.post("/mcp", json=asked(tool, given)).json()["result"]
    assert told["isError"]
    assert "root:" not in told["content"][0]["text"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b"\xff", 400),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "x\\ud800"}', 400),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, 400),
        (b" " * 200_000, 413),
    ],
)
def test_what_is_no_message_is_refused(agent: TestClient, sent: bytes, status: int) -> None:
    answer = agent.post("/mcp", content=sent, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_port_in_use_is_told_of() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, *COMMAND, "--http", f"127.0.0.1:{port}"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1, port {port}: address already in use" in done.stderr
    assert "agents ask at" not in done.stderr


def test_other_hosts_are_sent_away() -> None:
    """A page in a browser cannot reach the server by a name of its own."""
    with TestClient(create_app(settings=Settings(mcp=True))) as client:
        headers = {"host": "evil.example", "accept": "application/json, text/event-stream"}
        assert client.post("/mcp", json={}, headers=headers).status_code == 421


@pytest.mark.parametrize("missing", ["mcp", "mcp_types"])
def test_without_the_library_the_extra_is_named(tmp_path: Path, missing: str) -> None:
    """Nor with its first version, which had no types of their own."""
    code = f"import sys; sys.modules[{missing!r}] = None; from advisor.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "mcp"], capture_output=True, text=True, check=False,
        env={**os.environ}, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "nn-advisor[mcp]" in done.stderr

"""Connections are bounded before there is a request."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from importlib.util import find_spec

import pytest
import uvicorn
from uvicorn.server import ServerState

from advisor.api import Settings, server
from advisor.api.app import create_app
from advisor.api.connections import Connection, SharingLoop
from tests.cli.test_serve import serving

ASK = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ADVISOR_TIME_LIMIT", "1")
        environment.setenv("ADVISOR_MAX_CONNECTIONS", "20")
        with serving() as (url, _):
            host, _, port = url.removeprefix("http://").rpartition(":")
            yield host, int(port)


def all_of(client: socket.socket) -> bytes:
    answer = b""
    while piece := client.recv(65536):
        answer += piece
    return answer


@pytest.mark.parametrize("sent", [b"", b"GET /heal", ASK + b"GET /heal"])
def test_a_head_that_does_not_come_is_given_up(address: tuple[str, int], sent: bytes) -> None:
    with closing(socket.create_connection(address, timeout=20)) as client:
        client.sendall(sent)
        begin = time.monotonic()
        answer = all_of(client)
        assert 0.5 < time.monotonic() - begin < 10
    # Between two requests it is uvicorn that waits, and says nothing.
    assert answer.startswith(b"HTTP/1.1 200" if sent.startswith(ASK) else b"HTTP/1.1 408")


def test_a_head_without_end_is_refused(address: tuple[str, int]) -> None:
    with closing(socket.create_connection(address, timeout=20)) as client:
        answer = b""
        try:
            client.sendall(b"GET /healthz HTTP/1.1\r\n")
            for number in range(4000):
                client.sendall(b"x-%d: %b\r\n" % (number, b"y" * 1000))
                time.sleep(0.0001)
        except OSError:
            assert number < 3000
        else:
            answer = all_of(client)
            assert answer.startswith((b"HTTP/1.1 431", b"HTTP/1.1 400"))


def test_requests_follow_each_other_on_one_connection(address: tuple[str, int]) -> None:
    with closing(socket.create_connection(address, timeout=20)) as client:
        for part in (ASK, ASK[:9], ASK[9:], ASK + ASK):
            client.sendall(part)
            time.sleep(0.1)
        answer = b""
        while answer.count(b"HTTP/1.1 200") < 4:
            piece = client.recv(65536)
            assert piece, answer
            answer += piece


def test_too_many_connections_are_refused(address: tuple[str, int]) -> None:
    with ExitStack() as opened:
        many = [
            opened.enter_context(closing(socket.create_connection(address, timeout=20)))
            for _ in range(40)
        ]
        answers = [all_of(client)[:12] for client in many]
    assert set(answers) == {b"HTTP/1.1 503", b"HTTP/1.1 408"}
    assert answers.count(b"HTTP/1.1 408") <= 20
    with closing(socket.create_connection(address, timeout=20)) as client:
        client.sendall(ASK)
        assert client.recv(65536).startswith(b"HTTP/1.1 200")


def test_the_body_of_an_answer_does_not_wait_for_the_client() -> None:
    """Nagle's algorithm would hold it back until the head is acknowledged, mostly 40 ms later."""
    delays: list[int] = []

    class Seen(Connection):  # type: ignore[misc]
        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            found = transport.get_extra_info("socket")
            delays.append(found.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    async def connect() -> None:
        config = uvicorn.Config(create_app())
        config.load()
        listener = socket.create_server(("127.0.0.1", 0))  # as the command makes it
        server = await asyncio.get_running_loop().create_server(
            lambda: Seen(config=config, server_state=ServerState(), app_state={}), sock=listener
        )
        async with server:
            _, writer = await asyncio.open_connection(*listener.getsockname())
            while not delays:
                await asyncio.sleep(0.01)
            writer.close()

    asyncio.run(asyncio.wait_for(connect(), 20))
    assert all(delays)


def test_a_process_takes_one_connection_at_a_time() -> None:
    """Of those that wait the others shall have some, too; none is lost."""
    turns: list[int] = []

    class Counting(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            turns.append(turn)
            transport.close()

    turn = 0
    with closing(SharingLoop()) as loop, ExitStack() as opened:
        listener = socket.create_server(("127.0.0.1", 0), backlog=20)
        address = listener.getsockname()
        listening = loop.run_until_complete(loop.create_server(Counting, sock=listener))
        for _ in range(10):
            opened.enter_context(closing(socket.create_connection(address, timeout=20)))
        while len(turns) < 10 and turn < 200:
            turn += 1
            loop.call_soon(loop.stop)
            loop.run_forever()
        listening.close()
        loop.run_until_complete(asyncio.sleep(0.05))  # the last ones are closed in a later turn
    assert len(turns) == 10
    assert len(set(turns)) == 10, "several were taken in one turn of the loop"


def test_several_processes_share_their_connections() -> None:
    config = server._config("advisor.api:create_app", Settings(workers=2), factory=True)
    factory = config.get_loop_factory()
    assert factory is SharingLoop or find_spec("uvloop")
    assert server._config(create_app(), Settings()).get_loop_factory() is not SharingLoop


def test_a_head_that_is_too_large_is_refused_at_once(address: tuple[str, int]) -> None:
    with closing(socket.create_connection(address, timeout=20)) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx: %b\r\n\r\n" % (b"y" * 70_000))
        answer = all_of(client)
    assert answer.startswith(b"HTTP/1.1 431")


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", b"GET /healthz HTTP/1.1\r\n\r\n"])
def test_what_is_not_http_is_refused_in_our_shape(address: tuple[str, int], sent: bytes) -> None:
    with closing(socket.create_connection(address, timeout=20)) as client:
        client.sendall(sent)
        head, _, body = all_of(client).partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 200"):
        return  # httptools asks for no host
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == 400
    assert json.loads(body)["errors"]


@pytest.mark.parametrize("told", [b"content-length: 60000000", b"transfer-encoding: chunked"])
def test_who_sends_too_much_gets_the_refusal_and_not_a_reset(
    address: tuple[str, int], told: bytes
) -> None:
    """Sixty megabytes, to the end: what comes after the answer is read and thrown away."""
    chunk = b"x" * 1_000_000
    framed = b"%x\r\n%b\r\n" % (len(chunk), chunk) if b"chunked" in told else chunk
    with closing(socket.create_connection(address, timeout=20)) as client:
        client.sendall(b"POST /v1/advise HTTP/1.1\r\nhost: x\r\n" + told + b"\r\n\r\n")
        for _ in range(60):
            client.sendall(framed)
        if b"chunked" in told:
            client.sendall(b"0\r\n\r\n")
        client.sendall(ASK)
        answer = b""
        while b"HTTP/1.1 200" not in answer:
            piece = client.recv(65536)
            assert piece, answer
            answer += piece
    assert answer.startswith(b"HTTP/1.1 413")
    assert answer.count(b"HTTP/1.1") == 2


def test_a_body_that_says_that_it_is_too_large_is_not_asked_for(
    address: tuple[str, int],
) -> None:
    with closing(socket.create_connection(address, timeout=20)) as client:
        head = b"POST /v1/advise HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n"
        client.sendall(head + b"content-length: 60000000\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 413")


def test_a_body_that_never_ends_after_the_answer_is_cut_off(address: tuple[str, int]) -> None:
    with closing(socket.create_connection(address, timeout=20)) as client:
        head = b"POST /v1/advise HTTP/1.1\r\nhost: x\r\ncontent-length: 60000000\r\n\r\n"
        client.sendall(head)
        begin = time.monotonic()
        with suppress(OSError):
            while time.monotonic() - begin < 15:
                client.sendall(b"x" * 1000)
                time.sleep(0.05)
        assert time.monotonic() - begin < 10, "it is read for ever"

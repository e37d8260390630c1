"""Who comes in: by key, not too many at once, and not for ever."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import closing

import pytest
from starlette.types import Message

from advisor.api import Settings
from advisor.api.gate import Gate, digest
from tests.api.conftest import Serve
from tests.cli.test_serve import serving

KEY = "k-3f9a"


def test_without_keys_everybody_comes_in(serve: Serve) -> None:
    assert serve().get("/v1/topics").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"x-api-key": "wrong"}, 401),
        ({"x-api-key": digest(KEY)}, 401),
        ({"authorization": f"Basic {KEY}"}, 401),
        ({"x-api-key": KEY}, 200),
        ({"authorization": f"Bearer {KEY}"}, 200),
        ({"authorization": f"bearer  {KEY}"}, 200),
    ],
)
def test_a_known_key_lets_in(serve: Serve, headers: dict[str, str], status: int) -> None:
    client = serve(api_keys=(digest("another"), digest(KEY)))
    answer = client.get("/v1/topics", headers=headers)
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_health_is_told_to_everybody(serve: Serve) -> None:
    client = serve(api_keys=(digest(KEY),))
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert client.get("/metrics").status_code == 401


def test_keys_stand_in_the_description_only_where_they_are_wanted(serve: Serve) -> None:
    headers = {"x-api-key": KEY}
    assert "security" not in serve().get("/openapi.json").json()
    guarded = serve(api_keys=(digest(KEY),)).get("/openapi.json", headers=headers).json()
    assert set(guarded["components"]["securitySchemes"]) == {"bearer", "key"}


@pytest.mark.parametrize("key", ["plain", "A" * 64, ""])
def test_only_hashes_of_keys_are_taken(key: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        Settings(api_keys=(key,))


def test_beyond_the_limit_requests_are_sent_away() -> None:
    answers: list[Message] = []

    async def slow(scope: object, receive: object, send: object) -> None:
        await asyncio.sleep(0.05)

    async def keep(message: Message) -> None:
        answers.append(message)

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    async def ask_thrice() -> None:
        gate = Gate(slow, Settings(max_requests=2))
        scope = {"type": "http", "path": "/v1/topics", "headers": [], "method": "GET",
                 "query_string": b"", "server": ("x", 1), "scheme": "http"}  # fmt: skip
        await asyncio.gather(*(gate(dict(scope), nothing, keep) for _ in range(3)))
        await gate(dict(scope), nothing, keep)

    asyncio.run(ask_thrice())
    (start, _) = answers
    assert start["status"] == 429
    assert (b"retry-after", b"1") in start["headers"]


def test_a_slow_body_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_TIME_LIMIT", "0.5")
    with serving() as (url, _):
        host, _, port = url.removeprefix("http://").rpartition(":")
        begin = time.monotonic()
        with closing(socket.create_connection((host, int(port)), timeout=20)) as client:
            head = b"POST /v1/advise HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
            client.sendall(head + b"content-length: 9\r\n\r\n{")
            answer = b""
            while piece := client.recv(65536):
                answer += piece
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"not done within 0.5 seconds" in answer
        assert time.monotonic() - begin < 10


def test_sites_may_ask_only_when_they_are_named(serve: Serve) -> None:
    headers = {"origin": "https://a.example"}
    assert "access-control-allow-origin" not in serve().get("/healthz", headers=headers).headers
    named = serve(cors_origins=("https://a.example",)).get("/healthz", headers=headers)
    assert named.headers["access-control-allow-origin"] == "https://a.example"


def test_threads_of_one_server_share_the_limit(serve: Serve) -> None:
    client = serve(max_requests=64)
    found: list[int] = []
    ask = [
        threading.Thread(target=lambda: found.append(client.get("/v1/rules").status_code))
        for _ in range(8)
    ]
    for thread in ask:
        thread.start()
    for thread in ask:
        thread.join()
    assert found == [200] * 8

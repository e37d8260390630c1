"""Many descriptors in one request: each line is answered in its place."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi.testclient import TestClient

from advisor import Advisor
from tests.api.conftest import Serve
from tests.cli.test_serve import serving


def test_each_line_is_answered_in_its_place(client: TestClient, advisor: Advisor) -> None:
    good = b'{"problem": {"task": "regression"}}'
    lines = [good, b"", b'{"problem": {"tsk": 1}}', b"\xff", b"[" * 5000, good]
    answer = client.post("/v1/batch", content=b"\r\n".join(lines))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    told = [json.loads(line) for line in answer.content.splitlines()]
    assert [each["line"] for each in told] == [1, 3, 4, 5, 6]
    report = json.loads(advisor.advise_json(good))
    assert told[0]["report"] == told[-1]["report"] == report
    assert all(each["problems"] for each in told[1:-1])
    assert told[1]["problems"][0]["pointer"] == "/problem/tsk"
    assert answer.content.splitlines()[0] == b'{"line":1,"report":%b}' % advisor.advise_json(good)


def test_a_line_that_is_too_long_is_passed_over(serve: Serve) -> None:
    lines = [b"{}", b" " * 5000, b" " * 500_000, b"{}"]
    answer = serve(max_body=2000).post("/v1/batch", content=b"\n".join(lines))
    told = [json.loads(line) for line in answer.content.splitlines()]
    assert ["report" in each for each in told] == [True, False, False, True]
    assert told[2]["problems"][0]["message"] == "longer than 2000 bytes"


def test_no_lines_no_answers(client: TestClient) -> None:
    answer = client.post("/v1/batch", content=b"")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with serving() as (url, _):
        host, _, port = url.removeprefix("http://").rpartition(":")
        yield host, int(port)


def test_a_client_that_sends_all_before_it_reads_is_answered(address: tuple[str, int]) -> None:
    """Twenty megabytes of answers fit into no buffer on the way."""
    count = 500
    body = b'{"problem": {"task": "binary_classification"}}\n' * count
    head = b"POST /v1/batch HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: %d\r\n\r\n"
    with closing(socket.create_connection(address, timeout=60)) as client:
        client.sendall(head % len(body) + body)
        answer = bytearray()
        while piece := client.recv(65536):
            answer += piece
    assert answer.count(b'{"line":') == count


def test_answers_come_before_the_body_is_whole(address: tuple[str, int]) -> None:
    head = b"POST /v1/batch HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
    with closing(socket.create_connection(address, timeout=20)) as client:
        client.sendall(head + b"3\r\n{}\n\r\n")
        answer = b""
        while b'{"line":1,' not in answer:
            answer += client.recv(65536)
        client.sendall(b"3\r\n{}\n\r\n0\r\n\r\n")
        while b'{"line":2,' not in answer:
            answer += client.recv(65536)


def test_a_body_that_stalls_ends_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_TIME_LIMIT", "0.3")
    with serving() as (url, _):
        host, _, port = url.removeprefix("http://").rpartition(":")
        head = b"POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\n{}\n"
        with closing(socket.create_connection((host, int(port)), timeout=20)) as client:
            client.sendall(head)
            answer = b""
            while b"stalled" not in answer:
                piece = client.recv(65536)
                assert piece, answer
                answer += piece
    assert b'{"line":1,"report"' in answer


def test_the_command_line_is_enough(address: tuple[str, int]) -> None:
    """The module that reads lines imports by itself, too."""
    code = "import advisor.api.lines"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_client_that_never_reads_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it sends is taken up to a limit, and then its time runs out."""
    monkeypatch.setenv("ADVISOR_TIME_LIMIT", "1")
    monkeypatch.setenv("ADVISOR_MAX_LOG", "100000")
    line = b'{"problem": {"task": "binary_classification"}}\n'
    head = b"POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: 900000000\r\n\r\n"
    with serving() as (url, _):
        host, _, port = url.removeprefix("http://").rpartition(":")
        with closing(socket.create_connection((host, int(port)), timeout=20)) as client:
            client.sendall(head)
            with pytest.raises(ConnectionError):
                client.sendall(line * 1_000_000)


def test_packed_lines_are_refused(client: TestClient) -> None:
    answer = client.post("/v1/batch", content=b"{}", headers={"content-encoding": "gzip"})
    assert answer.status_code == 415


def test_work_ends_when_the_client_goes(address: tuple[str, int]) -> None:
    """Nobody would read the answers to the lines that wait."""
    count = 300_000
    body = b'{"problem": {"task": "binary_classification"}}\n' * count
    head = b"POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % len(body)
    with closing(socket.create_connection(address, timeout=60)) as client:
        client.sendall(head + body)
        assert client.recv(1000)
    deadline = time.monotonic() + 15
    while "/v1/batch" not in (numbers := numbers_of(address)):
        assert time.monotonic() < deadline, "the lines of a client that has gone are answered"
        time.sleep(0.2)
    assert 'route="/v1/batch"' in numbers


def numbers_of(address: tuple[str, int]) -> str:
    url = "http://{}:{}/metrics".format(*address)
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read(), "utf-8")

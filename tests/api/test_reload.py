"""Rules are read again while the server answers; bad ones change nothing."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from advisor.api import Settings, create_app
from advisor.api.gate import digest
from tests.cli.test_serve import serving

KEY = "k-3f9a"
HEADERS = {"x-api-key": KEY}
PROFILE = """\
schema: 1
kind: profile
title: Our house
disable:
  - {rule: %s, reason: A test.}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.yaml"
    path.write_text(PROFILE % "LL001")
    return path


def test_good_rules_take_the_place_of_the_old(house: Path) -> None:
    app = create_app(settings=Settings(rules=(house,), api_keys=(digest(KEY),)))
    with TestClient(app, headers=HEADERS) as client:
        before = client.get("/healthz").json()["hash"]
        house.write_text(PROFILE % "LL004")
        answer = client.post("/v1/admin/reload")
        assert answer.status_code == 200
        assert answer.json()["hash"] != before
        asked = client.get("/v1/ask/last_layer?task=binary_classification").json()
        assert asked["rulebase"]["hash"] == answer.json()["hash"]
        assert [each["rule"] for each in asked["conclusions"]] == ["LL001"]


def test_bad_rules_change_nothing(house: Path) -> None:
    app = create_app(settings=Settings(rules=(house,), api_keys=(digest(KEY),)))
    with TestClient(app, headers=HEADERS) as client:
        before = client.get("/v1/rules").content
        house.write_text(PROFILE % "LL999" + "nonsense: 1\n")
        answer = client.post("/v1/admin/reload")
        assert answer.status_code == 422
        assert any("nonsense" in each["message"] for each in answer.json()["errors"])
        assert client.get("/v1/rules").content == before


def test_without_a_key_nobody_reloads(client: TestClient) -> None:
    answer = client.post("/v1/admin/reload")
    assert answer.status_code == 403


def health(url: str) -> str:
    with urllib.request.urlopen(f"{url}/healthz", timeout=30) as answer:
        return str(json.load(answer)["hash"])


def wait_for(url: str, wanted: set[str], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if {health(url) for _ in range(6)} == wanted:
            return
        time.sleep(0.2)
    raise AssertionError(f"still not {wanted}; {process.poll()}")


class Load(threading.Thread):
    """Asks without a pause, and keeps what comes back."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.over = url, threading.Event()
        self.hashes: list[str] = []
        self.lost: list[Exception] = []

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self.hashes.append(health(self.url))
            except (OSError, urllib.error.URLError) as error:
                self.lost.append(error)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sighup_reads_rules_again_without_losing_a_request(house: Path, workers: str) -> None:
    with serving("--rules", str(house), "--workers", workers) as (url, process):
        load = Load(url)
        first = health(url)
        load.start()
        house.write_text("schema: 1\nkind: profile\n nonsense\n")
        process.send_signal(signal.SIGHUP)
        time.sleep(2)
        assert health(url) == first
        house.write_text(PROFILE % "LL004")
        second = _hash_of(house)
        process.send_signal(signal.SIGHUP)
        wait_for(url, {second}, process)
        load.over.set()
        load.join()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    assert load.lost == []
    assert set(load.hashes) == {first, second}


def _hash_of(house: Path) -> str:
    from advisor import Advisor

    return Advisor([house]).rulebase.hash


def workers_of(process: subprocess.Popen[str]) -> list[str]:
    return subprocess.run(
        ["pgrep", "-P", str(process.pid), "-f", "spawn_main"],
        capture_output=True, text=True, check=False,  # for a moment there may be none
    ).stdout.split()  # fmt: skip


def kill(process: subprocess.Popen[str], count: int) -> None:
    """Kill workers and wait until others are there."""
    before = workers_of(process)
    assert len(before) == 2
    subprocess.run(["kill", "-KILL", *before[:count]], check=True)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        now = workers_of(process)
        if len(now) == 2 and not {*before[:count]} & {*now}:
            return
        time.sleep(0.2)
    pytest.fail("no worker took its place")


def test_a_worker_that_was_killed_is_replaced_whatever_the_files_say(house: Path) -> None:
    """The one that takes its place answers by the rules that were sound, not by broken files."""
    with serving("--rules", str(house), "--workers", "2") as (url, process):
        first = health(url)
        house.write_text("schema: 1\nkind: profile\n nonsense\n")
        kill(process, 2)  # none is left that had read the files itself
        assert {health(url) for _ in range(10)} == {first}
        house.write_text(PROFILE % "LL004")
        process.send_signal(signal.SIGHUP)
        wait_for(url, {_hash_of(house)}, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) is not None


def test_a_reload_is_answered_when_all_processes_have_the_rules(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a stream that was being answered goes on to its end, by the rules it began with."""
    monkeypatch.setenv("ADVISOR_API_KEYS", digest(KEY))
    with serving("--rules", str(house), "--workers", "2") as (url, process):
        first = health(url)
        host, _, port = url.removeprefix("http://").rpartition(":")
        with closing(socket.create_connection((host, int(port)), timeout=60)) as stream:
            stream.sendall(
                b"POST /v1/batch HTTP/1.1\r\nhost: x\r\nx-api-key: k-3f9a\r\n"
                b"connection: close\r\ncontent-length: 6\r\n\r\n{}\n"
            )
            begun = stream.recv(65536)
            for rule in ("LL004", "LL001", "LL004"):
                house.write_text(PROFILE % rule)
                asked = urllib.request.Request(
                    f"{url}/v1/admin/reload", method="POST", headers=HEADERS
                )
                with urllib.request.urlopen(asked, timeout=30) as answer:
                    told = json.load(answer)["hash"]
                assert told == _hash_of(house)
                assert {health(url) for _ in range(20)} == {told}
            stream.sendall(b"{}\n")
            while piece := stream.recv(65536):
                begun += piece
        assert begun.count(f'"hash":"{first}"'.encode()) == 2
        kill(process, 1)
        assert {health(url) for _ in range(20)} == {told}

"""Rules are read again while the server answers; bad ones change nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
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


def test_a_worker_that_was_killed_is_replaced() -> None:
    with serving("--workers", "2") as (url, process):
        health(url)
        children = subprocess.run(
            ["pgrep", "-P", str(process.pid), "-f", "spawn_main"],
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        assert len(children) == 2
        subprocess.run(["kill", "-KILL", children[0]], check=True)
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            now = subprocess.run(
                ["pgrep", "-P", str(process.pid), "-f", "spawn_main"],
                capture_output=True, text=True, check=True,
            ).stdout.split()  # fmt: skip
            if len(now) == 2 and children[0] not in now:
                break
            time.sleep(0.2)
        else:
            pytest.fail("no worker took its place")
        assert len({health(url) for _ in range(4)}) == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) is not None

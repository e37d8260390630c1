"""``advisor serve`` answers over HTTP until it is interrupted."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from click.testing import Result

Run = Callable[..., Result]

COMMAND = [sys.executable, "-c", "from advisor.cli import main; main()", "serve", "--port", "0"]


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            line = process.stderr.readline()
            match = re.fullmatch(r"advisor: listening on (http://\S+:\d+); Ctrl-C stops it\n", line)
            assert match, line
            yield match[1], process
        finally:
            process.kill()


def test_it_answers_and_ends_quietly() -> None:
    with serving() as (address, process):
        url = f"{address}/v1/ask/last_layer?task=binary_classification"
        with urllib.request.urlopen(url, timeout=30) as answer:
            report = json.load(answer)
        assert [each["rule"] for each in report["conclusions"]] == ["LL001"]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_it_answers_from_the_rules_it_was_given() -> None:
    with (
        serving("--disable", "LL001=a test") as (address, _),
        urllib.request.urlopen(
            f"{address}/v1/ask/last_layer?task=binary_classification", timeout=30
        ) as answer,
    ):
        assert json.load(answer)["conclusions"] == []


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_is_taken_is_named(run: Run, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip(f"this machine has no {host}")
    with listener:
        port = listener.getsockname()[1]
        result = run("serve", "--host", host, "--port", str(port))
    assert result.exit_code == 2
    assert result.stderr == (
        f"advisor: cannot listen on {host}, port {port}: address already in use\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "70000"], "0<=x<=65535"),
        (["--host", "no.such.host.invalid"], "cannot listen"),
        (["--host", ""], "host: string should have at least 1 character"),
    ],
)
def test_what_cannot_be_listened_on_is_refused(run: Run, arguments: list[str], said: str) -> None:
    result = run("serve", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr

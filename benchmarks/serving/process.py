"""Servers in processes of their own: started, watched, stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "Server", "advisor_server", "other_server"]

ROOT = Path(__file__).resolve().parents[2]
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 60


@dataclass(frozen=True)
class Server:
    """A server that runs: its process, where it listens, the seconds until it answered.

    ``worked`` are the seconds of these in which the processor worked for it: on a busy machine
    fewer than have passed.
    """

    process: subprocess.Popen[str]
    port: int
    ready: float
    worked: float

    @property
    def url(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """Return the processes that answer: those started by the first one, or that one."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        started = [int(number) for number in listed.split()]
        return [one for one in started if b"spawn_main" in _command(one)] or [self.process.pid]

    def processor(self) -> float:
        """Return the seconds that the processes which answer took of the processor so far."""
        return sum(_worked(number) for number in self.workers())

    def memory(self) -> float:
        """Return the resident memory of the processes that answer, in megabytes."""
        return sum(_resident(number) for number in self.workers()) / 1e6


@contextmanager
def advisor_server(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run ``advisor serve`` on a free port."""
    code = "from advisor.cli import main; main()"
    port = _free_port()
    command = [sys.executable, "-c", code, "serve", "--port", str(port), *arguments]
    with _running(command, port, "/readyz", environment or {}) as server:
        yield server


@contextmanager
def other_server(application: str, workers: int = 1) -> Iterator[Server]:
    """Run an application of `benchmarks.serving.echo` on a free port."""
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.serving.echo", application, str(port)]
    with _running([*command, str(workers)], port, "/", {}) as server:
        yield server


@contextmanager
def _running(
    command: Iterable[str], port: int, path: str, environment: Mapping[str, str]
) -> Iterator[Server]:
    begin = time.perf_counter()
    with subprocess.Popen(
        list(command), cwd=ROOT, text=True, env={**os.environ, **environment},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            _wait(process, port, path)
            taken = time.perf_counter() - begin
            yield Server(process, port, taken, _worked(process.pid))
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()


def _wait(process: subprocess.Popen[str], port: int, path: str) -> None:
    asked = f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode()
    for _ in range(_PATIENCE * 100):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
                client.sendall(asked)
                if re.match(rb"HTTP/1.1 \d+", client.recv(64)):
                    return
        except OSError:
            pass
        time.sleep(0.01)
    raise RuntimeError("the server does not answer")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _worked(process: int) -> float:
    """Return the seconds that a process took of the processor."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE

"""What becomes of the server when something goes wrong.

    python benchmarks/server_faults.py [NAME ...]

Each fault is tried on a server of its own; a line says what came of it, and how much memory the
server took before and at most. The last word is ``ok``, or what should not have happened.
"""

from __future__ import annotations

import gzip
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.serving.load import Load, exchange
from benchmarks.serving.process import Server, advisor_server

__all__ = ["main"]

_ASK = b"GET /v1/ask/last_layer?task=regression HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
_POST = b"POST /v1/advise HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
_MEGABYTE = bytes([32]) * 1_048_576
_PROFILE = "schema: 1\nkind: profile\ntitle: Ours\ndisable:\n  - {rule: %s, reason: A test.}\n"
_FLAT = 60  # megabytes that a server may grow by


@dataclass
class Outcome:
    """What is said of one fault."""

    told: str = ""
    wrong: list[str] = field(default_factory=list)

    def check(self, right: bool, otherwise: str) -> None:
        """Note what should not have happened."""
        if not right:
            self.wrong.append(otherwise)


def broken_reload(outcome: Outcome) -> None:
    """Rules that cannot be loaded change nothing, good ones all answers, and nothing is lost."""
    for workers in ("1", "2"):
        with tempfile.TemporaryDirectory() as folder:
            rules = Path(folder, "ours.yaml")
            rules.write_text(_PROFILE % "LL001")
            with advisor_server("--rules", str(rules), "--workers", workers) as server:
                with Load(server.port, _ASK) as load:
                    rules.write_text("schema: 1\nkind: profile\n nonsense\n")
                    for _ in range(3):
                        server.process.send_signal(signal.SIGHUP)
                        time.sleep(2)
                broken = len(load.answers)
                with Load(server.port, _ASK) as better:
                    rules.write_text(_PROFILE % "LL002")
                    server.process.send_signal(signal.SIGHUP)
                    begin = time.monotonic()
                    while len(better.answers) < 2 and time.monotonic() - begin < 60:
                        time.sleep(0.1)
                    time.sleep(2)
                count = load.answers.total() + better.answers.total()
                lost = load.lost + better.lost
                outcome.told += f"{workers} worker(s): {count} answers, {lost} lost; "
                outcome.check(lost == 0, "requests were lost")
                outcome.check(broken == 1, "broken rules changed an answer")
                outcome.check(len(better.answers) == 2, "good rules did not come in")


def killed_worker(outcome: Outcome) -> None:
    """A worker that is killed is replaced; no more is lost than it was answering."""
    clients = 4
    with advisor_server("--workers", "2") as server:
        before = server.workers()
        with Load(server.port, _ASK, clients) as load:
            time.sleep(1)
            os.kill(before[0], signal.SIGKILL)
            begin = time.monotonic()
            while time.monotonic() - begin < 60:
                now = server.workers()
                if len(now) == 2 and before[0] not in now:
                    break
                time.sleep(0.05)
            replaced = time.monotonic() - begin
            time.sleep(3)
        outcome.told = (
            f"{load.answers.total()} answers, {load.lost} lost, replaced in {replaced:.1f} s"
        )
        outcome.check(len(server.workers()) == 2 and before[0] not in server.workers(), "not there")
        outcome.check(load.lost <= clients, "more was lost than was being answered")


def slow_clients(outcome: Outcome) -> None:
    """Heads and bodies that come a byte at a time are given up, and others answered meanwhile."""
    with (
        advisor_server(environment={"ADVISOR_TIME_LIMIT": "2"}) as server,
        _memory(server, outcome),
    ):
        clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(400)]
        for number, client in enumerate(clients):
            client.sendall(_POST + b"content-length: 900\r\n\r\n" if number % 2 else b"POST /v1/")
        begin, longest = time.monotonic(), 0.0
        while clients and time.monotonic() - begin < 20:
            clients = [client for client in clients if _drips(client)]
            asked = time.monotonic()
            outcome.check(b" 200 " in exchange(server.port, _ASK)[:20], "others were not answered")
            longest = max(longest, time.monotonic() - asked)
            time.sleep(0.1)
        taken = time.monotonic() - begin
        outcome.told += f"400 given up in {taken:.1f} s, others waited {longest * 1e3:.0f} ms"
        outcome.check(not clients, "slow clients are still there")


def _drips(client: socket.socket) -> bool:
    """Send one byte more; whether the server still listens."""
    client.setblocking(False)
    try:
        client.send(b"x")
        return bool(client.recv(65_536))
    except BlockingIOError:
        return True
    except OSError:
        return False


def large_body(outcome: Outcome) -> None:
    """A gigabyte is refused as soon as it is too much, announced or not."""
    with advisor_server() as server, _memory(server, outcome):
        for head in (
            _POST + b"content-length: 1073741824\r\n\r\n",
            _POST + b"transfer-encoding: chunked\r\n\r\n",
        ):
            chunked = b"chunked" in head
            answer, sent = _pour(server.port, head, 1024, chunked=chunked)
            kind = "chunked" if chunked else "announced"
            outcome.told += f"1 GB {kind}: {answer[9:12].decode()} after {sent} MB; "
            outcome.check(answer.startswith(b"HTTP/1.1 413"), f"{kind}: {answer[:30]!r}")
        begin = time.monotonic()
        lines = b"POST /v1/batch HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
        answer, sent = _pour(server.port, lines + b"content-length: 1073741824\r\n\r\n", 1024)
        outcome.told += f"one line of 1 GB: {sent} MB in {time.monotonic() - begin:.1f} s"
        outcome.check(b"too_long" in answer, f"a long line: {answer[-200:]!r}")


def _pour(port: int, head: bytes, megabytes: int, *, chunked: bool = False) -> tuple[bytes, int]:
    """Send a body as long as anybody listens; what came back, and how many megabytes went."""
    piece = b"100000\r\n" + _MEGABYTE + b"\r\n" if chunked else _MEGABYTE
    sent, answer = 0, bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=120) as client:
        client.sendall(head)
        with suppress(OSError):
            for _ in range(megabytes):
                client.sendall(piece)
                sent += 1
        with suppress(OSError):
            while part := client.recv(65_536):
                answer += part
    return bytes(answer), sent


def deep_json(outcome: Outcome) -> None:
    """Nesting without end is refused by every route that reads JSON."""
    with advisor_server() as server, _memory(server, outcome):
        for path in ("advise", "diagnose", "what-if", "why-not?rule=LL001", "batch"):
            for raw in (b"[" * 500_000, b'{"a":' * 180_000):
                head = f"POST /v1/{path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
                length = f"content-length: {len(raw)}\r\n\r\n"
                answer = exchange(server.port, (head + length).encode() + raw)
                status = answer[9:12].decode()
                outcome.told += f"{status} "
                right = "200" if path == "batch" else "400"
                outcome.check(status in (right, "422"), f"{path}: {answer[:40]!r}")


def packed_bomb(outcome: Outcome) -> None:
    """A body that unpacks to a gigabyte is not unpacked."""
    packed = gzip.compress(_MEGABYTE * 64, 9) * 16
    with advisor_server() as server, _memory(server, outcome):
        for path in ("advise", "diagnose", "batch"):
            head = f"POST /v1/{path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
            more = f"content-encoding: gzip\r\ncontent-length: {len(packed)}\r\n\r\n"
            answer = exchange(server.port, (head + more).encode() + packed)
            outcome.told += f"{path} {answer[9:12].decode()} "
            outcome.check(b" 415 " in answer[:20], f"{path}: {answer[:40]!r}")


def many_connections(outcome: Outcome) -> None:
    """Of ten thousand connections some are held, the rest refused, and afterwards all is well."""
    with (
        advisor_server(environment={"ADVISOR_TIME_LIMIT": "5"}) as server,
        _memory(server, outcome),
    ):
        clients, failed = [], 0
        for _ in range(10_000):
            try:
                clients.append(socket.create_connection(("127.0.0.1", server.port), timeout=10))
            except OSError:
                failed += 1
        time.sleep(7)
        told: dict[bytes, int] = {}
        for client in clients:
            client.setblocking(False)
            try:
                status = client.recv(12)[9:]
            except OSError:
                status = b"none"
            told[status] = told.get(status, 0) + 1
            client.close()
        counted = ", ".join(f"{count} {status.decode()}" for status, count in sorted(told.items()))
        outcome.told += f"{counted}, {failed} not let in"
        outcome.check(b"none" not in told, "connections are held for ever")
        outcome.check(b" 200 " in exchange(server.port, _ASK)[:20], "the server does not answer")


def asked_to_stop(outcome: Outcome) -> None:
    """On SIGTERM what has begun is answered, then the server ends."""
    for workers in ("1", "2"):
        with advisor_server("--workers", workers) as server:
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
                client.sendall(_POST + b"content-length: 2\r\n\r\n{")
                time.sleep(0.5)
                server.process.send_signal(signal.SIGTERM)
                time.sleep(1)
                client.sendall(b"}")
                begin, answer = time.monotonic(), b""
                with suppress(OSError):
                    while piece := client.recv(65_536):
                        answer += piece
            code = server.process.wait(30)
            took = time.monotonic() - begin
            outcome.told += f"{workers} worker(s): {answer[9:12].decode()}, ended in {took:.1f} s; "
            outcome.check(answer.startswith(b"HTTP/1.1 200"), "what had begun was not answered")
            outcome.check(code in (0, 143, -signal.SIGTERM), f"exit code {code}")


@contextmanager
def _memory(server: Server, outcome: Outcome) -> Iterator[None]:
    """Say how much memory the server took before, and at most."""
    exchange(server.port, _ASK)
    before = most = server.memory()
    over = threading.Event()

    def look() -> None:
        nonlocal most
        while not over.wait(0.05):
            most = max(most, server.memory())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
    outcome.told += f"; {before:.0f} MB, at most {most:.0f} MB"
    outcome.check(most - before < _FLAT, "memory grew")


_FAULTS: tuple[Callable[[Outcome], None], ...] = (
    broken_reload, killed_worker, slow_clients, large_body, deep_json, packed_bomb,
    many_connections, asked_to_stop,
)  # fmt: skip


def main() -> None:
    """Try all faults, or those that are named, and end with 1 where something went wrong."""
    wanted = sys.argv[1:]
    failed = False
    for fault in _FAULTS:
        if wanted and fault.__name__ not in wanted:
            continue
        outcome = Outcome()
        fault(outcome)
        verdict = "; ".join(dict.fromkeys(outcome.wrong)) or "ok"
        failed = failed or bool(outcome.wrong)
        print(f"{fault.__name__:17} {outcome.told.strip('; ')}: {verdict}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()

"""Requests under way all the time, and what became of them."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from contextlib import suppress
from types import TracebackType

__all__ = ["Load", "exchange"]


def exchange(port: int, sent: bytes, timeout: float = 60) -> bytes:
    """Send bytes on a connection of their own and return all that comes back."""
    answer = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as client:
        with suppress(OSError):  # what came back before says why
            client.sendall(sent)
        with suppress(OSError):
            while piece := client.recv(65_536):
                answer += piece
    return bytes(answer)


class Load:
    """Asks the same again and again, on several connections at once, while a block runs."""

    def __init__(self, port: int, request: bytes, clients: int = 4) -> None:
        self._port = port
        self._request = request
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]
        self._lock = threading.Lock()
        self.answers: Counter[bytes] = Counter()
        """How often each body came back with status 200."""
        self.lost = 0
        """How many requests were not answered, or otherwise."""

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while not self._over.is_set():
            try:
                head, _, body = exchange(self._port, self._request).partition(b"\r\n\r\n")
            except OSError:
                head, body = b"", b""
            with self._lock:
                if head.startswith(b"HTTP/1.1 200"):
                    self.answers[body] += 1
                else:
                    self.lost += 1

"""Workers in processes of their own: one that dies is replaced, and its items are redone."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock
from types import TracebackType
from typing import IO, BinaryIO, Self, cast

from advisor.batch.frames import receive, send
from advisor.batch.items import Item
from advisor.batch.messages import Answer, Hello, Refusal, Setup
from advisor.errors import AdvisorError

__all__ = ["WORKER", "Pool"]

WORKER = "from advisor.batch.worker import main; main()"
"""The program that a worker runs."""

_POISON = "it ended a worker twice; nothing could be said"
_WAITING_EACH = 2  # chunks under way for each worker: one in work, one ready


class _WorkerDied(Exception):
    """A worker ended without an answer."""


class _Worker:
    """One process that answers chunks."""

    def __init__(self, setup: Setup, program: str) -> None:
        path = f"import sys; sys.path[:] = {sys.path!r}; "  # finds the same modules as we do
        self._process = subprocess.Popen(
            [sys.executable, "-c", path + program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        hello = cast("Hello", self._exchange(setup))
        if hello.refusal is not None:
            self.end()
            raise AdvisorError(hello.refusal)
        self.rules = hello.rules

    def answer(self, chunk: Sequence[Item]) -> Answer:
        return cast("Answer", self._exchange(chunk))

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast("IO[bytes]", pipe).close()
        self._process.wait()

    def _exchange(self, thing: object) -> object:
        inlet, outlet = self._process.stdin, self._process.stdout
        assert inlet is not None
        assert outlet is not None
        try:
            send(cast("BinaryIO", inlet), thing)
            return receive(cast("BinaryIO", outlet))
        except (OSError, EOFError, ValueError):
            self.end()
            raise _WorkerDied from None


class Pool:
    """Some workers, used as a context manager, that answer chunks in their order."""

    def __init__(self, setup: Setup, jobs: int, program: str = WORKER) -> None:
        """Start the first worker; the others start with the first chunks.

        Raises:
            AdvisorError: the rule base cannot be loaded, or workers cannot be started.
        """
        self._setup, self._jobs, self._program = setup, jobs, program
        self._idle: SimpleQueue[_Worker | None] = SimpleQueue()
        self._all: set[_Worker] = set()
        self._lock = Lock()
        self._closed = False
        first = self._start()
        self.rules = first.rules
        self._idle.put(first)
        for _ in range(jobs - 1):
            self._idle.put(None)

    def __enter__(self) -> Self:
        """Return the pool itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all workers."""
        self.close()

    def close(self) -> None:
        """End all workers, whatever they do; a pool is not opened again."""
        with self._lock:
            self._closed = True
            workers, self._all = self._all, set()
        for worker in workers:
            worker.end()

    def answers(
        self, chunks: Iterable[list[Item]]
    ) -> Generator[tuple[list[Item], Answer], None, None]:
        """Answer chunks in order; few are under way at once, so that memory stays flat."""
        waiting: deque[tuple[list[Item], Future[Answer]]] = deque()
        with ThreadPoolExecutor(self._jobs) as threads:
            try:
                for chunk in chunks:
                    waiting.append((chunk, threads.submit(self._answer, chunk)))
                    if len(waiting) > _WAITING_EACH * self._jobs:
                        done, future = waiting.popleft()
                        yield done, future.result()
                while waiting:
                    done, future = waiting.popleft()
                    yield done, future.result()
            except BaseException:
                self.close()
                threads.shutdown(wait=False, cancel_futures=True)
                raise

    def _answer(self, chunk: list[Item]) -> Answer:
        worker = self._idle.get()
        try:
            worker = worker or self._start()
            try:
                return worker.answer(chunk)
            except _WorkerDied:
                worker, answer = self._one_by_one(worker, chunk)
                return answer
        finally:
            self._idle.put(worker)

    def _one_by_one(self, worker: _Worker, chunk: list[Item]) -> tuple[_Worker, Answer]:
        """Answer a chunk that ended its worker, so that the item that does it is found."""
        whole = Answer()
        worker = self._replaced(worker)
        for item in chunk:
            for last in (False, True):
                try:
                    answer = worker.answer([item])
                    break
                except _WorkerDied:
                    worker = self._replaced(worker)
                    if last:
                        answer = Answer([Refusal(_POISON)])
            whole.outcomes += answer.outcomes
            whole.tally.add(answer.tally)
        return worker, whole

    def _replaced(self, worker: _Worker) -> _Worker:
        with self._lock:
            self._all.discard(worker)
        return self._start()

    def _start(self) -> _Worker:
        for last in (False, True):
            if self._closed:
                raise AdvisorError("the batch was ended")
            try:
                worker = _Worker(self._setup, self._program)
                break
            except _WorkerDied:
                if last:
                    raise AdvisorError("no worker could be started; is memory short?") from None
        with self._lock:
            self._all.add(worker)
            closed = self._closed
        if closed:
            worker.end()
            raise AdvisorError("the batch was ended")
        return worker

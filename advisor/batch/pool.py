"""Workers in processes of their own: one that dies is replaced, and its items are redone."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock
from types import TracebackType
from typing import IO, BinaryIO, NoReturn, Self, TypeVar, cast

from advisor.batch.frames import receive, send
from advisor.batch.items import Item
from advisor.batch.messages import Answer, Hello, Refusal, Setup
from advisor.errors import AdvisorError

__all__ = ["WORKER", "Pool"]

WORKER = "from advisor.batch.worker import main; main()"
"""The program that a worker runs."""

_POISON = "it ended a worker twice; nothing could be said"
_PIPE = 1 << 20  # a chunk goes through in few pieces
_WAITING_EACH = 2  # chunks under way for each worker: one in work, one ready


_T = TypeVar("_T")


class _WorkerDied(Exception):
    """A worker ended without an answer."""


class _Worker:
    """One process that answers chunks; it loads the rule base while we do other things."""

    def __init__(self, setup: Setup, program: str) -> None:
        path = f"import sys; sys.path[:] = {sys.path!r}; "  # finds the same modules as we do
        self._process = subprocess.Popen(
            [sys.executable, "-c", path + program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        _widen(self._process.stdin, self._process.stdout)
        self._setup: Setup | None = setup
        self._tell(setup)
        self._rules = ""

    def rules(self) -> str:
        """Return the hash of its rule base, once that is loaded."""
        if self._setup is not None:
            hello = cast("Hello", self._told())
            if hello.refusal is not None:
                self.end()
                raise AdvisorError(hello.refusal)
            self._setup, self._rules = None, hello.rules
        return self._rules

    def answer(self, chunk: Sequence[Item]) -> Answer:
        self.rules()
        self._tell(chunk)
        return cast("Answer", self._told())

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast("IO[bytes]", pipe).close()
        self._process.wait()

    def _tell(self, thing: object) -> None:
        try:
            send(cast("BinaryIO", self._process.stdin), thing)
        except (OSError, ValueError):
            self._died()

    def _told(self) -> object:
        try:
            return receive(cast("BinaryIO", self._process.stdout))
        except (OSError, EOFError, ValueError):
            self._died()

    def _died(self) -> NoReturn:
        self.end()
        raise _WorkerDied from None


class Pool:
    """Some workers, used as a context manager, that answer chunks in their order."""

    def __init__(self, setup: Setup, jobs: int, program: str = WORKER) -> None:
        """Start the first worker; the others start with the first chunks."""
        self._setup, self._jobs, self._program = setup, jobs, program
        self._idle: SimpleQueue[_Worker | None] = SimpleQueue()
        self._all: set[_Worker] = set()
        self._lock = Lock()
        self._closed = False
        self._idle.put(self._spawned())
        for _ in range(jobs - 1):
            self._idle.put(None)

    def rules(self) -> str:
        """Return the hash of the rule base; to be asked before any chunk is.

        Raises:
            AdvisorError: the rule base cannot be loaded, or workers cannot be started.
        """
        worker = self._ready(self._idle.get())
        self._idle.put(worker)
        return worker.rules()

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
        self, chunks: Iterable[list[Item]], then: Callable[[list[Item], Answer], _T]
    ) -> Generator[_T, None, None]:
        """Answer chunks, give each answer to ``then``, and return in order what that makes.

        Few are under way at once, so that memory stays flat. ``then`` is called in threads.
        """
        waiting: deque[Future[_T]] = deque()
        most = _WAITING_EACH * self._jobs
        with ThreadPoolExecutor(most) as threads:
            try:
                for chunk in chunks:
                    waiting.append(threads.submit(self._answer, chunk, then))
                    if len(waiting) > most:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            except BaseException:
                self.close()
                threads.shutdown(wait=False, cancel_futures=True)
                raise

    def _answer(self, chunk: list[Item], then: Callable[[list[Item], Answer], _T]) -> _T:
        worker = self._idle.get()
        try:
            worker = self._ready(worker)
            try:
                answer = worker.answer(chunk)
            except _WorkerDied:
                worker, answer = self._one_by_one(worker, chunk)
        finally:
            self._idle.put(worker)
        return then(chunk, answer)

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
            whole.add(answer)
        return worker, whole

    def _replaced(self, worker: _Worker) -> _Worker:
        self._forget(worker)
        return self._ready(None)

    def _ready(self, worker: _Worker | None) -> _Worker:
        """Return a worker that has loaded the rule base; one that dies of it is replaced once."""
        for _ in range(2):
            worker = worker or self._spawned()
            try:
                worker.rules()
                return worker
            except _WorkerDied:
                self._forget(worker)
                worker = None
        raise AdvisorError("no worker could be started; is memory short?")

    def _spawned(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise AdvisorError("the batch was ended")
            worker = _Worker(self._setup, self._program)
            self._all.add(worker)
        return worker

    def _forget(self, worker: _Worker) -> None:
        with self._lock:
            self._all.discard(worker)


def _widen(*pipes: IO[bytes] | None) -> None:
    try:
        from fcntl import F_SETPIPE_SZ, fcntl
    except ImportError:  # Linux alone has pipes of chosen size
        return
    for pipe in pipes:
        with suppress(OSError):  # a user may have only so many
            fcntl(cast("IO[bytes]", pipe), F_SETPIPE_SZ, _PIPE)

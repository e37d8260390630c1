"""The processes that answer side by side, and the rules that all of them answer by.

They share a folder. In it lie the advisor that was published last, which a process that starts
reads instead of the rule files: those may be broken by then. And a file for each process, locked
as long as it lives, that says which advisor it has taken.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from advisor import Advisor

__all__ = ["FOLDER", "Roster"]

FOLDER = "ADVISOR_ROSTER"
"""Set in the environment of the processes, to the folder that they share."""

_PUBLISHED = "published"


class Roster:
    """One process's view of the others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: IO[str] | None = None

    @classmethod
    def of_environment(cls) -> Roster | None:
        """Return the roster that this process belongs on, or None if it answers alone."""
        folder = os.environ.get(FOLDER)
        return cls(Path(folder)) if folder else None

    def publish(self, advisor: Advisor) -> int:
        """Let all take this advisor; return its stamp, which is above those before."""
        content = pickle.dumps(advisor)
        with self._alone():
            stamp = time.time_ns()
            part = self._folder / "part"
            part.write_bytes(pickle.dumps((stamp, content)))
            part.replace(self._folder / _PUBLISHED)
        return stamp

    def published(self) -> tuple[int, Advisor]:
        """Return the advisor that was published last, with its stamp."""
        # To be trusted: the folder is open to who started the server alone.
        stamp, content = pickle.loads((self._folder / _PUBLISHED).read_bytes())
        return stamp, pickle.loads(content)

    def join(self) -> None:
        """Put this process on the roster; from now on it may be sent SIGHUP."""
        name = str(os.getpid())
        part = self._folder / f"{name}.new"
        self._own = part.open("w")
        fcntl.flock(self._own, fcntl.LOCK_EX)
        part.replace(self._folder / f"{name}.member")

    def note(self, stamp: int) -> None:
        """Say which advisor this process has taken."""
        if self._own is not None:
            self._own.seek(0)
            self._own.write(f"{stamp:020}")
            self._own.flush()

    def call(self) -> None:
        """Tell the others that there is something new."""
        for process, _ in self._members():
            if process != os.getpid():
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGHUP)

    def behind(self, stamp: int) -> bool:
        """Whether a process has taken no advisor as new as this one."""
        return any(taken < stamp for _, taken in self._members())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _members(self) -> Iterator[tuple[int, int]]:
        """Give number and stamp of each process; who lives is told by the lock that it holds."""
        for path in self._folder.glob("*.member"):
            with suppress(FileNotFoundError), path.open() as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    yield int(path.stem), int(file.read() or 0)
                else:
                    path.unlink()

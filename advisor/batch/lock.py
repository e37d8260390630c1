"""Keep two runs from writing to one file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from advisor.errors import AdvisorError

__all__ = ["locked"]


@contextmanager
def locked(*paths: Path) -> Iterator[None]:
    """Hold files to be written for this process alone; its end, of whatever kind, lets go.

    Where the system has no ``flock``, nothing is held.

    Raises:
        AdvisorError: another run holds one of them.
        OSError: there is no room for the lock, or no right to it.
    """
    with ExitStack() as held:
        for path in paths:
            held.enter_context(_locked(path))
        yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:
        yield
        return
    lock = path.with_name(f"{path.name}.lock")
    while True:
        with lock.open("ab") as stream:
            try:
                flock(stream, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                raise AdvisorError(f"{path}: another run is writing it") from None
            if not _is_at(stream, lock):  # its last holder took the name away meanwhile
                continue
            try:
                yield
            finally:
                lock.unlink(missing_ok=True)
            return


def _is_at(stream: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False

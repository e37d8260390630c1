"""Show how fast a long job goes: a line that changes on a terminal, plain lines in a log."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TextIO

from advisor.batch.journal import State
from advisor.errors import shortened

__all__ = ["FileLine", "RateLine"]

_TERMINAL_SECONDS = 0.2
_LOG_SECONDS = 10.0
_MINUTE = 60


class RateLine:
    """Lines done, lines a second, and the time that remains."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._pause = _TERMINAL_SECONDS if self._live else _LOG_SECONDS
        self._start = self._last = time.monotonic()
        self._first: tuple[int, float] | None = None

    def show(self, state: State, fraction: float | None) -> None:
        """Say how far the job is, now and then."""
        done, now = state.answered + state.refused, time.monotonic()
        if self._first is None:  # an earlier run may have done part of it
            self._first = (done, fraction or 0.0)
        if now - self._last < self._pause:
            return
        self._last = now
        self._say(f"{done:,} lines, {self._rate(done, now):,.0f}/s{self._rest(fraction, now)}")

    def end(self, state: State, errors: Path | None) -> None:
        """Say what was done."""
        done = state.answered + state.refused
        refused = f"{state.refused:,} refused" if state.refused else "none refused"
        where = f" (see {errors})" if state.refused and errors else ""
        self._say(f"{done:,} lines: {state.answered:,} answered, {refused}{where}")
        if self._live:
            self._stream.write("\n")

    def _rate(self, done: int, now: float) -> float:
        before = self._first[0] if self._first else 0
        return (done - before) / max(now - self._start, 1e-9)

    def _rest(self, fraction: float | None, now: float) -> str:
        begun = self._first[1] if self._first else 0.0
        if fraction is None or fraction <= begun:
            return ""
        seconds = (now - self._start) * (1 - fraction) / (fraction - begun)
        minutes, rest = divmod(round(seconds), _MINUTE)
        return f", {fraction:.0%}, about {minutes}:{rest:02} left"

    def _say(self, text: str) -> None:
        before, after = ("\r", "\x1b[K") if self._live else ("", "\n")
        self._stream.write(f"{before}{text}{after}")
        self._stream.flush()


class FileLine:
    """The file that is being read and its number, on a terminal alone; gone when all are read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._count = 0
        self._last = time.monotonic()

    def show(self, name: str) -> None:
        """Say which file is read next, now and then."""
        self._count += 1
        now = time.monotonic()
        if self._live and now - self._last >= _TERMINAL_SECONDS:
            self._last = now
            self._write(f"{self._count:,} files, {shortened(name)}")

    def end(self) -> None:
        """Take the line away."""
        if self._live:
            self._write("")

    def _write(self, text: str) -> None:
        self._stream.write(f"\r{text}\x1b[K")
        self._stream.flush()

"""The advisor that answers at this moment, and how another one takes its place."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from advisor import Advisor, AdvisorError

from .memory import Memory
from .roster import Roster
from .settings import Settings

__all__ = ["Desk", "read_rules"]

_MOMENT = 0.02
_AT_ONCE = min(4, os.cpu_count() or 1)
_log = logging.getLogger("advisor.api")

Answer = TypeVar("Answer")


class Desk:
    """Holds the advisor; rule files are read again without losing a request.

    A request keeps the advisor it began with. The rules are read and checked first, and what
    is wrong with them leaves the old advisor where it is.
    """

    def __init__(self, settings: Settings, advisor: Advisor | None = None) -> None:
        self._settings = settings
        self._roster = Roster.of_environment()
        self._stamp = 0
        self._reading = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        # So many threads and no more: work that takes too long is given up by who asked for it,
        # but goes on in its thread until it is done.
        self._threads = _threads()
        if advisor is None and self._roster is not None:
            self._stamp, advisor = self._roster.published()
        self.advisor = advisor or read_rules(settings)
        self.memory = Memory()

    async def work(self, function: Callable[..., Answer], *arguments: object) -> Answer:
        """Do in a thread what would keep others waiting."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, function, *arguments)

    async def reload(self) -> str:
        """Read the rule files again and return the hash of the rule base that answers then.

        Where several processes answer, all have taken it then.

        Raises:
            AdvisorError: Something is wrong with the rules; the old ones go on answering.
        """
        async with self._reading:
            fresh = await asyncio.to_thread(read_rules, self._settings)
            if self._roster is None:
                self._take(fresh, self._stamp + 1)
            else:
                stamp = await asyncio.to_thread(self._roster.publish, fresh)
                self._take(fresh, stamp)
                self._roster.call()
                while self._roster.behind(stamp):
                    await asyncio.sleep(_MOMENT)
        return fresh.rulebase.hash

    async def listen(self) -> None:
        """Look for new rules on SIGHUP, where this process has such a signal."""
        main = threading.current_thread() is threading.main_thread()
        if not main or not hasattr(signal, "SIGHUP"):
            return
        alone = self._roster is None
        hang_up = self._try_to_reload if alone else self._follow
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._begin, hang_up)
        if self._roster is not None:
            self._roster.join()
            self._roster.note(self._stamp)
            await self._follow()  # something may have been published in between

    def leave(self) -> None:
        """Begin no work that still waits."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._threads = _threads()  # an application may be started again

    def _begin(self, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = asyncio.get_running_loop().create_task(what())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try_to_reload(self) -> None:
        try:
            await self.reload()
        except AdvisorError as error:
            _log.error("rules not read again, the old ones stay: %s", error)

    async def _follow(self) -> None:
        """Take what another process has published."""
        if self._roster is not None:
            stamp, fresh = await asyncio.to_thread(self._roster.published)
            self._take(fresh, stamp)

    def _take(self, fresh: Advisor, stamp: int) -> None:
        """Let another advisor answer, unless the one that answers is as new."""
        if stamp <= self._stamp:
            return
        # The old advisor goes when its last request lets go of it; then its engine is freed.
        self.advisor, self._stamp = fresh, stamp
        if self._roster is not None:
            self._roster.note(stamp)
        _log.info("rules read again: %s", fresh.rulebase.hash)


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="advisor")


def read_rules(settings: Settings) -> Advisor:
    """Read and check the rules that the settings name.

    Raises:
        RuleBaseError: With every problem of the rule files.
    """
    return Advisor(settings.rules, disable=settings.disabled())

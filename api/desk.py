"""The advisor that answers at this moment, and how another one takes its place."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading

from advisor import Advisor, AdvisorError

from .memory import Memory
from .settings import Settings

__all__ = ["SUPERVISED", "Desk"]

SUPERVISED = "ADVISOR_SUPERVISED"
"""Set in the environment of workers, to the number of the process that replaces them."""

_log = logging.getLogger("advisor.api")


class Desk:
    """Holds the advisor; rule files are read again without losing a request.

    A request keeps the advisor it began with. The rules are read and checked first, and what
    is wrong with them leaves the old advisor where it is.
    """

    def __init__(self, settings: Settings, advisor: Advisor | None = None) -> None:
        self._settings = settings
        self._reading = asyncio.Lock()
        self.advisor = advisor or self._read()
        self.memory = Memory()

    async def reload(self) -> str:
        """Read the rule files again and return the hash of the rule base that answers then.

        Where several processes answer, the one that watches over them is told to replace them.

        Raises:
            AdvisorError: Something is wrong with the rules; the old ones go on answering.
        """
        async with self._reading:
            fresh = await asyncio.to_thread(self._read)
        keeper = os.environ.get(SUPERVISED)
        if keeper:
            os.kill(int(keeper), signal.SIGHUP)
        # The old advisor goes when its last request lets go of it; then its engine is freed.
        self.advisor = fresh
        _log.info("rules read again: %s", fresh.rulebase.hash)
        return fresh.rulebase.hash

    def listen(self) -> None:
        """Reload on SIGHUP, where this process is alone and has such a signal."""
        alone = SUPERVISED not in os.environ
        main = threading.current_thread() is threading.main_thread()
        if alone and main and hasattr(signal, "SIGHUP"):
            loop = asyncio.get_running_loop()
            tasks: set[asyncio.Task[None]] = set()

            def hang_up() -> None:
                task = loop.create_task(self._try_to_reload())
                tasks.add(task)
                task.add_done_callback(tasks.discard)

            loop.add_signal_handler(signal.SIGHUP, hang_up)

    async def _try_to_reload(self) -> None:
        try:
            await self.reload()
        except AdvisorError as error:
            _log.error("rules not read again, the old ones stay: %s", error)

    def _read(self) -> Advisor:
        return Advisor(self._settings.rules, disable=self._settings.disabled())

"""Run the application: in this process, or in several that are watched over and replaced."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

from advisor import AdvisorError

from .app import create_app
from .desk import read_rules
from .ledger import MULTIPLE
from .logs import log_config
from .roster import FOLDER, Roster
from .settings import Settings

__all__ = ["serve"]

_GRACE = 10
_START = 60  # seconds that a new process may take; on a busy machine five were too few
_log = logging.getLogger("advisor.api")


def serve(
    settings: Settings, listener: socket.socket, announce: Callable[[], object] = lambda: None
) -> None:
    """Answer until told to stop; what has begun is answered first.

    Args:
        settings: How the server is set up.
        listener: The socket that requests come through.
        announce: Called when the rules are read and requests may come.

    Raises:
        RuleBaseError: With every problem of the rule files.
    """
    settings.export()
    if settings.workers == 1:
        config = _config(create_app(settings=settings), settings)
        announce()
        uvicorn.Server(config).run(sockets=[listener])
        return
    with tempfile.TemporaryDirectory(prefix="advisor-") as folder:
        numbers, shared = Path(folder, "metrics"), Path(folder, "roster")
        numbers.mkdir()
        shared.mkdir()
        _publish(settings, Roster(shared))
        os.environ |= {MULTIPLE: str(numbers), FOLDER: str(shared)}
        announce()
        config = _config("advisor.api:create_app", settings, factory=True)
        _Keeper(config, [listener], settings, Roster(shared)).run()


def _publish(settings: Settings, roster: Roster) -> None:
    """Read the rules once for all processes; what is wrong is said before one starts."""
    advisor = read_rules(settings)
    roster.publish(advisor)
    advisor.close()


def _config(app: object, settings: Settings, *, factory: bool = False) -> uvicorn.Config:
    workers = settings.workers
    sharing = workers > 1 and not find_spec("uvloop")  # which accepts in its own way
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        factory=factory,
        loop="advisor.api.connections:SharingLoop" if sharing else "auto",
        http="advisor.api.connections:Connection",
        workers=workers,
        log_config=log_config(structured=settings.log_requests),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_GRACE,
        timeout_worker_healthcheck=_START,
    )


class _Keeper(Multiprocess):
    """Replaces processes that died; on SIGHUP lets all take the rules anew, if they are right."""

    def __init__(
        self,
        config: uvicorn.Config,
        sockets: list[socket.socket],
        settings: Settings,
        roster: Roster,
    ) -> None:
        super().__init__(config, sockets)
        self._settings = settings
        self._roster = roster

    def handle_hup(self) -> None:
        """Read the rules, and let the processes take them in turn."""
        try:
            _publish(self._settings, self._roster)
        except AdvisorError as error:
            _log.error("rules not read again, the old ones stay: %s", error)
        else:
            self._roster.call()

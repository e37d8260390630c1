"""Run the application: in this process, or in several that are watched over and replaced."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from collections.abc import Callable
from importlib.util import find_spec

import uvicorn
from uvicorn.supervisors import Multiprocess

from advisor import AdvisorError

from .app import create_app
from .desk import SUPERVISED, Desk
from .ledger import MULTIPLE
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
        config = _config(create_app(settings=settings))
        announce()
        uvicorn.Server(config).run(sockets=[listener])
        return
    with tempfile.TemporaryDirectory(prefix="advisor-metrics-") as folder:
        os.environ |= {MULTIPLE: folder, SUPERVISED: str(os.getpid())}
        _check_rules(settings)
        announce()
        config = _config("advisor.api:create_app", factory=True, workers=settings.workers)
        _Keeper(config, [listener], settings).run()


def _check_rules(settings: Settings) -> None:
    """Read the rules and let go of them: what is wrong is said before a process starts."""
    Desk(settings).advisor.close()


def _config(app: object, *, factory: bool = False, workers: int = 1) -> uvicorn.Config:
    sharing = workers > 1 and not find_spec("uvloop")  # which accepts in its own way
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        factory=factory,
        loop="advisor.api.connections:SharingLoop" if sharing else "auto",
        http="advisor.api.connections:Connection",
        workers=workers,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_GRACE,
        timeout_worker_healthcheck=_START,
    )


class _Keeper(Multiprocess):
    """Replaces processes that died; on SIGHUP all, one after another, if the rules are right."""

    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], settings: Settings
    ) -> None:
        super().__init__(config, sockets)
        self._settings = settings

    def handle_hup(self) -> None:
        """Check the rules, then let new processes read them."""
        try:
            _check_rules(self._settings)
        except AdvisorError as error:
            _log.error("rules not read again, the old ones stay: %s", error)
            return
        self.restart_all()

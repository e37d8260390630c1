"""How the server writes its log: a line of JSON each, or plain lines."""

from __future__ import annotations

import logging
from typing import Any

from pythonjsonlogger.json import JsonFormatter

__all__ = ["log_config", "write_requests"]

_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}
_TIME = "%Y-%m-%dT%H:%M:%S%z"
_JSON: dict[str, Any] = {"fmt": _FIELDS, "rename_fields": _NAMES, "datefmt": _TIME}


def log_config(*, structured: bool) -> dict[str, Any]:
    """Return the configuration of all loggers of the server.

    Args:
        structured: Whether each line is an object of JSON with ``time``, ``level``, ``logger``
            and ``message``, a traceback under ``exc_info``.
    """
    plain = {"format": "%(asctime)s %(levelname)s %(message)s", "datefmt": _TIME}
    to = {"handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonFormatter, **_JSON} if structured else plain},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {
            "advisor": {**to, "level": "INFO" if structured else "WARNING"},
            "uvicorn": {**to, "level": "WARNING"},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }


def write_requests(log: logging.Logger) -> None:
    """Let a logger write where nobody configured logging, as under a server of somebody's own."""
    if not log.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(JsonFormatter(**_JSON))
        log.addHandler(handler)
    log.setLevel(logging.INFO)

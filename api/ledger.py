"""Keeps count of requests: an id for each, a line in the log, numbers for Prometheus."""

from __future__ import annotations

import logging
import os
import re
import time
import uuid

from fastapi import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .logs import write_requests

__all__ = ["MULTIPLE", "Ledger", "Metrics"]

MULTIPLE = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which several processes put their numbers together."""

_log = logging.getLogger("advisor.requests")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SOUND = re.compile(rb"[\w.+/=:-]{1,128}", re.ASCII)


class Metrics:
    """Requests by route and status, and how long they took."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._count = Counter(
            "advisor_requests", "Requests answered.", ["method", "route", "status"],
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "advisor_request_seconds", "Seconds until the end of the answer.", ["route"],
            registry=self._registry, buckets=(0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5, 30),
        )  # fmt: skip
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        # Looking a child up by its labels takes longer than counting; few labels occur.
        kept = self._children.get((method, route, status))
        if kept is None:
            kept = (self._count.labels(method, route, status), self._seconds.labels(route))
            self._children[method, route, status] = kept
        kept[0].inc()
        kept[1].observe(seconds)

    def answer(self) -> Response:
        """Write all numbers, those of other processes among them."""
        registry = self._registry
        if MULTIPLE in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class Ledger:
    """Gives each request an id, that of the client where it brings one, and notes the answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, log: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._writes = log
        if log:
            write_requests(_log)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _own_id(scope) or uuid.uuid4().hex
        scope["request_id"] = request_id
        status = 500
        begin = time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told = (b"x-request-id", request_id.encode())
                message = {**message, "headers": [*message.get("headers", ()), told]}
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._note(scope, status, time.perf_counter() - begin)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        # Of what matches no route only that is counted: paths are the caller's, without end.
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.note(method, route, status, seconds)
        if self._writes:
            entry = {
                "request_id": scope["request_id"],
                "method": scope["method"],
                "path": scope["path"],
                "route": route,
                "status": status,
                "ms": round(seconds * 1e3, 3),
                "client": (scope.get("client") or [None])[0],
            }
            _log.info("request", extra=entry)


def _own_id(scope: Scope) -> str | None:
    """Return the id that the client gave, where it is fit for a log."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _SOUND.fullmatch(value):
            return str(value, "ascii")
    return None

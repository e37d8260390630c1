"""The application factory: one Advisor, built once, behind the routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from advisor import Advisor

from .catalogue import catalogue
from .description import describe
from .desk import Desk
from .gate import Gate
from .ledger import Ledger, Metrics
from .operation import operation
from .problems import install_handlers
from .routes import routes
from .settings import Settings

__all__ = ["create_app"]

_WORTH_PACKING = 1_000


def create_app(advisor: Advisor | None = None, settings: Settings | None = None) -> FastAPI:
    """Build the application.

    Args:
        advisor: Who answers; by default one over the rules that the settings name.
        settings: The limits; by default those of the environment.

    Raises:
        RuleBaseError: With every problem of the rule files.
    """
    settings = settings or Settings()
    # The interactive pages of FastAPI load their scripts from elsewhere: off.
    app = FastAPI(
        title="nn-advisor",
        version=version("nn-advisor"),
        summary="Cited, rule-based advice for people who build neural networks.",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.desk = Desk(settings, advisor)
    app.state.metrics = Metrics()
    for router in (routes, catalogue, operation):
        app.include_router(router)
    install_handlers(app)
    # The last added is the first to see a request.
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_PACKING)
    app.add_middleware(Gate, settings=settings)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "x-api-key", "x-request-id"],
            expose_headers=["etag", "x-request-id"],
        )
    app.add_middleware(Ledger, metrics=app.state.metrics, log=settings.log_requests)
    describe(app, guarded=bool(settings.api_keys))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.desk.listen()
    yield

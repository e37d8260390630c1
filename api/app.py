"""The application factory: one Advisor, built once, behind the routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from advisor import Advisor, AdvisorError

from .catalogue import catalogue
from .description import describe
from .desk import Desk
from .gate import Gate
from .heads import Heads
from .ledger import Ledger, Metrics
from .operation import operation
from .packing import Packing
from .pages import pages
from .problems import install_handlers
from .recall import Recall
from .routes import direct, routes
from .settings import Settings

__all__ = ["create_app"]

_ANY_HOST = "0.0.0.0"
_WORTH_PACKING = 1_000
_PACKING = 3  # a report is packed in a quarter of the time of the default, to a tenth more


def create_app(advisor: Advisor | None = None, settings: Settings | None = None) -> FastAPI:
    """Build the application.

    Args:
        advisor: Who answers until rules are read again; by default, and afterwards, one over
            the rules that the settings name.
        settings: The limits; by default those of the environment.

    Raises:
        RuleBaseError: With every problem of the rule files.
        AdvisorError: Agents are to be answered, and the library for them is missing.
    """
    settings = settings or Settings()
    # The interactive pages of FastAPI load their scripts from elsewhere: off.
    app = FastAPI(
        title="nn-advisor",
        version=version("nn-advisor"),
        summary="Cited, rule-based advice for people who build neural networks.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # a route of ours gives it, with a tag
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.desk = Desk(settings, advisor)
    app.state.metrics = Metrics()
    # Not included: an included router is searched twice for each request.
    for router in (direct, routes, catalogue, operation, pages):
        app.router.routes.extend(router.routes)
    if settings.mcp:
        _mount_mcp(app)
    install_handlers(app)
    # The last added is the first to see a request.
    app.add_middleware(Recall, desk=app.state.desk)
    app.add_middleware(Packing, minimum_size=_WORTH_PACKING, compresslevel=_PACKING)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(Heads)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=[
                "authorization",
                "content-type",
                "if-none-match",
                "x-api-key",
                "x-request-id",
            ],
            expose_headers=["etag", "retry-after", "x-request-id"],
        )
    app.add_middleware(Ledger, metrics=app.state.metrics, log=settings.log_requests)
    describe(app, guarded=bool(settings.api_keys))
    return app


def _mount_mcp(app: FastAPI) -> None:
    """Let coding agents ask at /mcp; the library is imported only then, it takes its time."""
    if None in map(find_spec, ("mcp", "mcp_types")):  # the first version has no mcp_types
        raise AdvisorError("answering agents needs mcp: pip install 'nn-advisor[mcp]'")
    room = import_module("advisor.mcp")
    settings, desk = app.state.settings, app.state.desk
    server = room.create_server(lambda: desk.advisor, files=False)
    # Its one route, not a mount: whatever else is asked for is still refused in our shape.
    # Its check of the host that a request names keeps pages in a browser out, as keys do; behind
    # a proxy it would keep everybody out.
    host = _ANY_HOST if settings.api_keys else settings.host
    agents = room.application(server, host=host, max_body=settings.max_body)
    app.router.routes.extend(agents.routes)
    app.state.agents = server.session_manager


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    await app.state.desk.listen()
    async with AsyncExitStack() as stack:
        stack.callback(app.state.desk.leave)
        if app.state.settings.mcp:
            await stack.enter_async_context(app.state.agents.run())
        yield

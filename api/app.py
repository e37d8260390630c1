"""The application factory: one Advisor, built once, behind a handful of routes."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from advisor import Advisor

from .problems import install_handlers
from .routes import health, routes

__all__ = ["create_app"]


def create_app(advisor: Advisor | None = None) -> FastAPI:
    """Build the application; without an Advisor of the caller's, one over the shipped rules."""
    # The interactive pages of FastAPI load their scripts from elsewhere: off.
    app = FastAPI(
        title="nn-advisor",
        version=version("nn-advisor"),
        summary="Cited, rule-based advice for people who build neural networks.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.advisor = advisor or Advisor()
    app.include_router(routes)
    app.include_router(health)
    install_handlers(app)
    return app

"""The routes for who runs the server: whether it is well, its numbers, its rules anew."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import HTTPException
from pydantic_core import to_json

from .answers import Health, as_json, under_tag
from .parameters import CLOSED, Asked
from .problems import documented

__all__ = ["operation"]

operation = APIRouter(dependencies=CLOSED, responses=documented(422))


@operation.get("/readyz", operation_id="ready", response_model=Health)
@operation.get("/healthz", operation_id="health", response_model=Health)
async def healthz(advisor: Asked) -> Response:
    """Say that the server is up, and with which rule base."""
    return _health(advisor.rulebase.version, advisor.rulebase.hash)


@operation.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """Describe the routes."""
    content = to_json(request.app.openapi())
    tag = hashlib.sha256(content).hexdigest()
    return under_tag(tag, content, "application/json", request.headers)


@operation.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """Give the numbers of the server in the text format of Prometheus."""
    answer: Response = request.app.state.metrics.answer()
    return answer


@operation.post(
    "/v1/admin/reload",
    operation_id="reload",
    response_model=Health,
    responses=documented(403, 422),
)
async def reload(request: Request) -> Response:
    """Read the rule files again; where something is wrong with them, the old rules stay."""
    if not request.app.state.settings.api_keys:
        raise HTTPException(403, "set an API key first (ADVISOR_API_KEYS); without one, use SIGHUP")
    desk = request.app.state.desk
    await desk.reload()
    base = desk.advisor.rulebase
    return _health(base.version, base.hash)


def _health(version: str, digest: str) -> Response:
    answer = Health(status="ok", version=version, hash=digest)
    return as_json(answer.model_dump_json().encode())

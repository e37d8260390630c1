"""The routes: each hands what it was given to the Advisor and returns what comes back."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import HTTPException
from pydantic_core import to_json

from advisor import Advisor

from .problems import DOCUMENTED

__all__ = ["MAX_BODY_SIZE", "health", "routes"]

MAX_BODY_SIZE = 1_048_576

routes = APIRouter(prefix="/v1", responses=DOCUMENTED)
health = APIRouter()


def the_advisor(request: Request) -> Advisor:
    """Return the Advisor that the application was built with."""
    return cast("Advisor", request.app.state.advisor)


Asked = Annotated[Advisor, Depends(the_advisor)]
Selected = Annotated[list[str] | None, Query()]


async def _body(request: Request) -> bytes:
    # The limit that FastAPI offers answers in plain text; ours is refused like anything else.
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_SIZE:
            raise HTTPException(413, f"the body is larger than {MAX_BODY_SIZE} bytes")
    return bytes(body)


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")


@routes.post("/advise", operation_id="advise")
async def advise(
    request: Request, advisor: Asked, topics: Selected = None, sources: Selected = None
) -> Response:
    """Advise on the descriptor in the body; the answer is the report."""
    raw = await _body(request)
    return _json(advisor.advise_json(raw, topics=topics, sources=sources))


@routes.get("/ask/{topic}", operation_id="ask")
async def ask(topic: str, request: Request, advisor: Asked) -> Response:
    """Answer one topic from facts given as a query string; the answer is a report."""
    given = request.query_params.multi_items()
    facts = dict(given)
    if len(facts) < len(given):
        raise HTTPException(422, "a fact is given more than once")
    return _json(advisor.ask(topic, **facts).to_json())


@routes.get("/rules/{rule_id}", operation_id="explain")
async def explain(rule_id: str, advisor: Asked) -> Response:
    """Say what one rule looks for, what it advises, why and on whose word."""
    return _json(to_json(advisor.explain(rule_id)))


@routes.get("/coverage", operation_id="coverage")
async def coverage(advisor: Asked) -> Response:
    """List every statement of the documents with the rules that claim it."""
    return _json(to_json(advisor.coverage()))


@health.get("/healthz", operation_id="health")
async def healthz(advisor: Asked) -> dict[str, str]:
    """Say that the server is up, and with which rule base."""
    return {"status": "ok", "version": advisor.rulebase.version, "hash": advisor.rulebase.hash}

"""The routes: each hands what it was given to the Advisor and returns what comes back."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import HTTPException, RequestValidationError
from pydantic_core import to_json

from advisor import Advisor
from advisor.errors import did_you_mean, shortened

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


async def only_declared(request: Request) -> None:
    """Refuse parameters that the route does not have, all at once, each with the nearest."""
    known = [field.alias for field in request.scope["route"].dependant.query_params]
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise RequestValidationError([_unknown(name, known) for name in unknown])


def _unknown(name: str, known: list[str]) -> dict[str, object]:
    near = did_you_mean(name, known) or "; this route takes none"
    message = f"unknown parameter {shortened(name)!r}{near}"
    return {"type": "unknown_parameter", "loc": ("query", shortened(name)), "msg": message}


CLOSED = [Depends(only_declared)]


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


@routes.post("/advise", operation_id="advise", dependencies=CLOSED)
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
        names = [name for name, _ in given]
        twice = sorted({shortened(name) for name in names if names.count(name) > 1})
        raise HTTPException(422, f"given more than once: {', '.join(twice)}")
    return _json(advisor.ask(topic, **facts).to_json())


@routes.get("/rules/{rule_id}", operation_id="explain", dependencies=CLOSED)
async def explain(rule_id: str, advisor: Asked) -> Response:
    """Say what one rule looks for, what it advises, why and on whose word."""
    return _json(to_json(advisor.explain(rule_id)))


@routes.get("/coverage", operation_id="coverage", dependencies=CLOSED)
async def coverage(advisor: Asked) -> Response:
    """List every statement of the documents with the rules that claim it."""
    return _json(to_json(advisor.coverage()))


@health.get("/healthz", operation_id="health", dependencies=CLOSED)
async def healthz(advisor: Asked) -> dict[str, str]:
    """Say that the server is up, and with which rule base."""
    return {"status": "ok", "version": advisor.rulebase.version, "hash": advisor.rulebase.hash}

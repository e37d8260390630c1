"""The routes that ask: each hands what it was given to the Advisor and returns what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.exceptions import HTTPException
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.routing import request_response

from advisor import Comparison, DiagnosisAnswer, Report, WhyNot
from advisor.errors import shortened

from .answers import as_json, cacheable, remembered
from .bodies import Changes, check_unpacked, read_body, read_json
from .examples import CHANGES, COLUMNS, DESCRIPTOR, LINES, bodies, lines, selection
from .lines import AnsweredLines
from .log_files import diagnosed, read_columns
from .parameters import CLOSED, Asked, lists, the_advisor
from .problems import documented

__all__ = ["direct", "routes"]


class Direct(APIRoute):
    """A route of a function that takes the request alone, so that there is nothing to solve."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.app = request_response(endpoint)  # without what FastAPI puts around each function


routes = APIRouter(prefix="/v1")
direct = APIRouter(prefix="/v1", route_class=Direct)

TopicName = Annotated[str, Path(description="The topic.", examples=["last_layer"])]
RuleName = Annotated[str, Query(description="The rule's id.", examples=["LL002"])]


@direct.post(
    "/advise",
    operation_id="advise",
    response_model=Report,
    responses=documented(400, 413, 415, 422),
    openapi_extra={
        **bodies({"application/json": ("Descriptor", DESCRIPTOR)}),
        **selection(
            "framework",
            topics="The topics wanted; all by default.",
            sources="The documents whose rules may speak; all by default.",
            framework="Show the advice as code too: pytorch, keras or sklearn.",
        ),
    },
)
async def advise(request: Request) -> Response:
    """Advise on the descriptor in the body; the answer is the report."""
    topics, sources, frameworks = lists(request, "topics", "sources", "framework")
    framework = ",".join(frameworks) if frameworks is not None else None
    advisor = await the_advisor(request)
    raw = await read_body(request)
    return remembered(
        request,
        advisor,
        raw,
        lambda: advisor.advise_json(raw, topics=topics, sources=sources, framework=framework),
    )


@routes.post(
    "/diagnose",
    operation_id="diagnose",
    dependencies=CLOSED,
    response_model=DiagnosisAnswer,
    responses=documented(400, 411, 413, 415, 422),
    openapi_extra=bodies(
        {"application/json": ("LoggedRun", COLUMNS), "multipart/form-data": ("Upload", None)}
    ),
)
async def diagnose(request: Request, advisor: Asked) -> Response:
    """Say what a training log shows: columns as JSON, or the file of a log as multipart."""
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        return as_json((await diagnosed(request, advisor)).to_json())
    logged = read_columns(await read_body(request))
    diagnosis = await run_in_threadpool(
        advisor.diagnose, logged.run.columns, logged.descriptor, kind=logged.kind
    )
    return as_json(diagnosis.to_json())


@routes.post(
    "/batch",
    operation_id="batch",
    dependencies=CLOSED,
    response_class=Response,
    responses={
        **documented(415, 422),
        200: {
            "description": "A line for each line: its number, and the report or the problems.",
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
        },
    },
    openapi_extra=lines(LINES),
)
async def batch(request: Request, advisor: Asked) -> Response:
    """Advise on each line of the body, a descriptor as JSON, in its place and at once."""
    check_unpacked(request)
    return AnsweredLines(request, advisor)


@routes.post(
    "/what-if",
    operation_id="what_if",
    dependencies=CLOSED,
    response_model=Comparison,
    responses=documented(400, 413, 415, 422),
    openapi_extra=bodies({"application/json": ("Changes", CHANGES)}),
)
async def what_if(request: Request, advisor: Asked) -> Response:
    """Compare the advice on a descriptor with the advice after some changes."""
    asked = read_json(await read_body(request), Changes)
    comparison = advisor.what_if(asked.descriptor, asked.changes)
    return as_json(comparison.model_dump_json(by_alias=True).encode())


@routes.post(
    "/why-not",
    operation_id="why_not",
    dependencies=CLOSED,
    response_model=WhyNot,
    responses=documented(400, 413, 415, 422),
    openapi_extra=bodies({"application/json": ("Descriptor", DESCRIPTOR)}),
)
async def why_not(request: Request, advisor: Asked, rule: RuleName) -> Response:
    """Say which conditions of a rule hold, fail or are unknown for the descriptor in the body."""
    answer = advisor.why_not(rule, await read_body(request))
    return as_json(answer.model_dump_json(by_alias=True).encode())


@routes.get(
    "/ask/{topic}",
    operation_id="ask",
    response_model=Report,
    responses=documented(304, 404, 422),
    openapi_extra={
        "parameters": [
            {
                "name": "facts",
                "in": "query",
                "description": "Facts by name, such as task=regression.",
                "schema": {"type": "object", "additionalProperties": {"type": "string"}},
                "style": "form",
                "explode": True,
                "example": {"task": "regression"},
            }
        ]
    },
)
async def ask(topic: TopicName, request: Request, advisor: Asked) -> Response:
    """Answer one topic from facts given as a query string; the answer is a report."""
    given = request.query_params.multi_items()
    facts = dict(given)
    if len(facts) < len(given):
        names = [name for name, _ in given]
        twice = sorted({shortened(name) for name in names if names.count(name) > 1})
        raise HTTPException(422, f"given more than once: {', '.join(twice)}")
    return cacheable(request, advisor, advisor.ask(topic, **facts).to_json())

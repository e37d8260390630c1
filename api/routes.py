"""The routes that ask: each hands what it was given to the Advisor and returns what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import request_response

from advisor import (
    Comparison,
    DiagnosisAnswer,
    Problem,
    Report,
    WhyNot,
    read_descriptor,
)

from .answers import as_json, cacheable, remembered
from .bodies import Changes, check_unpacked, read_body, read_json
from .examples import CHANGES, COLUMNS, DESCRIPTOR, LINES, UPLOAD, bodies, lines
from .lines import AnsweredLines
from .log_files import question_in_form, question_in_json
from .parameters import (
    ADVISE,
    CLOSED,
    DIAGNOSE,
    WHY_NOT,
    Asked,
    read_parameters,
    repeated,
    the_advisor,
)
from .problems import Keys, Objections, documented, keys_of

__all__ = ["direct", "routes"]


class Direct(APIRoute):
    """A route of a function that takes the request alone, so that there is nothing to solve."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.app = request_response(endpoint)  # without what FastAPI puts around each function


routes = APIRouter(prefix="/v1")
direct = APIRouter(prefix="/v1", route_class=Direct)

TopicName = Annotated[str, Path(description="The topic.", examples=["last_layer"])]


@direct.post(
    "/advise",
    operation_id="advise",
    response_model=Report,
    responses=documented(400, 413, 415, 422),
    openapi_extra={
        **bodies({"application/json": ("Descriptor", DESCRIPTOR)}),
        "parameters": [each.described() for each in ADVISE],
    },
)
async def advise(request: Request) -> Response:
    """Advise on the descriptor in the body; the answer is the report."""
    advisor = await the_advisor(request)
    told, objections = read_parameters(request, advisor, ADVISE)
    raw = await _beside(objections, request)
    (framework,) = told.get("framework", [None])
    return remembered(
        request,
        advisor,
        raw,
        lambda: advisor.advise_json(
            raw, topics=told.get("topics"), sources=told.get("sources"), framework=framework
        ),
    )


@direct.post(
    "/why-not",
    operation_id="why_not",
    response_model=WhyNot,
    responses=documented(400, 413, 415, 422),
    openapi_extra={
        **bodies({"application/json": ("Descriptor", DESCRIPTOR)}),
        "parameters": [each.described() for each in WHY_NOT],
    },
)
async def why_not(request: Request) -> Response:
    """Say which conditions of a rule hold, fail or are unknown for the descriptor in the body."""
    advisor = await the_advisor(request)
    told, objections = read_parameters(request, advisor, WHY_NOT)
    raw = await _beside(objections, request)
    answer = advisor.why_not(told["rule"][0], raw)
    return as_json(answer.model_dump_json(by_alias=True).encode())


@direct.post(
    "/diagnose",
    operation_id="diagnose",
    response_model=DiagnosisAnswer,
    responses=documented(400, 411, 413, 415, 422),
    openapi_extra={
        **bodies(
            {"application/json": ("LoggedRun", COLUMNS), "multipart/form-data": ("Upload", UPLOAD)}
        ),
        "parameters": [each.described() for each in DIAGNOSE],
    },
)
async def diagnose(request: Request) -> Response:
    """Say what a training log shows: columns as JSON, or the file of a log as multipart."""
    advisor = await the_advisor(request)
    told, objections = read_parameters(request, advisor, DIAGNOSE)
    is_form = request.headers.get("content-type", "").lower().startswith("multipart/")
    read = question_in_form if is_form else question_in_json
    async with read(request) as question:
        work = request.app.state.desk.work
        diagnosis = await work(question.ask, advisor, told.get("sources"), objections)
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
    asked, document = read_json(await read_body(request), Changes)
    objections, project = Objections(), read_descriptor({})

    def place(problem: Problem) -> Keys:
        keys = keys_of(problem)
        for end in range(len(keys), 0, -1):
            if (path := ".".join(map(str, keys[:end]))) in asked.changes:
                return ("changes", path, *keys[end:])
        return ("descriptor", *keys)

    with objections.gathered(lambda problem: ("descriptor", *keys_of(problem)), document.locate):
        project = read_descriptor(asked.descriptor)
    with objections.gathered(place, document.locate):
        comparison = advisor.what_if(project, asked.changes)
    objections.refuse()
    return as_json(comparison.model_dump_json(by_alias=True).encode())


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
    twice = repeated(request)
    if twice:
        objections = Objections(twice)
        with objections.gathered(lambda _: None):
            advisor.ask(topic, **request.query_params)
        raise objections.refusal()
    return cacheable(request, advisor, advisor.ask(topic, **request.query_params).to_json())


async def _beside(objections: Objections, request: Request) -> bytes:
    """Read the body; where the parameters are wrong, say so together with what is wrong in it."""
    raw = await read_body(request)
    if objections:
        with objections.gathered():
            read_descriptor(raw)
        raise objections.refusal()
    return raw

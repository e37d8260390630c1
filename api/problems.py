"""Refusals as RFC 9457 problem details, each listing every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from advisor.errors import (
    AdvisorError,
    EngineError,
    Problem,
    ProblemsError,
    SourceError,
    UnknownNameError,
)

__all__ = [
    "MEDIA_TYPE",
    "ErrorItem",
    "ProblemDetails",
    "documented",
    "install_handlers",
    "items_of",
    "respond",
]

MEDIA_TYPE = "application/problem+json"


class ErrorItem(BaseModel):
    """One of the problems: its code, what is wrong, the field and the place in the text.

    ``path`` names the field as a person does, ``pointer`` as a JSON pointer (RFC 6901).
    """

    code: str
    message: str
    path: str = ""
    pointer: str = ""
    line: int | None = None
    column: int | None = None


class ProblemDetails(BaseModel):
    """The body of every refusal."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    request_id: str | None = None
    errors: list[ErrorItem] = []


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe refusals for OpenAPI; 304 has no body."""
    shape = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            **({"content": {MEDIA_TYPE: shape}} if status >= 400 else {}),
        }
        for status in statuses
    }


def respond(
    request: Request,
    status: int,
    detail: str,
    errors: Iterable[ErrorItem] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Refuse a request, with what is wrong in words and problem by problem."""
    details = ProblemDetails(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
        request_id=request.scope.get("request_id"),
        errors=list(errors),
    )
    body = details.model_dump(exclude_none=True)
    return JSONResponse(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def _pointer(path: Iterable[object]) -> str:
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in path]
    return "".join(f"/{part}" for part in parts if part)


def items_of(error: ProblemsError) -> list[ErrorItem]:
    """Return all problems of an input."""
    return [_item(problem) for problem in error.problems]


def _item(problem: Problem) -> ErrorItem:
    place = problem.location
    return ErrorItem(
        code=problem.code,
        message=problem.message,
        path=problem.path,
        pointer=_pointer(re.split(r"[.\[]", problem.path.replace("]", ""))),
        line=place.line,
        column=place.column,
    )


async def _refused(request: Request, error: ProblemsError) -> JSONResponse:
    status = 400 if isinstance(error, SourceError) else 422
    items = items_of(error)
    return respond(request, status, f"{len(items)} problem(s), listed under errors", items)


async def _unknown(request: Request, error: UnknownNameError) -> JSONResponse:
    in_path = error.name in request.path_params.values()
    return respond(request, 404 if in_path else 422, str(error))


async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    items = [_objection(each) for each in error.errors()]
    return respond(request, 422, f"{len(items)} problem(s), listed under errors", items)


def _objection(error: Mapping[str, Any]) -> ErrorItem:
    place = error["loc"]
    return ErrorItem(
        code=error["type"],
        message=error["msg"],
        path=".".join(map(str, place)),
        pointer=_pointer(place[1:]) if place[0] == "body" else "",
    )


async def _advised_not(request: Request, error: AdvisorError) -> JSONResponse:
    return respond(request, 422, str(error))


async def _http(request: Request, error: HTTPException) -> JSONResponse:
    return respond(request, error.status_code, str(error.detail), headers=error.headers)


async def _gone(_: Request, __: ClientDisconnect) -> Response:
    return Response(status_code=400)  # nobody reads it; without it the log had a traceback


async def _unexpected(request: Request, _: Exception) -> JSONResponse:
    return respond(request, 500, "the server failed; its log says why")


def install_handlers(app: FastAPI) -> None:
    """Give every refusal of the application the one shape."""
    app.exception_handler(ProblemsError)(_refused)
    app.exception_handler(UnknownNameError)(_unknown)
    app.exception_handler(AdvisorError)(_advised_not)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(ClientDisconnect)(_gone)
    app.exception_handler(EngineError)(_unexpected)
    app.exception_handler(Exception)(_unexpected)

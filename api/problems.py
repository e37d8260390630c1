"""Refusals as RFC 9457 problem details, each listing every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from advisor.errors import Problem, ProblemsError, SourceError, UnknownNameError

__all__ = ["DOCUMENTED", "ErrorItem", "ProblemDetails", "install_handlers"]

MEDIA_TYPE = "application/problem+json"


class ErrorItem(BaseModel):
    """One of the problems: its code, what is wrong, the field and the place in the text."""

    code: str
    message: str
    path: str = ""
    line: int | None = None
    column: int | None = None


class ProblemDetails(BaseModel):
    """The body of every refusal."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ErrorItem] = []


DOCUMENTED: dict[int | str, dict[str, object]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": ProblemDetails.model_json_schema()}},
    }
    for status in (400, 404, 413, 422)
}


def _respond(
    request: Request,
    status: int,
    detail: str,
    errors: Iterable[ErrorItem] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    details = ProblemDetails(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
        errors=list(errors),
    )
    body = details.model_dump(exclude_none=True)
    return JSONResponse(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def _item(problem: Problem) -> ErrorItem:
    place = problem.location
    return ErrorItem(
        code=problem.code,
        message=problem.message,
        path=problem.path,
        line=place.line,
        column=place.column,
    )


async def _refused(request: Request, error: ProblemsError) -> JSONResponse:
    status = 400 if isinstance(error, SourceError) else 422
    items = [_item(problem) for problem in error.problems]
    return _respond(request, status, f"{len(items)} problem(s), listed under errors", items)


async def _unknown(request: Request, error: UnknownNameError) -> JSONResponse:
    in_path = error.name in request.path_params.values()
    return _respond(request, 404 if in_path else 422, str(error))


async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    items = [
        ErrorItem(code=each["type"], message=each["msg"], path=".".join(map(str, each["loc"])))
        for each in error.errors()
    ]
    return _respond(request, 422, f"{len(items)} problem(s), listed under errors", items)


async def _http(request: Request, error: HTTPException) -> JSONResponse:
    return _respond(request, error.status_code, str(error.detail), headers=error.headers)


async def _unexpected(request: Request, _: Exception) -> JSONResponse:
    return _respond(request, 500, "the server failed; its log says why")


def install_handlers(app: FastAPI) -> None:
    """Give every refusal of the application the one shape."""
    app.exception_handler(ProblemsError)(_refused)
    app.exception_handler(UnknownNameError)(_unknown)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_unexpected)

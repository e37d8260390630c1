"""Refusals as RFC 9457 problem details, each listing every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from advisor.errors import (
    AdvisorError,
    DescriptorError,
    EngineError,
    Location,
    Problem,
    ProblemsError,
    SourceError,
    UnknownNameError,
)

__all__ = [
    "MEDIA_TYPE",
    "ErrorItem",
    "Objections",
    "ProblemDetails",
    "Refused",
    "details",
    "documented",
    "install_handlers",
    "items_of",
    "keys_of",
    "pointer",
    "respond",
]

MEDIA_TYPE = "application/problem+json"

Keys = Sequence[str | int]
"""The way to a place in a JSON text: names of members and numbers of elements."""


class ErrorItem(BaseModel):
    """One of the problems: its code, what is wrong, the field and the place in the text.

    ``path`` names the field as a person does; ``pointer``, a JSON pointer (RFC 6901), the place
    in the body, where the problem lies in the body and the body is JSON.
    """

    code: str
    message: str
    path: str = ""
    pointer: str | None = None
    line: int | None = None
    column: int | None = None


class ProblemDetails(BaseModel):
    """The body of every refusal."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str | None = None
    request_id: str | None = None
    errors: list[ErrorItem]


class Refused(Exception):
    """A request that cannot be answered, with all that is wrong with it."""

    def __init__(self, status: int, items: Sequence[ErrorItem]) -> None:
        super().__init__(status, items)
        self.status = status
        self.items = items


class Objections:
    """Gathers what is wrong with the parts of a request, so that all of it is said at once."""

    def __init__(self, items: Iterable[ErrorItem] = ()) -> None:
        self._items = list(items)
        self._status = 422

    def __bool__(self) -> bool:
        return bool(self._items)

    def add(self, *items: ErrorItem) -> None:
        """Note further problems."""
        self._items += items

    @contextmanager
    def gathered(
        self,
        place: Callable[[Problem], Keys | None] | None = None,
        locate: Callable[..., Location] | None = None,
    ) -> Iterator[None]:
        """Note what is raised within, and go on.

        Args:
            place: Finds where in the body a problem lies; by default the path that it names.
            locate: Finds line and column of such a place.
        """
        try:
            yield
        except ProblemsError as error:
            self.add(*_items(error.problems, place or keys_of, locate))
            if isinstance(error, SourceError):
                self._status = 400
        except UnknownNameError as error:
            self.add(*_unknown_names(error))

    def refuse(self) -> None:
        """Refuse the request if anything is wrong with it.

        Raises:
            Refused: With all that was gathered.
        """
        if self._items:
            raise self.refusal()

    def refusal(self) -> Refused:
        """Return the error that tells all that was gathered."""
        return Refused(self._status, self._items)


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
    errors: str | Sequence[ErrorItem],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Refuse a request, with what is wrong in words and problem by problem."""
    where, request_id = quote(request.scope["path"]), request.scope.get("request_id")
    body = details(status, errors, where, request_id)
    return Response(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def details(
    status: int,
    errors: str | Sequence[ErrorItem],
    instance: str | None = None,
    request_id: str | None = None,
) -> str:
    """Write problem details; of a single problem, its message says it all."""
    if isinstance(errors, str):
        errors = [ErrorItem(code=HTTPStatus(status).name.lower(), message=errors)]
    many = f"{len(errors)} problems, listed under errors"
    return ProblemDetails(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=errors[0].message if len(errors) == 1 else many,
        instance=instance,
        request_id=request_id,
        errors=list(errors),
    ).model_dump_json(exclude_none=True)


def pointer(keys: Keys) -> str:
    """Write a JSON pointer."""
    return "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)


def keys_of(problem: Problem) -> Keys:
    """Return the way to what a problem is about; paths of fields hold no points but between."""
    return problem.keys or tuple(part for part in problem.path.split(".") if part)


def items_of(error: ProblemsError) -> list[ErrorItem]:
    """Return all problems of an input; those of a log have no place in a JSON body."""
    in_body = isinstance(error, SourceError | DescriptorError)
    return list(_items(error.problems, keys_of if in_body else lambda _: None, None))


def _items(
    problems: Iterable[Problem],
    place: Callable[[Problem], Keys | None],
    locate: Callable[..., Location] | None,
) -> Iterator[ErrorItem]:
    for problem in problems:
        keys, where = place(problem), problem.location
        if keys is not None and locate is not None:
            where = locate(keys, key=problem.code == "D001")
        yield ErrorItem(
            code=problem.code,
            message=problem.message,
            path=problem.path,
            pointer=None if keys is None else pointer(keys),
            line=where.line,
            column=where.column,
        )


def _unknown_names(error: UnknownNameError) -> list[ErrorItem]:
    return [
        ErrorItem(code="unknown_name", message=message, path=error.what)
        for message in error.messages
    ]


async def _all_refused(request: Request, error: Refused) -> Response:
    return respond(request, error.status, error.items)


async def _refused(request: Request, error: ProblemsError) -> Response:
    return respond(request, 400 if isinstance(error, SourceError) else 422, items_of(error))


async def _unknown(request: Request, error: UnknownNameError) -> Response:
    in_path = set(error.names) <= set(request.path_params.values())
    return respond(request, 404 if in_path else 422, _unknown_names(error))


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    return respond(request, 422, [_objection(each) for each in error.errors()])


def _objection(error: Mapping[str, Any]) -> ErrorItem:
    path = ".".join(map(str, error["loc"]))
    return ErrorItem(code=error["type"], message=error["msg"], path=path)


async def _advised_not(request: Request, error: AdvisorError) -> Response:
    return respond(request, 422, [ErrorItem(code="refused", message=str(error))])


async def _http(request: Request, error: HTTPException) -> Response:
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if error.status_code == 405:
        headers["allow"] = ", ".join(sorted(_methods(request)))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    return respond(request, error.status_code, str(error.detail), headers)


def _methods(request: Request) -> set[str]:
    """Return what may be done at a path, which several routes may answer."""
    matching = [
        route
        for route in request.app.routes
        if route.matches(request.scope)[0] is not Match.NONE and getattr(route, "methods", None)
    ]
    methods = {"OPTIONS"}.union(*(route.methods for route in matching))
    return methods | {"HEAD"} if "GET" in methods else methods


async def _gone(_: Request, __: ClientDisconnect) -> Response:
    return Response(status_code=400)  # nobody reads it; without it the log had a traceback


async def _unexpected(request: Request, _: Exception) -> Response:
    return respond(request, 500, "the server failed; its log says why")


def install_handlers(app: FastAPI) -> None:
    """Give every refusal of the application the one shape."""
    app.exception_handler(Refused)(_all_refused)
    app.exception_handler(ProblemsError)(_refused)
    app.exception_handler(UnknownNameError)(_unknown)
    app.exception_handler(AdvisorError)(_advised_not)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(ClientDisconnect)(_gone)
    app.exception_handler(EngineError)(_unexpected)
    app.exception_handler(Exception)(_unexpected)

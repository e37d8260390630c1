"""The pages for a browser: what was asked is handed on, what comes back is HTML."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from advisor import AdvisorError, ProblemsError, UnknownNameError
from advisor.web import STATIC, Pages, link, project_of, static_file, told_of

from .answers import under_tag
from .log_files import diagnosed
from .parameters import Asked

__all__ = ["pages"]

pages = APIRouter(include_in_schema=False)

_LARGEST_FILE = 1_048_576
_SAFE = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


def _page(write: Callable[[], str], advisor_pages: Pages) -> HTMLResponse:
    """Answer with a page, or with one that says what is wrong."""
    try:
        return HTMLResponse(write(), headers=_SAFE)
    except AdvisorError as error:
        status = 404 if isinstance(error, UnknownNameError) else 422
        return HTMLResponse(advisor_pages.refusal(status, str(error)), status, _SAFE)


def _words(error: AdvisorError) -> str:
    """Say what is wrong, without the place where the file lay for a moment."""
    if isinstance(error, ProblemsError):
        return "; ".join(problem.message for problem in error.problems)
    return str(error)


@pages.get("/")
async def project(request: Request, advisor: Asked) -> Response:
    """Show the form and the advice; what was told stands in the address, without empty fields."""
    pairs = request.query_params.multi_items()
    given = told_of(pairs)
    if len(pairs) > len(given):
        return RedirectResponse(link(given), 303)
    written = Pages(advisor)
    return _page(lambda: written.project(given), written)


@pages.get("/answer")
async def answer(request: Request, advisor: Asked) -> Response:
    """Write the advice alone, to be put into the page."""
    written = Pages(advisor)
    given = told_of(request.query_params.multi_items())
    return _page(lambda: written.project(given, part=True), written)


@pages.get("/advice.md")
async def markdown(request: Request, advisor: Asked) -> Response:
    """Write the advice as Markdown."""
    text = Pages(advisor).markdown(told_of(request.query_params.multi_items()))
    return Response(text, media_type="text/markdown; charset=utf-8", headers=_SAFE)


@pages.get("/project.json")
async def descriptor(request: Request, advisor: Asked) -> Response:
    """Write what was told as a descriptor."""
    text = Pages(advisor).descriptor(told_of(request.query_params.multi_items()))
    return Response(text, media_type="application/json", headers=_SAFE)


@pages.post("/open")
async def opened(request: Request, advisor: Asked) -> Response:
    """Open a descriptor from a file: its fields become the address of the page."""
    async with request.form(max_files=1, max_fields=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise HTTPException(422, "a file is wanted")
        raw, name = await file.read(_LARGEST_FILE + 1), file.filename or "file"
    written = Pages(advisor)
    try:
        return RedirectResponse(written.opened(name, raw), 303)
    except AdvisorError as error:
        return HTMLResponse(written.refusal(422, str(error)), 422, _SAFE)


@pages.get("/log")
async def log_form(request: Request, advisor: Asked) -> Response:
    """Show where to send a training log."""
    written = Pages(advisor)
    given = told_of(request.query_params.multi_items())
    return _page(lambda: written.log(given), written)


@pages.post("/log")
async def log(request: Request, advisor: Asked) -> Response:
    """Show what a training log says, read together with what the address tells."""
    written = Pages(advisor)
    given = told_of(request.query_params.multi_items())
    try:
        found = await diagnosed(request, advisor, project_of(given))
        text = await run_in_threadpool(written.log, given, found)
    except AdvisorError as error:
        return HTMLResponse(written.log(given, problem=_words(error)), 422, _SAFE)
    return HTMLResponse(text, headers=_SAFE)


@pages.get("/rules")
async def rules(advisor: Asked) -> Response:
    """List the rules by topic."""
    written = Pages(advisor)
    return _page(written.rules, written)


@pages.get("/rules/{rule_id}")
async def rule(rule_id: str, advisor: Asked) -> Response:
    """Show one rule."""
    written = Pages(advisor)
    return _page(lambda: written.rule(rule_id), written)


@pages.get("/statements")
async def statements(advisor: Asked) -> Response:
    """List what the documents say."""
    written = Pages(advisor)
    return _page(written.statements, written)


@pages.get("/static/{name}")
async def static(name: str, request: Request) -> Response:
    """Give one of the files that pages load."""
    if name not in STATIC:
        raise HTTPException(404, f"there is no file {name!r}")
    content = static_file(name)
    tag = hashlib.sha256(content).hexdigest()
    return under_tag(tag, content, STATIC[name], request.headers.get("if-none-match"))

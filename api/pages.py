"""The pages for a browser: what was asked is handed on, what comes back is HTML."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse

from advisor import AdvisorError, ProblemsError, UnknownNameError
from advisor.web import STATIC, Pages, link, project_of, static_file, told_of

from .answers import under_tag
from .forms import check_parts, file_of, read_form
from .log_files import question_in_form
from .parameters import Asked
from .problems import Refused

__all__ = ["pages"]

pages = APIRouter(include_in_schema=False)

_SAFE = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


_pages_of = lru_cache(maxsize=1)(Pages)


async def _written(advisor: Asked) -> Pages:
    """Return the pages over the advisor that answers now; kept, with what they found out."""
    return _pages_of(advisor)


async def _given(request: Request) -> dict[str, str]:
    return told_of(request.query_params.multi_items())


Written = Annotated[Pages, Depends(_written)]
Given = Annotated[dict[str, str], Depends(_given)]


def _page(write: Callable[[], str], advisor_pages: Pages) -> HTMLResponse:
    """Answer with a page, or with one that says what is wrong."""
    try:
        return HTMLResponse(write(), headers=_SAFE)
    except AdvisorError as error:
        status = 404 if isinstance(error, UnknownNameError) else 422
        return HTMLResponse(advisor_pages.refusal(status, str(error)), status, _SAFE)


def _refused(
    error: AdvisorError | HTTPException | Refused, write: Callable[[str, int], str]
) -> HTMLResponse:
    """Say on a page what is wrong, without the place where a file lay for a moment."""
    if isinstance(error, Refused):
        status, text = error.status, "; ".join(item.message for item in error.items)
    elif isinstance(error, HTTPException):
        status, text = error.status_code, str(error.detail)
    elif isinstance(error, ProblemsError):
        status, text = 422, "; ".join(problem.message for problem in error.problems)
    else:
        status, text = 422, str(error)
    return HTMLResponse(write(text, status), status, _SAFE)


@pages.get("/")
async def project(request: Request, given: Given, written: Written) -> Response:
    """Show the form and the advice; what was told stands in the address, without empty fields."""
    if len(request.query_params.multi_items()) > len(given):
        return RedirectResponse(link(given), 303)
    return _page(lambda: written.project(given), written)


@pages.get("/answer")
async def answer(given: Given, written: Written) -> Response:
    """Write the advice alone, to be put into the page."""
    return _page(lambda: written.answer(given), written)


@pages.get("/advice.md")
async def markdown(given: Given, written: Written) -> Response:
    """Write the advice as Markdown."""
    text = written.markdown(given)
    return Response(text, media_type="text/markdown; charset=utf-8", headers=_SAFE)


@pages.get("/project.json")
async def descriptor(given: Given, written: Written) -> Response:
    """Write what was told as a descriptor."""
    text = written.descriptor(given)
    return Response(text, media_type="application/json", headers=_SAFE)


@pages.post("/open")
async def opened(request: Request, written: Written) -> Response:
    """Open a descriptor from a file: its fields become the address of the page."""
    try:
        async with read_form(request, request.app.state.settings.max_body) as form:
            file = file_of(form, "file", check_parts(form, ["file"]))
            raw, name = await file.read(), file.filename or "file"
        return RedirectResponse(written.opened(name, raw), 303)
    except (AdvisorError, HTTPException, Refused) as error:
        return _refused(error, lambda text, status: written.refusal(status, text))


@pages.get("/log")
async def log_form(given: Given, written: Written) -> Response:
    """Show where to send a training log."""
    return _page(lambda: written.log(given), written)


@pages.post("/log")
async def log(request: Request, advisor: Asked, given: Given, written: Written) -> Response:
    """Show what a training log says, read together with what the address tells."""
    try:
        work = request.app.state.desk.work
        async with question_in_form(request, project_of(given)) as question:
            found = await work(question.ask, advisor)
        text = await work(written.log, given, found)
    except (AdvisorError, HTTPException, Refused) as error:
        return _refused(error, lambda text, _: written.log(given, problem=text))
    return HTMLResponse(text, headers=_SAFE)


@pages.get("/rules")
async def rules(written: Written) -> Response:
    """List the rules by topic."""
    return _page(written.rules, written)


@pages.get("/rules/{rule_id}")
async def rule(rule_id: str, written: Written) -> Response:
    """Show one rule."""
    return _page(lambda: written.rule(rule_id), written)


@pages.get("/statements")
async def statements(written: Written) -> Response:
    """List what the documents say."""
    return _page(written.statements, written)


@pages.get("/static/{name}")
async def static(name: str, request: Request) -> Response:
    """Give one of the files that pages load."""
    if name not in STATIC:
        raise HTTPException(404, f"there is no file {name!r}")
    content = static_file(name)
    tag = hashlib.sha256(content).hexdigest()
    return under_tag(tag, content, STATIC[name], request.headers)

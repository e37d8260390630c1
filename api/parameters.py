"""What routes ask for beside the body: the Advisor, and no parameter that they do not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError

from advisor import Advisor
from advisor.errors import did_you_mean, shortened

from .desk import Desk

__all__ = ["CLOSED", "Asked", "lists", "the_advisor"]


async def the_advisor(request: Request) -> Advisor:
    """Return the Advisor that answers at this moment."""
    # A plain function would be called in a thread, which takes longer than an answer.
    return cast("Desk", request.app.state.desk).advisor


Asked = Annotated[Advisor, Depends(the_advisor)]
"""The Advisor, as a parameter of a route."""


async def only_declared(request: Request) -> None:
    """Refuse parameters that the route does not have, all at once, each with the nearest."""
    check_names(request, [field.alias for field in request.scope["route"].dependant.query_params])


def check_names(request: Request, known: Sequence[str]) -> None:
    """Refuse query parameters with other names, all at once, each with the nearest."""
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise RequestValidationError([_unknown(name, known) for name in unknown])


def lists(request: Request, *known: str) -> list[list[str] | None]:
    """Read query parameters that may each be given several times; None is for what is not told.

    FastAPI reads them as well, in as much time as the rest of a request takes.
    """
    if not request.scope["query_string"]:
        return [None] * len(known)
    check_names(request, known)
    return [request.query_params.getlist(name) or None for name in known]


def _unknown(name: str, known: Sequence[str]) -> dict[str, object]:
    near = did_you_mean(name, known) or "; this route takes none"
    message = f"unknown parameter {shortened(name)!r}{near}"
    return {"type": "unknown_parameter", "loc": ("query", shortened(name)), "msg": message}


CLOSED = [Depends(only_declared)]
"""The dependency of routes whose query parameters are all declared."""

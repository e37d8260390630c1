"""What routes ask for beside the body: the Advisor, and no parameter that they do not have."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError

from advisor import Advisor
from advisor.errors import did_you_mean, shortened

from .desk import Desk

__all__ = ["CLOSED", "Asked"]


def the_advisor(request: Request) -> Advisor:
    """Return the Advisor that answers at this moment."""
    return cast("Desk", request.app.state.desk).advisor


Asked = Annotated[Advisor, Depends(the_advisor)]
"""The Advisor, as a parameter of a route."""


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
"""The dependency of routes whose query parameters are all declared."""

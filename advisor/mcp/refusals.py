"""Refuse in words: every problem of what an agent sent at once, each with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import ValidationError

from advisor.errors import (
    AdvisorError,
    Problem,
    ProblemsError,
    UnknownNameError,
    did_you_mean,
    shortened,
)

__all__ = ["both", "misfits", "plainly"]

First = TypeVar("First")
Second = TypeVar("Second")

_MOST = 20
_EXPECTED = {
    "dict_type": "an object",
    "finite_number": "a finite number",
    "float_parsing": "a number or null",
    "float_type": "a number or null",
    "list_type": "a list",
    "string_type": "a text",
}


@contextmanager
def plainly() -> Iterator[None]:
    """Tell the agent every problem of what it gave, in words, instead of that there was one.

    Raises:
        ToolError: What was given cannot be used.
    """
    try:
        yield
    except (AdvisorError, OSError) as error:
        raise ToolError(_some(_said(error))) from None


def both(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """Do two things, and where both fail tell the problems of both.

    Raises:
        ToolError: One of them cannot be done.
    """
    one, wrong = _tried(first)
    two, also_wrong = _tried(second)
    if wrong or also_wrong:
        raise ToolError(_some([*wrong, *also_wrong]))
    return cast("First", one), cast("Second", two)


def misfits(error: ValidationError, known: Collection[str]) -> str:
    """Say which arguments do not fit a tool, and how."""
    problems = error.errors(include_url=False)
    return _some([_misfit(cast("dict[str, Any]", problem), known) for problem in problems])


def _misfit(problem: dict[str, Any], known: Collection[str]) -> str:
    # What an agent made up may be as long as it likes.
    place = shortened(".".join(map(str, problem["loc"])))
    kind = problem["type"]
    if kind == "missing":
        return f"{place}: this argument is wanted and missing"
    if kind == "extra_forbidden":
        return f"{place}: unknown argument{did_you_mean(place, known)}"
    value = shortened(json.dumps(problem["input"], ensure_ascii=False))
    if kind == "literal_error":
        choices = [part.strip(" '") for part in _choices(problem)]
        return f"{place}: unknown value {value}{did_you_mean(problem['input'], choices)}"
    wanted = _EXPECTED.get(kind)
    return f"{place}: expected {wanted}, not {value}" if wanted else f"{place}: {problem['msg']}"


def _choices(problem: dict[str, Any]) -> list[str]:
    return str(problem["ctx"]["expected"]).replace(" or ", ", ").split(",")


def _tried(step: Callable[[], First]) -> tuple[First | None, list[str]]:
    try:
        return step(), []
    except ToolError as error:
        return None, str(error).splitlines()
    except (AdvisorError, OSError) as error:
        return None, _said(error)


def _said(error: AdvisorError | OSError) -> list[str]:
    if isinstance(error, ProblemsError):
        return [_placed(problem) for problem in error.problems]
    if isinstance(error, UnknownNameError):
        return list(error.messages)
    if isinstance(error, OSError):
        where = shortened(str(error.filename or "the file"))
        return [f"{where}: cannot be read: {(error.strerror or str(error)).lower()}"]
    return [str(error)]


def _placed(problem: Problem) -> str:
    """Write a problem with the file it is in, where it is in one, and its path."""
    file = problem.location.file
    where = "" if file.startswith("<") else f"{problem.location}: "
    path = f"{problem.path}: " if problem.path else ""
    return f"{where}{path}{problem.message}"


def _some(lines: Sequence[str]) -> str:
    more = len(lines) - _MOST
    return "\n".join([*lines[:_MOST], *([f"and {more} more"] if more > 0 else [])])

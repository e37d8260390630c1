"""What routes ask for beside the body: the Advisor, and parameters whose names are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends, Request

from advisor import Advisor, UnknownNameError
from advisor.errors import did_you_mean, shortened
from advisor.schemas import FRAMEWORKS

from .desk import Desk
from .problems import ErrorItem, Objections

__all__ = [
    "ADVISE",
    "CLOSED",
    "DIAGNOSE",
    "WHY_NOT",
    "Asked",
    "Parameter",
    "read_parameters",
    "repeated",
    "the_advisor",
]


async def the_advisor(request: Request) -> Advisor:
    """Return the Advisor that answers at this moment."""
    # A plain function would be called in a thread, which takes longer than an answer.
    return cast("Desk", request.app.state.desk).advisor


Asked = Annotated[Advisor, Depends(the_advisor)]
"""The Advisor, as a parameter of a route."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter that takes one name of a closed list, or several."""

    name: str
    kind: str
    description: str
    choices: Callable[[Advisor], Iterable[str]]
    example: str
    many: bool = False
    required: bool = False

    def described(self) -> dict[str, Any]:
        """Describe the parameter for OpenAPI."""
        one = {"type": "string"}
        return {
            "name": self.name,
            "in": "query",
            "required": self.required,
            "description": self.description,
            "schema": {"type": "array", "items": one} if self.many else one,
            "example": [self.example] if self.many else self.example,
        }

    def objections(self, given: Sequence[str], advisor: Advisor) -> Iterable[ErrorItem]:
        """Say what is wrong with the values that are given."""
        path = f"query.{self.name}"
        if self.required and not given:
            yield ErrorItem(code="missing", message=f"{self.name} is wanted", path=path)
        if len(given) > 1 and not self.many:
            text = f"{self.name} is given more than once"
            yield ErrorItem(code="given_twice", message=text, path=path)
        choices = dict.fromkeys(self.choices(advisor))
        unknown = [value for value in dict.fromkeys(given) if value not in choices]
        for text in UnknownNameError(self.kind, unknown, choices).messages:
            yield ErrorItem(code="unknown_name", message=text, path=path)


_TOPICS = Parameter(
    "topics",
    "topic",
    "The topics wanted; all by default.",
    lambda advisor: advisor.rulebase.topics,
    "last_layer",
    many=True,
)
_SOURCES = Parameter(
    "sources",
    "source",
    "The documents whose rules may speak; all by default.",
    lambda advisor: advisor.rulebase.documents,
    "practical-advice",
    many=True,
)
_FRAMEWORK = Parameter(
    "framework",
    "framework",
    "Show the advice as code too.",
    lambda _: FRAMEWORKS,
    "pytorch",
)
_RULE = Parameter(
    "rule",
    "rule",
    "The rule's id.",
    lambda advisor: [*advisor.rulebase.rules, *advisor.rulebase.disabled],
    "LL002",
    required=True,
)
ADVISE = (_TOPICS, _SOURCES, _FRAMEWORK)
DIAGNOSE = (_SOURCES,)
WHY_NOT = (_RULE,)


def read_parameters(
    request: Request, advisor: Advisor, known: Sequence[Parameter]
) -> tuple[Mapping[str, list[str]], Objections]:
    """Read query parameters: those that are given, by name, and what is wrong with them."""
    objections = Objections()
    if not request.scope["query_string"] and not any(each.required for each in known):
        return {}, objections
    told = {each.name: request.query_params.getlist(each.name) for each in known}
    objections.add(*_strange(request, list(told)))
    for each in known:
        objections.add(*each.objections(told[each.name], advisor))
    return {name: values for name, values in told.items() if values}, objections


def repeated(request: Request) -> list[ErrorItem]:
    """Object to query parameters that are given more than once."""
    names = [name for name, _ in request.query_params.multi_items()]
    return [
        ErrorItem(
            code="given_twice",
            message=f"{shortened(name)} is given more than once",
            path=f"query.{shortened(name)}",
        )
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]


async def none_given(request: Request) -> None:
    """Refuse query parameters, all at once."""
    Objections(_strange(request, ())).refuse()


def _strange(request: Request, known: Sequence[str]) -> list[ErrorItem]:
    """Object to parameters that a route does not have, each with the nearest."""
    return [
        ErrorItem(
            code="unknown_parameter",
            message=f"unknown parameter {shortened(name)!r}"
            f"{did_you_mean(name, known) or '; this route takes none'}",
            path=f"query.{shortened(name)}",
        )
        for name in dict.fromkeys(request.query_params)
        if name not in known
    ]


CLOSED = [Depends(none_given)]
"""The dependency of routes that take no query parameter."""

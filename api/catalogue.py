"""The routes that list what the advisor knows: rules, topics, statements, words, schemas."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel

from advisor import Advisor, Coverage, RuleExplanation, UnknownNameError
from advisor.schemas import SCHEMAS

from .answers import cacheable
from .parameters import CLOSED, Asked
from .problems import documented

__all__ = ["catalogue", "listed_rules", "listed_topics"]

catalogue = APIRouter(prefix="/v1", dependencies=CLOSED, responses=documented(304, 422))

RuleName = Annotated[str, Path(description="The rule's id.", examples=["LL001"])]
SchemaName = Annotated[str, Path(description="descriptor, report or rules.", examples=["report"])]


class RuleEntry(BaseModel):
    """One rule of the list; ``disabled`` is the reason why it was taken out."""

    rule: str
    name: str
    topic: str
    kind: str
    disabled: str | None = None


class TopicEntry(BaseModel):
    """One topic: what it reads, what it gives, and its rules by id."""

    topic: str
    title: str
    kind: str
    hit_policy: str
    diagnostic: bool
    inputs: list[str]
    outputs: list[str]
    rules: list[str]


class Words(BaseModel):
    """The facts and numbers that rules may name, as `advisor facts` lists them."""

    facts: list[dict[str, Any]]
    quantities: list[dict[str, Any]]


@catalogue.get("/rules", operation_id="rules", response_model=list[RuleEntry])
async def rules(request: Request, advisor: Asked) -> Response:
    """List every rule, the disabled ones last."""
    return cacheable(request, advisor, listed_rules(advisor))


@catalogue.get(
    "/rules/{rule_id}",
    operation_id="explain",
    response_model=RuleExplanation,
    responses=documented(404),
)
async def explain(rule_id: RuleName, request: Request, advisor: Asked) -> Response:
    """Say what one rule looks for, what it advises, why and on whose word."""
    return cacheable(request, advisor, advisor.explain(rule_id))


@catalogue.get("/topics", operation_id="topics", response_model=list[TopicEntry])
async def topics(request: Request, advisor: Asked) -> Response:
    """List every topic, each after those that it builds on."""
    return cacheable(request, advisor, listed_topics(advisor))


@catalogue.get("/statements", operation_id="statements", response_model=list[Coverage])
@catalogue.get("/coverage", operation_id="coverage", response_model=list[Coverage])
async def coverage(request: Request, advisor: Asked) -> Response:
    """List every statement of the documents with the rules that claim it."""
    return cacheable(request, advisor, advisor.coverage())


@catalogue.get("/vocabulary", operation_id="vocabulary", response_model=Words)
async def vocabulary(request: Request, advisor: Asked) -> Response:
    """List the facts with their symbols and fields, and the numbers."""
    words = {"facts": advisor.facts(), "quantities": advisor.quantities()}
    return cacheable(request, advisor, words)


@catalogue.get(
    "/schemas/{name}",
    operation_id="schema",
    response_model=dict[str, Any],
    responses=documented(404),
)
async def schema(name: SchemaName, request: Request, advisor: Asked) -> Response:
    """Give the JSON Schema of a descriptor, a report or a rule file."""
    if name not in SCHEMAS:
        raise UnknownNameError("schema", name, SCHEMAS)
    return cacheable(request, advisor, SCHEMAS[name]())


def listed_rules(advisor: Advisor) -> list[RuleEntry]:
    """List every rule, the disabled ones last."""
    base = advisor.rulebase
    live = [
        RuleEntry(rule=rule.id, name=rule.name, topic=rule.topic, kind=rule.kind)
        for rule in base.rules.values()
    ]
    out = map(advisor.explain, base.disabled)
    return live + [
        RuleEntry(
            rule=told.rule,
            name=told.name,
            topic=told.topic,
            kind=told.kind,
            disabled=told.disabled,
        )
        for told in out
    ]


def listed_topics(advisor: Advisor) -> list[TopicEntry]:
    """List every topic, each after those that it builds on."""
    return [
        TopicEntry(
            topic=topic.name,
            title=topic.title,
            kind=topic.kind,
            hit_policy=topic.hit_policy,
            diagnostic=topic.diagnostic,
            inputs=list(topic.inputs),
            outputs=list(topic.outputs),
            rules=[rule.id for rule in topic.rules],
        )
        for topic in advisor.rulebase.topics.values()
    ]

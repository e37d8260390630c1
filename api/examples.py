"""Examples of what the routes take and give, for the OpenAPI description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json, to_jsonable_python

from advisor import Advisor
from advisor.schemas import SCHEMAS

from .answers import Health
from .catalogue import listed_rules, listed_topics

__all__ = ["CHANGES", "COLUMNS", "DESCRIPTOR", "LINES", "UPLOAD", "answers", "bodies", "lines"]

DESCRIPTOR: Mapping[str, Any] = {
    "problem": {"task": "binary_classification"},
    "model": {"last_activation": "softmax"},
}
"""A small project with a last layer that does not fit."""

COLUMNS: Mapping[str, Any] = {
    "run": {"columns": {"loss": [2.3, 2.31, 2.3, 2.31, 2.3, 2.3]}},
    "descriptor": {"problem": {"task": "binary_classification"}},
}
"""A run that is stuck."""

UPLOAD: Mapping[str, Any] = {
    "log": "epoch,loss,val_loss\n1,0.9,0.8\n2,0.5,0.7\n3,0.2,0.9\n4,0.1,1.2\n",
    "descriptor": '{"problem": {"task": "binary_classification"}}',
    "kind": "training",
}
"""The file of a run that overfits."""

CHANGES: Mapping[str, Any] = {
    "descriptor": {"problem": {"task": "binary_classification"}},
    "changes": {"problem.task": "regression"},
}
"""A project that turns from classes to numbers."""


LINES = '{"problem": {"task": "regression"}}\n{"problem": {"task": "regresion"}}\n'
"""Two projects, one of them misspelled."""

_TOPIC = "last_layer"

_LINE = """\
{"line":2,"problems":[{"code":"D002","message":"unknown symbol 'regresion'; did you mean \
'regression'?","path":"problem.task","pointer":"/problem/task","line":1,"column":21}]}
"""

_NUMBERS = """\
# TYPE advisor_requests_total counter
advisor_requests_total{method="POST",route="/v1/advise",status="200"} 12.0
"""


def bodies(kinds: Mapping[str, tuple[str, object]]) -> dict[str, Any]:
    """Describe the body of a route: by media type the component of its shape, and an example."""
    content: dict[str, Any] = {}
    for media_type, (component, example) in kinds.items():
        content[media_type] = {"schema": {"$ref": f"#/components/schemas/{component}"}}
        if example is not None:
            content[media_type]["example"] = example
    return {"requestBody": {"required": True, "content": content}}


def lines(example: str) -> dict[str, Any]:
    """Describe the body of a route that reads a descriptor a line."""
    # Of no type: whatever comes is lines, and what is wrong with one is said in its place.
    schema = {"description": "A descriptor a line, as JSON."}
    content = {"application/x-ndjson": {"schema": schema, "example": example}}
    return {"requestBody": {"required": False, "content": content}}


def answers(advisor: Advisor) -> dict[str, Any]:
    """Return an answer of each operation, by its id: real ones, of long lists the beginning.

    There are none where somebody's own rules stand alone: the questions are about ours.
    """
    base = advisor.rulebase
    if _TOPIC not in base.topics:
        return {}
    (first, *_) = base.rules
    health = Health(status="ok", version=base.version, hash=base.hash)
    covered = advisor.coverage()[:2]
    descriptor = SCHEMAS["descriptor"]()
    found = {
        "advise": advisor.advise(DESCRIPTOR, topics=[_TOPIC]),
        "ask": advisor.ask(_TOPIC, task="regression"),
        "batch": _LINE,
        "coverage": covered,
        "diagnose": from_json(advisor.diagnose(COLUMNS["run"]["columns"]).to_json()),
        "explain": advisor.explain(first),
        "health": health,
        "metrics": _NUMBERS,
        "ready": health,
        "reload": health,
        "rules": listed_rules(advisor)[:2],
        "schema": {name: descriptor[name] for name in ("title", "type", "additionalProperties")},
        "statements": covered,
        "topics": listed_topics(advisor)[:2],
        "vocabulary": {
            "facts": advisor.facts()[:1],
            "quantities": advisor.quantities()[:1],
        },
        "what_if": advisor.what_if(CHANGES["descriptor"], CHANGES["changes"]),
        "why_not": advisor.why_not(first, DESCRIPTOR),
    }
    return {name: to_jsonable_python(answer, by_alias=True) for name, answer in found.items()}

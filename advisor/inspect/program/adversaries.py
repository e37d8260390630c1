"""Two networks that are trained against each other, as one project."""

from __future__ import annotations

import ast
import re

from advisor.inspect.fields import state_network
from advisor.inspect.program.networks import steps_of
from advisor.inspect.program.reader import Reader
from advisor.inspect.program.training import state_optimizer
from advisor.inspect.program.values import Flow, Made, Method, Thing, Value
from advisor.inspect.result import Draft

__all__ = ["adversarial", "adversaries", "holds", "serves"]

_SIDES = {
    "generator": re.compile(r"(.*_)?(gen|generator|netg|g|g_net|gnet)(_model)?", re.IGNORECASE),
    "discriminator": re.compile(
        r"(.*_)?(dis|disc|discriminator|critic|netd|d|d_net|dnet)(_model)?", re.IGNORECASE
    ),
}
_FIELDS = {"activation": "model.hidden_activation", "pooling": "model.pooling"}


def adversaries(reader: Reader) -> dict[str, Value]:
    """Return the generator and the discriminator by their names, or nothing without both."""
    found: dict[str, Value] = {}
    for side, pattern in _SIDES.items():
        for model, name in reader.evidence.models.items():
            if pattern.fullmatch(name or _class_name(model)):
                found.setdefault(side, model)
    return found if len(found) == len(_SIDES) else {}


def adversarial(reader: Reader, sides: dict[str, Value]) -> Draft:
    """Return the project of a generator and its discriminator."""
    draft = Draft()
    draft.state("model.architecture", "gan", reader.place(_node(sides["generator"])))
    for side, model in sides.items():
        _state_side(reader, draft, side, model)
    return draft


def serves(optimizer: Made, model: Value | None) -> bool:
    """Whether an optimizer was given the weights of a model."""
    given = optimizer.argument(0, "params")
    value = given.value if given is not None else None
    return isinstance(value, Method) and model is not None and value.owner is model


def _state_side(reader: Reader, draft: Draft, side: str, model: Value) -> None:
    own = Draft()
    state_network(own, steps_of(reader, model))
    for name, path in _FIELDS.items():
        place = own.place(path)
        if place is not None:
            draft.state(f"gan.{side}.{name}", own.get(path), place)
    found = _optimizer(reader, model)
    if found is not None:
        state_optimizer(draft, found[0], reader.place(found[1]), f"gan.{side}")


def _optimizer(reader: Reader, model: Value) -> tuple[Value, ast.AST] | None:
    for made in reader.evidence.made:
        if serves(made, model):
            return made, made.node
    compiled = reader.evidence.named("compile")
    own = [seen for seen in compiled if seen.owner is model]
    for seen in own or [seen for seen in compiled if holds(seen.owner, model)]:
        given = seen.call.argument(0, "optimizer")
        if given is not None:
            return given.value, given.node
    return None


def holds(whole: Value | None, model: Value) -> bool:
    """Whether a model is a part of another, or its outputs go through it."""
    if not isinstance(whole, Made):
        return False
    through = whole.outputs.through if isinstance(whole.outputs, Flow) else ()
    return model in through or any(part.value is model for part in whole.parts)


def _node(model: Value) -> ast.AST:
    assert isinstance(model, Made | Thing)
    return model.node


def _class_name(model: Value) -> str:
    return model.kind.node.name if isinstance(model, Thing) else ""

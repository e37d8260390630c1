"""What functions of tensors do to numbers on their way."""

from __future__ import annotations

import ast

from advisor.inspect.forms import activation_symbol
from advisor.inspect.functions import function_step
from advisor.inspect.network import Step
from advisor.inspect.program.building import number
from advisor.inspect.program.reading import Arguments, Reading
from advisor.inspect.program.values import UNKNOWN, Array, Flow, Method, Unknown, Value
from advisor.inspect.result import Told

__all__ = ["opens_a_flow", "through_function"]

_NO_NUMBERS = frozenset(
    [
        "size",
        "dim",
        "item",
        "tolist",
        "backward",
        "ndimension",
        "chunk",
        "split",
        "shape",
        "numel",
        "unbind",
    ]
)


def opens_a_flow(name: str, value: Value | None) -> bool:
    """Whether an activation is applied to something unknown, which its outputs then come from."""
    return isinstance(value, Unknown | Method) and activation_symbol(name) is not None


def through_function(
    reader: Reading, name: str, flow: Flow, given: Arguments, node: ast.AST
) -> Value:
    """Return what a function or a method of tensors makes of numbers on their way.

    Args:
        reader: The program.
        name: The bare name of the function.
        flow: The numbers that go in.
        given: The arguments besides.
        node: The call.
    """
    if name in _NO_NUMBERS:
        return UNKNOWN
    if name in ("argmax", "argsort", "topk"):
        return Array()
    place = reader.place(node)
    if name == "log" and flow.steps and _is_softmax(flow.steps[-1]):
        # The logarithm of a softmax is one activation, however it is written.
        step = Step("activation", "log_softmax", place, activation=Told("log_softmax", place))
        return Flow(flow.steps[:-1], flow.through).then(step)
    return flow.then(function_step(name, place, number(given.get(1, "p", "rate"))))


def _is_softmax(step: Step) -> bool:
    return step.activation is not None and step.activation.value == "softmax"

"""What functions of tensors do to numbers on their way: one table for all libraries."""

from __future__ import annotations

import ast

from advisor.inspect.forms import activation_symbol
from advisor.inspect.network import Step
from advisor.inspect.program.building import number
from advisor.inspect.program.reading import Arguments, Reading
from advisor.inspect.program.values import UNKNOWN, Array, Flow, Value
from advisor.inspect.result import Place, Told

__all__ = ["through_function"]

_SHAPES = frozenset(
    [
        "view",
        "reshape",
        "flatten",
        "permute",
        "transpose",
        "squeeze",
        "unsqueeze",
        "contiguous",
        "pad",
        "cast",
        "to",
        "cuda",
        "cpu",
        "float",
        "double",
        "half",
        "long",
        "detach",
        "clone",
        "expand",
        "repeat",
        "expand_dims",
        "pack_padded_sequence",
        "pad_packed_sequence",
        "requires_grad",
        "identity",
        "stop_gradient",
        "narrow",
        "select",
        "index_select",
        "gather",
        "movedim",
        "swapaxes",
        "interpolate",
        "upsample",
        "numpy",
        "tensor",
        "as_tensor",
        "batch_flatten",
        "type",
        "type_as",
        "bfloat16",
        "t",
        "unfold",
        "fold",
        "zero_pad2d",
    ]
)
_MERGED = dict.fromkeys(("add", "subtract", "sub"), "add") | dict.fromkeys(
    ("cat", "concat", "concatenate", "stack", "hstack", "vstack", "mul", "multiply", "maximum"),
    "join",
)
_NORMALIZED = {"batch_norm": "batch", "layer_norm": "layer", "group_norm": "layer"}
_WEIGHTED = {
    "linear": "dense",
    "conv1d": "convolutional",
    "conv2d": "convolutional",
    "conv3d": "convolutional",
}
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
    return flow.then(_step(name.rstrip("_"), given, place))


def _step(name: str, given: Arguments, place: Place) -> Step:
    if name in _SHAPES:
        return Step("shape", name, place)
    if name in _MERGED:
        return Step("merge", name, place, form=_MERGED[name])
    if "dropout" in name:
        rate = number(given.get(1, "p", "rate"))
        return Step("dropout", name, place, rate=Told(rate, place))
    if name in _NORMALIZED:
        return Step("normalization", name, place, form=_NORMALIZED[name])
    if "pool" in name:
        return Step("pooling", name, place, form="max" if "max" in name else "average")
    if name in _WEIGHTED:
        return Step(_WEIGHTED[name], name, place)
    if symbol := activation_symbol(name):
        return Step("activation", name, place, activation=Told(symbol, place))
    return Step("arithmetic", name, place)


def _is_softmax(step: Step) -> bool:
    return step.activation is not None and step.activation.value == "softmax"

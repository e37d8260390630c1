"""What functions of tensors are as steps: one table for all libraries."""

from __future__ import annotations

from advisor.inspect.forms import activation_symbol
from advisor.inspect.network import Step
from advisor.inspect.result import Place, Told

__all__ = ["function_step"]

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
_FLAT = frozenset({"flatten", "view", "reshape", "batch_flatten", "squeeze"})
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


def function_step(name: str, place: Place, rate: object = None) -> Step:
    """Return the step that a function or a method of tensors is.

    Args:
        name: The bare name of the function; the dash of one that works in place is passed over.
        place: Where it is called.
        rate: The share of units that a dropout silences, where it is known.
    """
    name = name.rstrip("_")
    if name in _SHAPES:
        return Step("shape", name, place, form="flatten" if name in _FLAT else "")
    if name in _MERGED:
        return Step("merge", name, place, form=_MERGED[name])
    if "dropout" in name:
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

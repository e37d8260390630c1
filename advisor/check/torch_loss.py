"""What a loss of PyTorch is called: by its class or function, or by the graph it left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["loss_name"]

_NODES = {
    "BinaryCrossEntropyWithLogitsBackward0": "nn.BCEWithLogitsLoss",
    "BinaryCrossEntropyBackward0": "nn.BCELoss",
    "MseLossBackward0": "nn.MSELoss",
    "SmoothL1LossBackward0": "nn.SmoothL1Loss",
    "HuberLossBackward0": "nn.HuberLoss",
}
_LIKELIHOODS = ("NllLossBackward0", "NllLoss2DBackward0", "NllLossNdBackward0")


def loss_name(loss: Callable[..., Any], node: Any, outputs: Any) -> str | None:
    """Return how a descriptor names a loss, or None where nothing tells.

    Args:
        loss: The caller's loss.
        node: The node of the graph that a value of the loss came from.
        outputs: The outputs that this value was computed of.
    """
    kind = type(loss)
    if kind.__module__.startswith("torch.nn."):
        return f"nn.{kind.__name__}"
    if getattr(loss, "__module__", None) == "torch.nn.functional":
        return f"F.{getattr(loss, '__name__', '')}"
    if node is None:
        return None
    name = node.name()
    if name not in _LIKELIHOODS:
        return _NODES.get(name)
    before = node.next_functions[0][0]
    # The cross-entropy takes a logarithm of its own; the likelihood is fed what the network gives.
    return "nn.NLLLoss" if before is outputs.grad_fn else "nn.CrossEntropyLoss"

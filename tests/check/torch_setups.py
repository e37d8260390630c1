"""Setups of PyTorch: sound ones, and each with one bug planted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional

Setup = dict[str, Any]


def _adam(parameters: Any) -> torch.optim.Optimizer:
    return torch.optim.Adam(parameters, lr=0.01)


def _digits(model: nn.Module, loss: Callable[..., Any] | None = None, first: int = 0) -> Setup:
    torch.manual_seed(3)
    batch = (torch.randn(32, 8), torch.randint(first, 10 + first, (32,)))
    made = loss or nn.CrossEntropyLoss()
    return {"model": model, "loss": made, "batch": batch, "optimizer": _adam}


def _net(*end: nn.Module, units: int = 10) -> nn.Sequential:
    return nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, units), *end)


class Cut(nn.Module):
    """Two layers with a cut behind the first or the second."""

    def __init__(self, behind: int) -> None:
        super().__init__()
        self.behind = behind
        self.features, self.head = nn.Linear(8, 64), nn.Linear(64, 10)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = functional.relu(self.features(inputs))
        if self.behind == 1:
            hidden = hidden.detach()
        outputs: torch.Tensor = self.head(hidden)
        return outputs.detach() if self.behind == 2 else outputs


class Blind(nn.Module):
    """A network that overwrites what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.net = _net()

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        outputs: torch.Tensor = self.net(inputs * 0)
        return outputs


def classes() -> Setup:
    """Ten classes, as it should be."""
    return _digits(_net())


def classes_by_function() -> Setup:
    """A loss that is a function of the user's own."""
    return _digits(_net(), lambda outputs, targets: functional.cross_entropy(outputs, targets))


def pictures() -> Setup:
    """Convolutions, batch normalization and dropout, as it should be."""
    net = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dropout(0.1),
        nn.Linear(8 * 64, 4),
    )
    torch.manual_seed(3)
    batch = (torch.randn(24, 1, 8, 8), torch.randint(0, 4, (24,)))
    return {"model": net, "loss": nn.CrossEntropyLoss(), "batch": batch}


def binary() -> Setup:
    """Two classes, as it should be."""
    torch.manual_seed(3)
    batch = (torch.randn(32, 8), torch.randint(0, 2, (32, 1)).float())
    net = _net(units=1)
    return {"model": net, "loss": nn.BCEWithLogitsLoss(), "batch": batch, "optimizer": _adam}


def numbers() -> Setup:
    """Standardized numbers, as it should be."""
    torch.manual_seed(3)
    batch = (torch.randn(32, 8), torch.randn(32, 1))
    return {"model": _net(units=1), "loss": nn.MSELoss(), "batch": batch, "optimizer": _adam}


def softmax_before_logits() -> Setup:
    return _digits(_net(nn.Softmax(dim=1)))


def detached() -> Setup:
    return _digits(Cut(2))


def features_detached() -> Setup:
    return _digits(Cut(1))


def wide_weights() -> Setup:
    net = _net()
    for each in net.parameters():
        nn.init.normal_(each, std=3)
    return _digits(net)


def wide_weights_for_numbers() -> Setup:
    setup = numbers()
    for each in setup["model"].parameters():
        nn.init.normal_(each, std=3)
    return setup


def labels_from_one() -> Setup:
    setup = _digits(_net(), first=1)
    setup["batch"][1][0] = 10
    return setup


def evaluation_mode() -> Setup:
    setup = pictures()
    setup["model"].eval()
    return setup


def frozen() -> Setup:
    setup = _digits(_net())
    setup["model"].requires_grad_(False)
    return setup


def blind() -> Setup:
    return _digits(Blind())


def column_beside_row() -> Setup:
    setup = numbers()
    setup["batch"] = (setup["batch"][0], setup["batch"][1][:, 0])
    return setup


def wrong_shape() -> Setup:
    setup = _digits(_net())
    setup["batch"] = (torch.randn(32, 9), setup["batch"][1])
    return setup

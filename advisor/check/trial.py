"""What the procedure asks of a network, whatever library it is written in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Gradients", "Series", "Subject", "Update"]

Array = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Gradients:
    """The gradient of one update: L2 norms, and how much of it is zero.

    ``zeros`` is the share of entries that are exactly zero, 0 to 1. ``reached`` names the weights
    of which at least one entry is not zero. First and last are the first and the last layer.
    """

    norm: float
    first: float
    last: float
    zeros: float
    reached: frozenset[str]


@dataclass(frozen=True, slots=True)
class Update:
    """One update: the loss before it, in the unit of the loss, and the gradient it went by."""

    loss: float
    gradients: Gradients | None


@dataclass(slots=True)
class Series:
    """One run: its updates in order, the error that ended it, and the seconds it took."""

    updates: list[Update] = field(default_factory=list)
    error: str | None = None
    seconds: float = 0.0

    @property
    def losses(self) -> list[float]:
        """The loss before each update."""
        return [update.loss for update in self.updates]

    @property
    def broken(self) -> bool:
        """Whether the loss has become NaN or infinite."""
        return bool(self.updates) and not math.isfinite(self.updates[-1].loss)


class Subject(Protocol):
    """A network with its loss and one batch; the caller's own objects are never changed."""

    library: str
    """What the library is called in messages."""

    class_axis: int
    """The axis of the outputs along which the classes lie."""

    @property
    def targets(self) -> Array:
        """The targets of the batch."""
        ...

    @property
    def weights(self) -> Mapping[str, tuple[int, bool]]:
        """The size of each tensor of weights by name, and whether training may change it."""
        ...

    def described(self) -> Mapping[str, object]:
        """What can be read of the network, its loss and its optimizer, by dotted path."""
        ...

    def outputs(self) -> Array:
        """The outputs of an untrained copy for the batch."""
        ...

    def constant_loss(self, answer: Array) -> float:
        """The loss of giving these outputs, one for each target."""
        ...

    def begin(self) -> None:
        """Take a new copy of the caller's network, and a new optimizer for it."""
        ...

    def update(self, targets: Array, *, blind: bool) -> Update:
        """Make one update of the copy; blind inputs are all zeros."""
        ...

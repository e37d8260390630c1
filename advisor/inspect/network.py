"""What all readers make of a model: the steps that an input goes through, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.inspect.result import Place, Told

__all__ = ["OPAQUE", "WEIGHTED", "Step", "last_activation", "layers", "output_layer"]

WEIGHTED = frozenset({"dense", "convolutional", "recurrent", "attention"})
"""Kinds of steps that are counted as layers."""

OPAQUE = frozenset({"unknown", "arithmetic", "model"})
"""Kinds of steps that change numbers in a way that is not followed."""

_PASSING = frozenset({"shape", "dropout", "noise"})


@dataclass(frozen=True, slots=True)
class Step:
    """One layer or operation.

    ``kind`` is dense, convolutional, recurrent, attention, embedding, activation, dropout,
    normalization, pooling, merge, shape, arithmetic, noise, model (a network made elsewhere) or
    unknown. ``activation`` is the step's own; without one its outputs are plain, a value of None
    could not be read. ``form`` tells kinds apart: max and average pooling, lstm and gru, batch
    and layer normalization, add and concatenate. ``dimensions`` is that of a convolution.
    """

    kind: str
    name: str
    place: Place
    units: Told | None = None
    inputs: Told | None = None
    activation: Told | None = None
    rate: Told | None = None
    form: str = ""
    dimensions: int | None = None
    stacked: int = 1
    sequences: bool | None = None
    penalty: Told | None = None
    start: Told | None = None


def layers(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps that have weights of their own, embeddings and normalizations left out."""
    return tuple(step for step in steps if step.kind in WEIGHTED)


def last_activation(steps: tuple[Step, ...]) -> Told | Step | None:
    """Return the activation that the outputs come from.

    A step is returned where it hides the activation, None where there is no step to tell.
    """
    for step in _from_the_end(steps):
        if step.activation is not None:
            return step.activation
        if step.kind == "recurrent":
            return Told("tanh", step.place)
        if step.kind in WEIGHTED or (step.kind == "merge" and step.form == "add"):
            return Told("none", step.place)
        return step
    return None


def output_layer(steps: tuple[Step, ...]) -> Step | None:
    """Return the last layer with weights, where nothing behind it can change its width."""
    for step in _from_the_end(steps):
        if step.kind in WEIGHTED:
            return step
        if step.kind not in ("activation", "normalization", "merge"):
            return None
        if step.kind == "merge" and step.form != "add":
            return None
    return None


def _from_the_end(steps: tuple[Step, ...]) -> Iterator[Step]:
    return (step for step in reversed(steps) if step.kind not in _PASSING)

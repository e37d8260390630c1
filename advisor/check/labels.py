"""What the targets of one batch are, and what they would be if they told nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.check.trial import Array

__all__ = ["Labels", "neutral", "read_labels"]


@dataclass(frozen=True, slots=True)
class Labels:
    """How targets are written: a symbol of ``model.label_encoding``, or None where unsure.

    ``lowest`` and ``highest`` are the ends of their range; ``classes`` their number, where they
    are classes, no less than the outputs that wait for them.
    """

    encoding: str | None
    lowest: float
    highest: float
    classes: int | None


def read_labels(targets: Array, outputs: Array | None, axis: int) -> Labels:
    """Tell what targets are by their values, and by the outputs that they are compared with.

    Args:
        targets: The targets of one batch.
        outputs: The outputs for it, where the network gave any.
        axis: The axis of the outputs along which the classes lie.
    """
    values = targets.astype(np.float64)
    ends = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    units = outputs.shape[axis] if outputs is not None and outputs.ndim > 1 else 1
    distinct = np.unique(values)
    whole = bool(np.all(distinct == np.round(distinct)))
    if whole and units > 1 and _one_each(targets, outputs):
        return Labels("integer", *ends, max(units, len(distinct)))
    only_bits = bool(np.isin(distinct, (0.0, 1.0)).all())
    if only_bits and units > 1 and targets.ndim > 1:
        one_hot = bool((values.sum(axis=axis) == 1).all())
        return Labels("one_hot" if one_hot else "binary", *ends, units if one_hot else None)
    if only_bits:
        return Labels("binary", *ends, 2)
    inexact = np.issubdtype(targets.dtype, np.floating)
    return Labels("continuous" if inexact and not whole else None, *ends, None)


def neutral(targets: Array, labels: Labels) -> Array:
    """Return targets of which no answer knows more than an untrained network should.

    Every class comes equally often; numbers are moved so that their mean is zero.
    """
    order = np.arange(targets.size)
    if labels.encoding == "integer" and labels.classes:
        return (order % labels.classes).reshape(targets.shape).astype(targets.dtype)
    if labels.encoding == "binary":
        # Halves of rows, so that every column of several labels is balanced too.
        rows = np.arange(len(targets)).reshape(-1, *[1] * (targets.ndim - 1)) % 2
        return np.broadcast_to(rows, targets.shape).astype(targets.dtype)
    if labels.encoding == "one_hot" and targets.ndim == 2 and labels.classes:
        rows = np.arange(len(targets)) % labels.classes
        return np.eye(labels.classes)[rows].astype(targets.dtype)
    if labels.encoding == "continuous":
        values = targets.astype(np.float64)
        return np.asarray(values - values.mean(axis=0)).astype(targets.dtype)
    return targets


def _one_each(targets: Array, outputs: Array | None) -> bool:
    """Whether each row of outputs has one target, not one for each output."""
    if outputs is None:
        return False
    return targets.ndim == outputs.ndim - 1 or targets.size * outputs.shape[-1] == outputs.size

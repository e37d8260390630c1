"""What labels and inputs of a program say of the fields of a descriptor."""

from __future__ import annotations

from advisor.inspect.program.data import as_array
from advisor.inspect.program.values import Value
from advisor.inspect.result import Draft, Place

__all__ = ["state_inputs", "state_labels"]


def state_labels(draft: Draft, value: Value | None, place: Place) -> None:
    """State the form and the bounds of labels, and how many classes there are."""
    labels = as_array(value)
    if labels is None:
        return
    if labels.encoding in ("integer", "one_hot", "binary", "continuous"):
        draft.state("model.label_encoding", labels.encoding, place)
    low, high = labels.low, labels.high
    # Labels that are all alike are made up for one half of an adversarial pair.
    if low is not None and high is not None and low < high and labels.encoding != "one_hot":
        draft.state("model.label_min", low, place)
        draft.state("model.label_max", high, place)
    if labels.classes is not None and labels.classes >= 2:
        draft.state("problem.n_classes", labels.classes, place)


def state_inputs(draft: Draft, value: Value | None, place: Place) -> None:
    """State the bounds of inputs, and whether they have mean 0 and deviation 1."""
    inputs = as_array(value)
    if inputs is None:
        return
    if inputs.low is not None and inputs.high is not None:
        draft.state("data.input_min", inputs.low, place)
        draft.state("data.input_max", inputs.high, place)
    if inputs.standardized:
        draft.state("data.standardized", True, place)

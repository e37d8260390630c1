"""What labels and inputs of a program say of the fields of a descriptor."""

from __future__ import annotations

from advisor.inspect.program.data import as_array
from advisor.inspect.program.values import Array, Value
from advisor.inspect.result import Draft, Place

__all__ = ["state_inputs", "state_labels", "state_task"]

_DISTANCES = frozenset({"mse", "mae", "rmse", "huber", "log_cosh", "msle", "mape"})
_CLASS_METRICS = frozenset(
    {"accuracy", "balanced_accuracy", "top_k_accuracy", "precision", "recall", "f1", "roc_auc"}
)


def state_labels(draft: Draft, value: Value | None, place: Place) -> Array | None:
    """State the form and the bounds of labels; returns what is known of them."""
    labels = as_array(value)
    if labels is None:
        return None
    if labels.encoding in ("integer", "one_hot", "binary", "continuous"):
        draft.state("model.label_encoding", labels.encoding, place)
    if labels.low is not None and labels.high is not None and labels.encoding != "one_hot":
        draft.state("model.label_min", labels.low, place)
        draft.state("model.label_max", labels.high, place)
    if labels.classes is not None and labels.classes >= 2:
        draft.state("problem.n_classes", labels.classes, place)
    return labels


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


def state_task(draft: Draft, labels: Array | None, loss: str | None, place: Place) -> None:
    """State the task where labels, metrics and outputs leave no doubt."""
    width, activation = draft.get("model.output_units"), draft.get("model.last_activation")
    metrics = draft.get("evaluation.metrics")
    scored = bool(isinstance(metrics, list) and _CLASS_METRICS & {str(each) for each in metrics})
    count = draft.get("problem.n_classes")
    if isinstance(count, int):
        task = "binary_classification" if count == 2 else "multiclass_classification"
        draft.state("problem.task", task, draft.place("problem.n_classes") or place)
    elif labels is not None and labels.encoding == "continuous":
        draft.state("problem.task", "regression", draft.place("model.label_encoding") or place)
    elif activation in ("softmax", "nn.LogSoftmax") and isinstance(width, int) and width > 1:
        where = draft.place("model.output_units") or place
        task = "binary_classification" if width == 2 else "multiclass_classification"
        draft.state("problem.task", task, where)
        draft.state("problem.n_classes", width, where)
    elif loss in _DISTANCES and width == 1 and not scored:
        draft.state("problem.task", "regression", draft.place("model.loss") or place)
    elif loss == "binary_cross_entropy" and width == 1 and scored:
        draft.state("problem.task", "binary_classification", draft.place("model.loss") or place)

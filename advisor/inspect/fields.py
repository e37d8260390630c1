"""What the steps of a network say of the fields of a descriptor; the same for all readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from advisor.descriptor import canonical
from advisor.inspect.network import OPAQUE, Step, last_activation, layers, output_layer
from advisor.inspect.result import Draft, Place, Told

__all__ = [
    "keras_loss",
    "state_last_activation",
    "state_loss",
    "state_metrics",
    "state_network",
    "state_optimizer",
    "state_task",
]

_DISTANCES = frozenset({"mse", "mae", "rmse", "msle", "mape", "huber", "log_cosh", "quantile"})
_CLASS_METRICS = frozenset(
    {"accuracy", "balanced_accuracy", "top_k_accuracy", "precision", "recall", "f1", "roc_auc"}
)
_FAMILIES = {
    re.compile(r"(wide_)?res(net|next)", re.IGNORECASE): "resnet",
    re.compile(r"densenet", re.IGNORECASE): "densely_connected_cnn",
    re.compile(r"vgg|alexnet|mobilenet|efficientnet|inception|xception", re.IGNORECASE): "cnn_2d",
    re.compile(r"vit|swin|.*(bert|gpt|t5)", re.IGNORECASE): "transformer",
}
_LOGARITHM = "nn.LogSoftmax"
"""How a descriptor names the logarithm of a softmax."""
_SHARES = ("softmax", _LOGARITHM)


def state_network(draft: Draft, steps: Sequence[Step]) -> None:
    """State what the steps say of the model: family, widths, activations, dropout, pooling.

    Args:
        draft: Where it is stated, with the place of each field.
        steps: All steps from the input to the output, in their order.
    """
    whole = tuple(steps)
    weighted = layers(whole)
    _state_architecture(draft, whole)
    state_last_activation(draft, whole)
    _state_widths(draft, whole, weighted)
    _state_hidden(draft, whole)
    _state_dropout(draft, whole)
    _state_pooling(draft, whole)
    _state_recurrence(draft, weighted)
    _state_means(draft, whole)


def state_last_activation(draft: Draft, steps: tuple[Step, ...]) -> None:
    """State the activation that the outputs come from, or why it cannot be told."""
    found = last_activation(steps)
    path = "model.last_activation"
    if isinstance(found, Step):
        draft.leave(
            path, f"the outputs come from {found.name!r}, which is not followed", found.place
        )
    elif found is None:
        draft.leave(path, "what gives the outputs is not seen")
    elif found.value is None:
        draft.leave(path, "the activation of the last layer cannot be told", found.place)
    else:
        value = _LOGARITHM if found.value == "log_softmax" else found.value
        draft.state(path, value, found.place)


def keras_loss(name: str, from_logits: bool) -> str:
    """Return how a descriptor names a loss of Keras."""
    return f"keras.losses.{name}(from_logits=True)" if from_logits else f"keras.losses.{name}"


def state_loss(draft: Draft, text: str | None, place: Place) -> str | None:
    """State a loss by a library's name; returns its symbol where the name is known."""
    symbol = canonical("loss", text) if text is not None else None
    if symbol is None:
        draft.leave("model.loss", "which loss it is cannot be told", place)
        return None
    draft.state("model.loss", text, place)
    return symbol


def state_optimizer(
    draft: Draft, name: object, rate: Told | None, place: Place, prefix: str = "training"
) -> str | None:
    """State an optimizer by a library's name, and its learning rate; returns its symbol.

    Args:
        draft: Where it is stated.
        name: What the library calls it.
        rate: The learning rate, None inside where it cannot be told.
        place: Where the optimizer is made.
        prefix: The section of the descriptor that it belongs to.
    """
    symbol = canonical("optimizer", name) if isinstance(name, str) else None
    if symbol is None:
        draft.leave(f"{prefix}.optimizer", "which optimizer it is cannot be told", place)
        return None
    draft.state(f"{prefix}.optimizer", symbol, place)
    if rate is not None and isinstance(rate.value, int | float) and rate.value > 0:
        # Files hold numbers of single precision, whose further digits mean nothing.
        draft.state(f"{prefix}.learning_rate", float(f"{rate.value:.7g}"), rate.place)
    elif rate is not None:
        draft.leave(f"{prefix}.learning_rate", "the number cannot be told", rate.place)
    return symbol


def state_metrics(draft: Draft, names: Sequence[object], place: Place) -> None:
    """State metrics by a library's names; names that are not known are passed over."""
    found = [canonical("metric", name) for name in names if isinstance(name, str)]
    known = [name for name in found if name is not None]
    if known:
        draft.state("evaluation.metrics", list(dict.fromkeys(known)), place)
    elif names:
        draft.leave("evaluation.metrics", "which they are cannot be told", place)


def state_task(draft: Draft, loss: str | None, place: Place) -> None:
    """State the task where labels, metrics and outputs leave no doubt.

    Args:
        draft: What was found of labels, loss, metrics and outputs.
        loss: The symbol of the loss, where it is known.
        place: Where the model is made.
    """
    width, activation = draft.get("model.output_units"), draft.get("model.last_activation")
    metrics = draft.get("evaluation.metrics")
    scored = bool(isinstance(metrics, list) and _CLASS_METRICS & {str(each) for each in metrics})
    count = draft.get("problem.n_classes")
    if isinstance(count, int):
        task = "binary_classification" if count == 2 else "multiclass_classification"
        draft.state("problem.task", task, draft.place("problem.n_classes") or place)
    elif draft.get("model.label_encoding") == "continuous":
        draft.state("problem.task", "regression", draft.place("model.label_encoding") or place)
    elif loss is not None and activation in _SHARES and isinstance(width, int) and width > 1:
        where = draft.place("model.output_units") or place
        task = "binary_classification" if width == 2 else "multiclass_classification"
        draft.state("problem.task", task, where)
        draft.state("problem.n_classes", width, where)
    elif loss in _DISTANCES and width == 1 and not scored:
        draft.state("problem.task", "regression", draft.place("model.loss") or place)
    elif loss == "binary_cross_entropy" and width == 1 and scored:
        draft.state("problem.task", "binary_classification", draft.place("model.loss") or place)


def _state_architecture(draft: Draft, steps: tuple[Step, ...]) -> None:
    opaque = [step for step in steps if step.kind in OPAQUE and step.kind != "arithmetic"]
    for step in opaque:
        if family := _known_family(step.name):
            draft.state("model.architecture", family, step.place)
            return
    for kind in ("attention", "recurrent", "convolutional", "dense"):
        found = [step for step in steps if step.kind == kind]
        if found and not (opaque and kind == "dense"):
            draft.state("model.architecture", _family(found), found[0].place)
            return


def _known_family(name: str) -> str | None:
    """Return the family of a network of a library by its name."""
    return next((family for pattern, family in _FAMILIES.items() if pattern.match(name)), None)


def _family(found: Sequence[Step]) -> str:
    first = found[0]
    if first.kind == "convolutional":
        return f"cnn_{max(step.dimensions or 2 for step in found)}d"
    if first.kind == "recurrent":
        forms = {step.form for step in found}
        return first.form if len(forms) == 1 else "rnn"
    return {"attention": "transformer"}.get(first.kind, "mlp")


def _state_widths(draft: Draft, steps: tuple[Step, ...], weighted: Sequence[Step]) -> None:
    last = output_layer(steps)
    if last is not None and last.units is not None:
        _state_count(draft, "model.output_units", last.units)
    if not weighted or any(step.kind in OPAQUE for step in steps):
        return
    place = weighted[0].place
    draft.state("model.n_layers", sum(step.stacked for step in weighted), place)
    if weighted[0].units is not None:
        _state_count(draft, "model.first_layer_units", weighted[0].units)
    convolutional = weighted[0].kind == "convolutional"
    draft.state("model.convolutional_first_layers", convolutional, place)
    filters = [step.units for step in weighted if step.kind == "convolutional"]
    counts = [told.value for told in filters if told is not None and _is_count(told.value)]
    if counts and len(counts) == len(filters):
        draft.state("model.filters", counts, place)


def _state_count(draft: Draft, path: str, told: Told) -> None:
    if _is_count(told.value):
        draft.state(path, told.value, told.place)
    else:
        draft.leave(path, f"{told.place.text or 'the number'} cannot be told", told.place)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _state_hidden(draft: Draft, steps: tuple[Step, ...]) -> None:
    found = list(_hidden_activations(steps))
    values = {told.value for told in found}
    if len(values) == 1 and found[0].value not in (None, "log_softmax"):
        draft.state("model.hidden_activation", found[0].value, found[0].place)
    elif len(values) > 1:
        draft.leave("model.hidden_activation", "the layers differ", found[0].place)


def _hidden_activations(steps: tuple[Step, ...]) -> Iterable[Told]:
    """Give the activation behind each dense or convolutional layer but the last with weights."""
    places = [at for at, step in enumerate(steps) if step in layers(steps)]
    for at, following in pairwise(places):
        if steps[at].kind not in ("dense", "convolutional"):
            continue
        own = steps[at].activation
        if own is not None and own.value != "none":
            yield own
        elif found := _behind(steps[at + 1 : following]):
            yield found
        elif not any(_is_opaque(step) for step in steps[at + 1 : following]):
            yield Told("none", steps[at].place)


def _behind(between: Sequence[Step]) -> Told | None:
    """Return the activation that outputs of a layer go through before anything else.

    A softmax whose shares weigh other numbers afterwards is attention, and no activation.
    """
    for at, step in enumerate(between):
        if _is_opaque(step):
            return None
        told = step.activation
        if told is not None and told.value != "none":
            weighs = told.value == "softmax" and any(map(_is_opaque, between[at + 1 :]))
            return None if weighs else told
    return None


def _is_opaque(step: Step) -> bool:
    return step.kind in OPAQUE or step.kind == "merge"


def _state_dropout(draft: Draft, steps: tuple[Step, ...]) -> None:
    rates: list[Told] = []
    kinds: dict[str, Place] = {}
    before = "input"
    for step in steps:
        if step.kind in ("dense", "convolutional", "recurrent", "attention", "embedding"):
            before = step.kind
        elif step.form == "flatten" or step.form.startswith("global") or step.name == "mean":
            before = "dense"  # what comes behind no longer lies in the plane of the image
        if step.rate is not None:
            rates.append(step.rate)
            kinds.setdefault(before, step.place)
    numbers = [told for told in rates if _is_rate(told.value)]
    if numbers:
        highest = max(numbers, key=lambda told: float(str(told.value)))
        draft.state("model.dropout.rate", float(str(highest.value)), highest.place)
    if kinds:
        # The place is that of the kind of layer where dropout is least usual.
        place = kinds.get("recurrent") or kinds.get("convolutional") or next(iter(kinds.values()))
        draft.state("model.dropout.on", list(kinds), place)


def _is_rate(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1


def _state_pooling(draft: Draft, steps: tuple[Step, ...]) -> None:
    found = [step for step in steps if step.kind == "pooling"]
    forms = {step.form.removeprefix("global ") for step in found}
    local = [step for step in found if not step.form.startswith("global")]
    if len(forms) == 1:
        draft.state("model.pooling", forms.pop(), found[0].place)
    elif local and len({step.form for step in local}) == 1:
        draft.state("model.pooling", local[0].form, local[0].place)
    elif found:
        draft.leave("model.pooling", "both kinds are used", found[0].place)


def _state_recurrence(draft: Draft, weighted: Sequence[Step]) -> None:
    found = [step for step in weighted if step.kind == "recurrent"]
    if not found:
        return
    draft.state("recurrent.stacked_layers", sum(step.stacked for step in found), found[0].place)
    if found[-1].sequences is not None:
        draft.state("recurrent.per_step_outputs", found[-1].sequences, found[-1].place)


def _state_means(draft: Draft, steps: tuple[Step, ...]) -> None:
    means: dict[str, Place] = {}
    for step in steps:
        if step.form == "augmentation":
            draft.state("data.augmentation.used", True, step.place)
        if step.kind == "normalization" and step.form == "batch":
            draft.state("model.batch_normalization", True, step.place)
            means.setdefault("batch_normalization", step.place)
        if step.penalty is not None and (
            name := canonical("regularization", str(step.penalty.value))
        ):
            means.setdefault(name, step.penalty.place)
        if step.rate is not None:
            means.setdefault("dropout", step.place)
    if means:
        draft.state("model.regularization", list(means), next(iter(means.values())))
    starts = {str(step.start.value): step.start for step in steps if step.start is not None}
    if len(starts) == 1:
        (text, told), *_ = starts.items()
        if scheme := canonical("initialization", text):
            draft.state("model.initialization.scheme", scheme, told.place)

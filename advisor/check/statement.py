"""What the runs say as fields of a descriptor."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from advisor.check.procedure import Trials
from advisor.check.trial import Array, Gradients, Subject
from advisor.inspect.fields import state_task
from advisor.inspect.result import Draft, Place

__all__ = ["history_of", "state_trials"]


def state_trials(subject: Subject, trials: Trials) -> dict[str, object]:
    """Return what was read of the network and its targets, and what the runs showed, by path."""
    draft, place = Draft(), Place("setup")
    for path, value in (_labels(subject, trials) | dict(trials.described)).items():
        if (
            path not in ("schema", "name", "problem.task", "problem.n_classes")
            and value is not None
        ):
            draft.state(path, value, place)
    if trials.labels is not None and trials.labels.classes is not None:
        draft.state("problem.n_classes", trials.labels.classes, place)
    if trials.outputs is not None:
        _state_outputs(draft, trials.outputs, subject.class_axis, place)
    loss = draft.get("model.loss")
    state_task(draft, str(loss) if loss is not None else None, place)
    fields = dict(draft.fields)
    return fields | _sanity(subject, trials)


def history_of(trials: Trials) -> dict[str, object]:
    """Return the run on one real batch as the section ``history``."""
    run = trials.runs["one_batch"]
    history: dict[str, object] = {
        "unit": "step",
        "kind": "one_batch",
        "steps": [float(step) for step in range(len(run.updates))],
        "train_loss": run.losses,
    }
    found = [update.gradients for update in run.updates]
    if any(found):
        history |= {
            "gradient_norm_aggregate": "step",
            "gradient_norm": _column(found, "norm"),
            "gradient_norm_first_layer": _column(found, "first"),
            "gradient_norm_last_layer": _column(found, "last"),
            "gradient_zero_fraction": _column(found, "zeros"),
        }
    return history if run.updates else {}


def _column(found: list[Gradients | None], name: str) -> list[float | None]:
    return [None if each is None else float(getattr(each, name)) for each in found]


def _labels(subject: Subject, trials: Trials) -> dict[str, object]:
    labels = trials.labels
    if labels is None:
        return {}
    return {
        "model.label_encoding": labels.encoding,
        "model.label_min": labels.lowest,
        "model.label_max": labels.highest,
        "training.batch_size": len(subject.targets) or None,
    }


def _state_outputs(draft: Draft, outputs: Array, axis: int, place: Place) -> None:
    if outputs.ndim < 2:
        return
    units = outputs.shape[axis]
    draft.state("model.output_units", units, place)
    values = outputs.astype(np.float64)
    shares = bool((values >= 0).all()) and np.allclose(values.sum(axis=axis), 1, atol=1e-4)
    if shares and units > 1:
        draft.state("model.last_activation", "softmax", place)


def _sanity(subject: Subject, trials: Trials) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name, run in trials.runs.items():
        fields[f"sanity.{name}.ran"] = run.error is None
        fields[f"sanity.{name}.refused"] = run.error is not None
        if run.updates:
            fields[f"sanity.{name}.loss"] = run.losses
    run = trials.runs["one_batch"]
    if run.updates and math.isfinite(run.updates[0].loss):
        fields["sanity.initial_loss"] = run.updates[0].loss
    if trials.constant_loss is not None:
        fields["sanity.trivial_loss"] = trials.constant_loss
    if trials.outputs is not None and trials.labels and trials.labels.encoding != "integer":
        shapes = trials.outputs.shape, subject.targets.shape
        fields["sanity.shapes_stretched"] = _stretched(*shapes)
    return fields | _reach(subject.weights, trials)


def _stretched(outputs: tuple[int, ...], targets: tuple[int, ...]) -> bool:
    """Whether two shapes fit only by repeating both."""
    try:
        return np.broadcast_shapes(outputs, targets) not in (outputs, targets)
    except ValueError:
        return False


def _reach(weights: Mapping[str, tuple[int, bool]], trials: Trials) -> dict[str, object]:
    """Return which share of the weights is trained, and which of these a gradient reached."""
    sizes = {name: size for name, (size, trained) in weights.items() if trained}
    whole, trained = sum(size for size, _ in weights.values()), sum(sizes.values())
    fields: dict[str, object] = {"sanity.trained_weights": trained / whole} if whole else {}
    found = [each.gradients for each in trials.runs["one_batch"].updates if each.gradients]
    if trained and found:
        reached = frozenset[str]().union(*(each.reached for each in found))
        fields["sanity.reached_weights"] = sum(sizes.get(n, 0) for n in reached) / trained
    return fields

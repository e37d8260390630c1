"""What is seen of the training in a program, as fields of a descriptor."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from advisor.descriptor import canonical
from advisor.inspect import fields
from advisor.inspect.program.building import number, of_keras, of_torch
from advisor.inspect.program.evidence import Evidence, Loop, Seen
from advisor.inspect.program.values import (
    Argument,
    Items,
    Known,
    Made,
    Method,
    Named,
    Value,
    constant,
)
from advisor.inspect.result import Draft, Place, Told

__all__ = [
    "loss_text",
    "state_clipping",
    "state_fit",
    "state_loader",
    "state_loops",
    "state_loss",
    "state_metrics",
    "state_optimizer",
]

PlaceOf = Callable[[ast.AST], Place]

_NORMS = frozenset({"clip_grad_norm_", "clip_grad_norm", "clip_by_global_norm", "clip_by_norm"})
_VALUES = frozenset({"clip_grad_value_", "clip_by_value"})
_LEARNING_RATE = ("learning_rate", "lr")


def loss_text(value: Value) -> str | None:
    """Return how a descriptor names a loss, or None where nobody can tell which one it is."""
    if isinstance(value, Known):
        text = value.value if isinstance(value.value, str) else None
    elif isinstance(value, Named | Made):
        text = _library_name(value)
    else:
        text = None
    return text if text is not None and canonical("loss", text) else None


def _library_name(value: Named | Made) -> str:
    name = value.path.rpartition(".")[2]
    if of_torch(value.path):
        return f"F.{name}" if ".functional." in value.path else f"nn.{name}"
    if ".nn." in value.path:
        return f"tf.nn.{name}"
    if not isinstance(value, Made) or not of_keras(value.path):
        return name
    logits = value.argument(0 if name[:1].isupper() else 2, "from_logits")
    return fields.keras_loss(name, logits is not None and logits.value == Known(True))


def state_loss(draft: Draft, value: Value, place: Place) -> str | None:
    """State a loss; returns its symbol where that is known."""
    reduction = value.argument(None, "reduction") if isinstance(value, Made) else None
    if reduction is not None and (how := canonical("reduction", str(constant(reduction.value)))):
        draft.state("training.loss_reduction", how, place)
    return fields.state_loss(draft, loss_text(value), place)


def state_optimizer(
    draft: Draft, value: Value, place: Place, prefix: str = "training"
) -> str | None:
    """State an optimizer and its learning rate; returns the symbol of the optimizer."""
    name = constant(value) if isinstance(value, Known) else getattr(value, "name", None)
    rate = None
    if isinstance(value, Made):
        given = value.argument(1 if of_torch(value.path) else 0, *_LEARNING_RATE)
        rate = Told(number(given), place) if given is not None else None
    return fields.state_optimizer(draft, name, rate, place, prefix)


def state_clipping(
    draft: Draft, evidence: Evidence, optimizer: Value | None, place: Place, place_of: PlaceOf
) -> None:
    """State how gradients are cut back: by the optimizer, by a call, or not at all."""
    path = "training.gradient_clipping"
    if isinstance(optimizer, Made):
        for name in optimizer.keywords:
            if name in ("clipnorm", "global_clipnorm", "clipvalue"):
                draft.state(path, "value" if name == "clipvalue" else "norm", place)
    for seen in evidence.calls:
        name = seen.call.name
        if name in _NORMS:
            draft.state(path, "norm", place_of(seen.call.node))
        elif name in _VALUES or (name == "clamp_" and _is_gradient(seen.owner)):
            draft.state(path, "value", place_of(seen.call.node))
    for made in evidence.made:
        if made.name == "Trainer" and made.argument(None, "gradient_clip_val") is not None:
            how = made.argument(None, "gradient_clip_algorithm")
            by_value = how is not None and constant(how.value) == "value"
            draft.state(path, "value" if by_value else "norm", place_of(made.node))
    draft.state(path, "none", place)


def _is_gradient(value: Value | None) -> bool:
    while isinstance(value, Method):
        if value.name == "grad":
            return True
        value = value.owner
    return False


def state_metrics(draft: Draft, given: Argument | None, place_of: PlaceOf) -> None:
    """State the metrics that a model is compiled with."""
    if given is None:
        return
    listed = given.value.items if isinstance(given.value, Items) else [given]
    names = [
        each.value.value if isinstance(each.value, Known) else getattr(each.value, "name", None)
        for each in listed
    ]
    fields.state_metrics(draft, names, place_of(given.node))


def state_fit(draft: Draft, fit: Seen, place_of: PlaceOf) -> None:
    """State epochs, batch size, shuffling and validation from a call of ``fit``."""
    call, place = fit.call, place_of(fit.call.node)
    for path, names in (
        ("training.epochs", ("epochs", "nb_epoch")),
        ("training.batch_size", ("batch_size",)),
    ):
        given = call.argument(None, *names)
        found = number(given)
        if given is not None and isinstance(found, int) and found > 0:
            draft.state(path, found, place_of(given.node))
    shuffle = call.argument(None, "shuffle")
    if call.name == "fit" and (shuffle is None or constant(shuffle.value) is not None):
        shuffled = shuffle is None or bool(constant(shuffle.value))
        draft.state("training.shuffle", shuffled, place_of(shuffle.node) if shuffle else place)
    held_out = call.argument(None, "validation_data", "validation_split")
    if held_out is not None and constant(held_out.value) != 0:
        draft.state("evaluation.tracks_validation", True, place_of(held_out.node))
    callbacks = call.argument(None, "callbacks")
    if callbacks is not None and isinstance(callbacks.value, Items):
        names_of = {getattr(each.value, "name", "") for each in callbacks.value.items}
        if "EarlyStopping" in names_of and draft.get("model.regularization") is None:
            draft.state("model.regularization", ["early_stopping"], place_of(callbacks.node))


def state_loader(draft: Draft, loops: Sequence[Loop], place_of: PlaceOf) -> None:
    """State batch size and shuffling from the loader that the training goes through."""
    for loop in reversed(loops):
        loader = _loader(loop.over)
        if loader is None:
            continue
        size = loader.argument(1, "batch_size")
        found = number(size)
        if size is not None and isinstance(found, int) and found > 0:
            draft.state("training.batch_size", found, place_of(size.node))
        shuffle = loader.argument(2, "shuffle")
        if shuffle is None and not {"sampler", "batch_sampler"} & loader.keywords.keys():
            draft.state("training.shuffle", False, place_of(loader.node))
        elif shuffle is not None and isinstance(constant(shuffle.value), bool):
            draft.state("training.shuffle", constant(shuffle.value), place_of(shuffle.node))
        return


def _loader(value: Value | None) -> Made | None:
    for _ in range(4):
        if not isinstance(value, Made):
            return None
        if value.name == "DataLoader":
            return value
        value = value.args[0].value if value.args else None
    return None


def state_loops(draft: Draft, loops: Iterable[Loop], place_of: PlaceOf) -> None:
    """State the epochs where the outermost loop around the training says how many."""
    for loop in loops:
        if loop.turns is not None and loop.turns > 0:
            draft.state("training.epochs", loop.turns, place_of(loop.node))
        return

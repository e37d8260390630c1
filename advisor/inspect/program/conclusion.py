"""Bring together what was seen of each model of a program."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from advisor.descriptor import canonical
from advisor.inspect.fields import state_last_activation, state_network, state_task
from advisor.inspect.program.adversaries import adversarial, adversaries, holds, serves
from advisor.inspect.program.augmenting import state_augmentation
from advisor.inspect.program.building import of_keras
from advisor.inspect.program.evidence import LossUse, Seen
from advisor.inspect.program.labels import state_inputs, state_labels
from advisor.inspect.program.networks import steps_of
from advisor.inspect.program.pretrained import fetched, state_fetched, state_trainer
from advisor.inspect.program.reader import Reader
from advisor.inspect.program.training import (
    loss_text,
    state_clipping,
    state_fit,
    state_loader,
    state_loops,
    state_loss,
    state_metrics,
    state_optimizer,
)
from advisor.inspect.program.values import Flow, Items, Made, Thing, Value
from advisor.inspect.result import Draft, Inspection

__all__ = ["conclude"]

_FITTING = ("fit", "fit_generator", "train_on_batch", "evaluate")


def conclude(reader: Reader, form: str) -> Iterator[Inspection]:
    """Give an inspection of each model, in the order of the program.

    Args:
        reader: A program that was gone through.
        form: What the reader is called in the inspections.
    """
    models = _whole_models(reader)
    sides = adversaries(reader)
    if sides:
        yield adversarial(reader, sides).finish("GAN", form)
    if not models:
        yield from _without_layers(reader, form)
    told: set[str] = set()
    for model, name in models.items():
        if sides and all(holds(model, side) for side in sides.values()):
            continue  # both sides in a row, made to train the generator
        draft = Draft()
        _state_model(reader, draft, model, alone=len(models) == 1)
        # A class of which several objects are made is one model.
        if draft and draft.marks() not in told:
            told.add(draft.marks())
            yield draft.finish(name, form)


def _without_layers(reader: Reader, form: str) -> Iterator[Inspection]:
    """Give the models whose layers stand nowhere: fetched ones, or one that a loss tells of."""
    ready = fetched(reader)
    for model in ready:
        draft = Draft()
        _state_training(reader, draft, model, alone=len(ready) == 1)
        for fit in _calls(reader, model, _FITTING, len(ready) == 1):
            _state_fitted(reader, draft, fit)
        state_fetched(reader, draft, model)
        state_trainer(reader, draft)
        yield draft.finish("model", form)
    if not ready and reader.evidence.losses:
        draft = Draft()
        _state_uses_of(reader, draft, reader.evidence.losses, None, alone=True)
        if draft:
            yield draft.finish("model", form)


def _whole_models(reader: Reader) -> dict[Value, str]:
    """Return the models that are no part of another, and those that are trained themselves."""
    evidence = reader.evidence
    trained = {seen.owner for seen in evidence.named("compile", "fit") if seen.owner is not None}
    held = {
        value for model in evidence.models if isinstance(model, Thing) for value in _held(model)
    }
    held |= evidence.inside
    return {
        model: name or _class_name(model)
        for model, name in evidence.models.items()
        if (model not in held or model in trained) and _is_of_the_program(reader, model)
    }


def _is_of_the_program(reader: Reader, model: Value) -> bool:
    """Whether a model is made or used in the program that is read, not only beside it."""
    own = reader.modules.is_own
    if own(_node(model)) or model in reader.scope.names.values():
        return True
    evidence = reader.evidence
    if any(seen.owner is model and own(seen.call.node) for seen in evidence.calls):
        return True
    flows = [use.outputs for use in evidence.losses if own(use.node)]
    return any(isinstance(flow, Flow) and model in flow.through for flow in flows)


def _held(thing: Thing) -> Iterator[Value]:
    for value in thing.attributes.values():
        yield value
        if isinstance(value, Items):
            yield from (item.value for item in value.items)
        elif isinstance(value, Made):
            yield from (part.value for part in value.parts)


def _class_name(model: Value) -> str:
    return model.kind.node.name if isinstance(model, Thing) else "model"


def _state_model(reader: Reader, draft: Draft, model: Value, *, alone: bool) -> None:
    steps = steps_of(reader, model)
    loss = _state_training(reader, draft, model, alone)
    state_network(draft, steps)
    for fit in _calls(reader, model, _FITTING, alone):
        _state_fitted(reader, draft, fit)
    if draft and alone:
        state_augmentation(draft, reader.evidence, reader.place)
    if draft:
        state_task(draft, loss, reader.place(_node(model)))


def _state_training(reader: Reader, draft: Draft, model: Value, alone: bool) -> str | None:
    """State loss and optimizer as the program says them; returns the symbol of the loss."""
    uses = _uses(reader, model, alone)
    compiled = _last(reader, model, "compile", alone)
    if compiled is not None:
        return _state_compiled(reader, draft, compiled)
    if uses:
        return _state_uses_of(reader, draft, uses, model, alone=alone)
    _state_optimizer(reader, draft, model, alone)
    return None


def _node(model: Value) -> ast.AST:
    assert isinstance(model, Made | Thing)
    return model.node


def _calls(reader: Reader, model: Value, names: tuple[str, ...], alone: bool) -> list[Seen]:
    """Return calls on a model; on something unknown where there is one model alone."""
    found = reader.evidence.named(*names)
    own = [seen for seen in found if seen.owner is model]
    if own or not alone:
        return own
    return [seen for seen in found if not isinstance(seen.owner, Made | Thing)]


def _last(reader: Reader, model: Value, name: str, alone: bool) -> Seen | None:
    found = _calls(reader, model, (name,), alone)
    return found[-1] if found else None


def _state_compiled(reader: Reader, draft: Draft, compiled: Seen) -> str | None:
    call, place_of = compiled.call, reader.place
    loss = None
    given = call.argument(1, "loss")
    if given is not None:
        loss = state_loss(draft, given.value, place_of(given.node))
    optimizer = call.argument(0, "optimizer")
    if optimizer is not None:
        where = place_of(optimizer.node)
        if state_optimizer(draft, optimizer.value, where) is not None:
            state_clipping(draft, reader.evidence, optimizer.value, where, place_of)
    state_metrics(draft, call.argument(2, "metrics"), place_of)
    return loss


def _state_fitted(reader: Reader, draft: Draft, fit: Seen) -> None:
    if fit.call.name != "evaluate":
        state_fit(draft, fit, reader.place)
    inputs, labels = fit.call.argument(0, "x"), fit.call.argument(1, "y")
    if inputs is not None:
        state_inputs(draft, inputs.value, reader.place(inputs.node))
    if labels is not None and (inputs is None or labels.value is not inputs.value):
        state_labels(draft, labels.value, reader.place(labels.node))


def _uses(reader: Reader, model: Value, alone: bool) -> list[LossUse]:
    """Return where the outputs of a model go into a loss, in training before elsewhere."""
    own = [
        use
        for use in reader.evidence.losses
        if isinstance(use.outputs, Flow) and use.outputs.through[-1:] == (model,)
    ]
    if not own and alone:
        own = [use for use in reader.evidence.losses if not _of_another(use)]
    return sorted(own, key=lambda use: use.only_looked_at)


def _of_another(use: LossUse) -> bool:
    return isinstance(use.outputs, Flow) and bool(use.outputs.through)


def _state_uses_of(
    reader: Reader, draft: Draft, uses: list[LossUse], model: Value | None, *, alone: bool
) -> str | None:
    """State what is seen where outputs go into a loss; returns the symbol of the loss."""
    first = uses[0]
    if first.flow is not None:
        state_last_activation(draft, first.flow.steps)
    loss = _state_uses(reader, draft, uses)
    state_labels(draft, first.labels, reader.place(first.node))
    _state_loop(reader, draft, model, first, alone)
    return loss


def _state_uses(reader: Reader, draft: Draft, uses: list[LossUse]) -> str | None:
    training = [use for use in uses if not use.only_looked_at] or uses
    names = {loss_text(use.loss) for use in training}
    first = training[0]
    # The place is where the loss is made or, for functions, where it is computed.
    node = first.loss.node
    if len({canonical("loss", name) if name else None for name in names}) > 1:
        draft.leave("model.loss", "several losses are computed", reader.place(first.node))
        return None
    return state_loss(draft, first.loss, reader.place(node))


def _state_loop(
    reader: Reader, draft: Draft, model: Value | None, use: LossUse, alone: bool
) -> None:
    place_of = reader.place
    state_loader(draft, use.loops, place_of)
    if len(use.loops) > 1 or (use.loops and use.loops[0].turns):
        state_loops(draft, use.loops, place_of)
    _state_optimizer(reader, draft, model, alone)


def _state_optimizer(reader: Reader, draft: Draft, model: Value | None, alone: bool) -> None:
    evidence, place_of = reader.evidence, reader.place
    optimizers = [made for made in evidence.made if _is_optimizer(made)]
    own = [made for made in optimizers if serves(made, model)] or (optimizers if alone else [])
    if not own:
        return
    state_optimizer(draft, own[0], place_of(own[0].node))
    steps = evidence.named("step", "minimize", "apply_gradients")
    if steps and not of_keras(own[0].path):
        state_clipping(draft, evidence, own[0], place_of(steps[0].call.node), place_of)
    elif steps:
        state_clipping(draft, evidence, own[0], place_of(own[0].node), place_of)


def _is_optimizer(made: Made) -> bool:
    return ".optim." in made.path or ".optimizers." in made.path

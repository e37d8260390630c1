"""What goes into a layer, a loss or a network, and what comes out."""

from __future__ import annotations

import ast

from advisor.inspect.forms import Form
from advisor.inspect.network import Step
from advisor.inspect.program.building import form_of, layer_step, of_keras, of_torch
from advisor.inspect.program.evidence import LossUse
from advisor.inspect.program.reading import Arguments, Reading
from advisor.inspect.program.values import (
    UNKNOWN,
    Argument,
    Flow,
    Items,
    Known,
    Made,
    Routine,
    Thing,
    Value,
)

__all__ = ["apply", "entering", "is_network", "loss_of", "lost", "steps_of"]

_NETWORKS = frozenset({"Sequential", "Model", "Functional", "ModuleList"})
_MODULES = frozenset({"Module", "Model", "Sequential", "LightningModule", "Layer"})
_HEADS = ("fc", "classifier", "head", "heads", "last_linear", "output")
_MADE_ELSEWHERE = ("torchvision.models.", "timm.", "transformers.", "efficientnet_pytorch.")


def is_network(value: Value) -> bool:
    """Whether something takes numbers through layers: a model, or a module of the program."""
    if isinstance(value, Thing):
        roots = value.kind.roots
        known = any(root.rpartition(".")[2] in _MODULES for root in roots)
        return known or (bool(roots) and value.kind.method("forward") is not None)
    return isinstance(value, Made) and (value.name in _NETWORKS or _made_elsewhere(value))


def apply(reader: Reading, made: Made, given: Arguments, node: ast.AST) -> Value:
    """Return what comes out of something imported that is called: a layer, a model, a loss."""
    if loss_of(made.path):
        return lost(reader, made, given, node)
    if not given.args and not given.keywords and form_of(made.path):
        return made
    flow = entering(given) or Flow()
    if made.outputs is not None or made.parts or made.name in _NETWORKS or _made_elsewhere(made):
        steps = steps_of(reader, made)
        through = (*flow.through, made) if made in reader.evidence.models else flow.through
        return Flow(flow.steps + steps, through)
    step = layer_step(made, reader.place)
    if step is None:
        return flow.then(Step("unknown", made.name, reader.place(node)))
    if step.kind == "merge":
        step = _merge(step, made)
    return _with_state(made, flow.then(step))


def steps_of(reader: Reading, network: Value) -> tuple[Step, ...]:
    """Return the steps that an input of a network goes through."""
    if isinstance(network, Thing):
        for name in ("forward", "call"):
            if found := network.kind.method(name):
                routine = Routine(found[1], found[0].scope, network, found[0])
                fresh = [Argument(Flow(), found[1]) for _ in found[1].args.args[1:2]]
                return _steps(reader.call(routine, Arguments(fresh), found[1]))
        return ()
    if not isinstance(network, Made):
        return ()
    if network.outputs is not None:
        return _steps(network.outputs)
    if _made_elsewhere(network):
        return _elsewhere(reader, network)
    flow: Value = Flow()
    for part in network.parts:
        flow = reader.call(part.value, Arguments([Argument(flow, part.node)]), part.node)
        if not isinstance(_first(flow), Flow):
            flow = Flow((Step("unknown", "?", reader.place(part.node)),))
    return _steps(flow)


def loss_of(path: str) -> bool:
    """Whether a dotted name is that of a loss of Keras or PyTorch, as a class or a function."""
    name = path.rpartition(".")[2]
    if of_torch(path):
        return name.endswith("Loss") or path in _FUNCTIONS_OF_TORCH
    if of_keras(path):
        return (".losses." in path or ".nn." in path or ".backend." in path) and (
            _is_keras_loss(name, path)
        )
    return False


def lost(reader: Reading, loss: Made, given: Arguments, node: ast.AST) -> Value:
    """Take note of a loss that is computed, and return its value."""
    keras = of_keras(loss.path)
    outputs = given.value(1 if keras else 0, "logits", "y_pred", "output", "input", "predictions")
    labels = given.value(0 if keras else 1, "labels", "y_true", "target", "onehot_labels")
    seen = LossUse(
        loss,
        _first(outputs) if outputs is not None else UNKNOWN,
        labels,
        node,
        tuple(reader.loops),
        reader.without_gradients > 0,
    )
    if not any(use.node is node for use in reader.evidence.losses):
        reader.evidence.losses.append(seen)
    return UNKNOWN


_FUNCTIONS_OF_TORCH = frozenset(
    f"torch.nn.functional.{name}"
    for name in [
        "cross_entropy",
        "nll_loss",
        "binary_cross_entropy",
        "binary_cross_entropy_with_logits",
        "mse_loss",
        "l1_loss",
        "smooth_l1_loss",
        "huber_loss",
        "kl_div",
        "hinge_embedding_loss",
        "margin_ranking_loss",
        "multi_margin_loss",
        "multilabel_soft_margin_loss",
        "multilabel_margin_loss",
        "poisson_nll_loss",
        "cosine_embedding_loss",
        "triplet_margin_loss",
        "soft_margin_loss",
        "ctc_loss",
        "gaussian_nll_loss",
    ]
)


def _is_keras_loss(name: str, path: str) -> bool:
    if ".losses." in path:
        return name not in ("Reduction", "Loss", "get", "add_loss", "deserialize")
    return name.endswith(("crossentropy", "cross_entropy_with_logits", "cross_entropy"))


def entering(given: Arguments) -> Flow | None:
    """Return what goes in: of several the one that went through most, None without any."""
    values = [arg.value for arg in (*given.args, *given.keywords.values())]
    values += [item.value for value in values if isinstance(value, Items) for item in value.items]
    flows = [value for value in values if isinstance(value, Flow)]
    return max(flows, key=lambda flow: len(flow.steps), default=None)


def _merge(step: Step, made: Made) -> Step:
    mode = made.argument(1, "mode")
    form = "add" if mode is not None and mode.value == Known("sum") else step.form
    return Step("merge", step.name, step.place, form=form)


def _with_state(made: Made, flow: Flow) -> Value:
    form: Form | None = form_of(made.path)
    if form is None or not of_torch(made.path) or made.name.endswith("Cell"):
        return flow
    if form.form in ("lstm", "gru", "rnn"):
        node = made.node
        state: Value = flow
        if form.form == "lstm":
            state = Items([Argument(flow, node), Argument(flow, node)])
        return Items([Argument(flow, node), Argument(state, node)])
    if made.name == "MultiheadAttention":
        return Items([Argument(flow, made.node), Argument(UNKNOWN, made.node)])
    return flow


def _first(value: Value | None) -> Value:
    """Return the outputs among what a network gives back: the first of several."""
    for _ in range(4):
        if not isinstance(value, Items) or not value.items:
            break
        value = value.items[0].value
    return value or UNKNOWN


def _steps(value: Value) -> tuple[Step, ...]:
    first = _first(value)
    return first.steps if isinstance(first, Flow) else ()


def _made_elsewhere(made: Made) -> bool:
    return made.path.startswith(_MADE_ELSEWHERE) or ".applications." in made.path


def _elsewhere(reader: Reading, network: Made) -> tuple[Step, ...]:
    body = Step("model", network.name, reader.place(network.node))
    heads = [value for name, value in network.attributes.items() if name in _HEADS]
    if not heads:
        return (body,)
    head = reader.call(heads[-1], Arguments([Argument(Flow(), network.node)]), network.node)
    return (body, *_steps(head))

"""A network of PyTorch, its loss and one batch."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from advisor.check.paths import flat
from advisor.check.torch_loss import loss_name
from advisor.check.trial import Array, Gradients, Update
from advisor.errors import AdvisorError
from advisor.inspect.fields import state_loss, state_optimizer
from advisor.inspect.models.torch_module import inspect_module
from advisor.inspect.result import Draft, Place, Told

__all__ = ["TorchSubject"]

_RATE = 1e-3


class TorchSubject:
    """A module, a loss of outputs and targets, and a batch of inputs and targets."""

    library = "PyTorch"
    class_axis = 1

    def __init__(
        self,
        model: torch.nn.Module,
        loss: Callable[[Any, Any], Any],
        batch: tuple[Any, Any],
        optimizer: Callable[[Any], Any] | None = None,
    ) -> None:
        """Take the caller's objects; ``optimizer`` makes one of parameters, by default Adam."""
        self._given, self._loss, self._make = model, loss, optimizer
        self._inputs, self._targets = batch
        if not isinstance(self._targets, torch.Tensor):
            raise AdvisorError("the targets of the batch have to be one tensor")
        self._node: Any = None
        self._outputs: Any = None

    @property
    def targets(self) -> Array:
        """The targets of the batch."""
        return np.asarray(self._targets.detach().cpu())

    @property
    def weights(self) -> Mapping[str, tuple[int, bool]]:
        """The size of each parameter by name, and whether it is trained."""
        named = self._given.named_parameters()
        return {name: (each.numel(), each.requires_grad) for name, each in named}

    def described(self) -> Mapping[str, object]:
        """What the network, its loss and its optimizer say of themselves, by dotted path."""
        place, draft = Place("setup"), Draft()
        inspection = inspect_module(copy.deepcopy(self._given), "setup")
        state_loss(draft, loss_name(self._loss, self._node, self._outputs), place)
        reduction = getattr(self._loss, "reduction", None)
        if reduction in ("sum", "mean"):
            draft.state("training.loss_reduction", reduction, place)
        if self._make is not None:
            made = self._make([torch.nn.Parameter(torch.zeros(1))])
            rate = made.param_groups[0].get("lr")
            told = Told(float(rate), place) if rate is not None else None
            state_optimizer(draft, type(made).__name__, told, place)
        said = {path: draft.get(path) for path in _PATHS if draft.get(path) is not None}
        mode = {"sanity.training_mode": self._given.training}
        return {**flat(inspection.descriptor), **said, **mode}

    def outputs(self) -> Array:
        """The outputs of an untrained copy for the batch."""
        self.begin()
        self._outputs = self._forward(self._copied(blind=False))
        return np.asarray(self._outputs.detach().float().cpu())

    def constant_loss(self, answer: Array) -> float:
        """The loss of giving these outputs, one for each target."""
        outputs = torch.as_tensor(answer).to(self._targets)
        return float(self._loss(outputs, self._targets))

    def begin(self) -> None:
        """Take a new copy of the network in training mode, and a new optimizer for it."""
        try:
            self._model = copy.deepcopy(self._given)
        except Exception as error:
            raise AdvisorError(f"the network cannot be copied: {error}") from None
        if not self._model.training:
            self._model.train()
        trained = [each for each in self._model.parameters() if each.requires_grad]
        make = self._make or (lambda parameters: torch.optim.Adam(parameters, lr=_RATE))
        self._optimizer = make(trained) if trained else None

    def update(self, targets: Array, *, blind: bool) -> Update:
        """Make one update of the copy; blind inputs are all zeros."""
        outputs = self._forward(self._copied(blind=blind))
        wanted = torch.as_tensor(np.array(targets)).to(self._targets)
        loss = self._loss(outputs, wanted)
        self._node, self._outputs = getattr(loss, "grad_fn", None), outputs
        self._model.zero_grad(set_to_none=True)
        if loss.requires_grad:
            loss.backward()
        found = _gradients(self._model) if self._optimizer is not None else None
        if self._optimizer is not None and loss.requires_grad:
            # An optimizer such as L-BFGS wants the loss again; the gradient stays as it is.
            self._optimizer.step(lambda: loss.detach())
        return Update(float(loss.detach()), found)

    def _forward(self, inputs: Any) -> Any:
        if isinstance(inputs, Mapping):
            return _first(self._model(**inputs))
        if isinstance(inputs, tuple | list):
            return _first(self._model(*inputs))
        return _first(self._model(inputs))

    def _copied(self, *, blind: bool) -> Any:
        return _each(self._inputs, torch.zeros_like if blind else torch.clone)


_PATHS = (
    "model.loss",
    "training.loss_reduction",
    "training.optimizer",
    "training.learning_rate",
)


def _each(inputs: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(inputs, torch.Tensor):
        return change(inputs.detach())
    if isinstance(inputs, Mapping):
        return {name: _each(value, change) for name, value in inputs.items()}
    if isinstance(inputs, tuple | list):
        return [_each(value, change) for value in inputs]
    return inputs


def _first(outputs: Any) -> Any:
    """Return the outputs themselves where a network gives more beside them, such as states."""
    return outputs[0] if isinstance(outputs, tuple | list) else outputs


def _gradients(model: torch.nn.Module) -> Gradients:
    named = {name: each.grad for name, each in model.named_parameters() if each.requires_grad}
    norms = {name: 0.0 if g is None else float(g.norm()) for name, g in named.items()}
    sizes = {name: each.numel() for name, each in model.named_parameters() if each.requires_grad}
    filled = sum(int(g.count_nonzero()) for g in named.values() if g is not None)
    layers = [n for n, each in model.named_parameters() if n in named and each.dim() > 1]
    order = layers or list(named)
    return Gradients(
        norm=sum(norm**2 for norm in norms.values()) ** 0.5,
        first=norms[order[0]],
        last=norms[order[-1]],
        zeros=1 - filled / max(1, sum(sizes.values())),
        reached=frozenset(name for name, norm in norms.items() if norm != 0),
    )

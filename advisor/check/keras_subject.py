"""A compiled model of Keras, and one batch."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np

from advisor.check.paths import flat
from advisor.check.trial import Array, Gradients, Update
from advisor.errors import AdvisorError, InspectError
from advisor.inspect.models.keras import read_keras_config

__all__ = ["KerasSubject"]


class KerasSubject:
    """A compiled model and a batch of inputs and targets."""

    library = "Keras"
    class_axis = -1

    def __init__(self, model: Any, batch: tuple[Any, Any]) -> None:
        """Take the caller's objects.

        Raises:
            AdvisorError: The model is not compiled, or runs on a backend that is not known here.
        """
        if not getattr(model, "compiled", False):
            raise AdvisorError("the model is not compiled; call model.compile(...) in setup")
        self._differentiate = _backend()
        self._given = model
        self._inputs, targets = batch
        self._targets = np.asarray(targets)
        if not model.built:
            raise AdvisorError("the model is not built; give it an Input, or call it on the batch")

    @property
    def targets(self) -> Array:
        """The targets of the batch."""
        return self._targets

    @property
    def weights(self) -> Mapping[str, tuple[int, bool]]:
        """The size of each weight by its number, and whether it is trained."""
        free = _copy(self._given)
        for layer in free._flatten_layers():
            layer.trainable = True
        # What moves without a gradient, such as running means, is no weight.
        able = {id(each) for each in free.trainable_variables}
        trained = {id(each) for each in self._given.trainable_variables}
        pairs = zip(free.weights, self._given.weights, strict=True)
        return {
            str(number): (int(np.prod(each.shape)), id(each) in trained)
            for number, (twin, each) in enumerate(pairs)
            if id(twin) in able
        }

    def described(self) -> Mapping[str, object]:
        """What the configuration of the model says, by dotted path."""
        try:
            config = json.loads(self._given.to_json())
            config["compile_config"] = self._given.get_compile_config()
            return flat(read_keras_config(config, "setup").descriptor)
        except (InspectError, NotImplementedError, TypeError, ValueError):
            return {}  # a class of the caller's own need not be able to tell

    def outputs(self) -> Array:
        """The outputs of an untrained copy for the batch."""
        self.begin()
        found = self._model(self._copied(blind=False), training=False)
        return np.asarray(keras.ops.convert_to_numpy(found))

    def constant_loss(self, answer: Array) -> float:
        """The loss of giving these outputs, one for each target."""
        outputs = keras.ops.convert_to_tensor(answer.astype("float32"))
        return float(self._model.compute_loss(y=self._targets, y_pred=outputs))

    def begin(self) -> None:
        """Take a new copy of the model, and a new optimizer for it."""
        try:
            self._model = _copy(self._given)
        except Exception as error:
            raise AdvisorError(f"the model cannot be copied: {error}") from None
        made = type(self._given.optimizer).from_config(self._given.optimizer.get_config())
        self._model.compile(optimizer=made, loss=self._given.loss)

    def update(self, targets: Array, *, blind: bool) -> Update:
        """Make one update of the copy; blind inputs are all zeros."""
        variables = self._model.trainable_variables
        given = keras.ops.convert_to_tensor(targets)
        loss, raw = self._differentiate(self._model, self._copied(blind=blind), given)
        if not variables:
            return Update(loss, None)
        pairs = [(each, v) for each, v in zip(raw, variables, strict=True) if each is not None]
        if pairs:
            self._model.optimizer.build(variables)
            self._apply(variables, raw)
        numbers = {id(each): str(n) for n, each in enumerate(self._model.weights)}
        return Update(loss, _gradients([numbers[id(v)] for v in variables], variables, raw))

    def _apply(self, variables: list[Any], raw: list[Any]) -> None:
        whole = [
            keras.ops.zeros_like(v) if g is None else g for g, v in zip(raw, variables, strict=True)
        ]
        self._model.optimizer.apply(whole, variables)

    def _copied(self, *, blind: bool) -> Any:
        change = keras.ops.zeros_like if blind else keras.ops.copy
        return _each(self._inputs, lambda each: change(keras.ops.convert_to_tensor(each)))


Differentiate = Callable[[Any, Any, Any], tuple[float, list[Any]]]


def _backend() -> Differentiate:
    known = {"tensorflow": _by_tape, "torch": _by_graph}
    name = keras.backend.backend()
    if name not in known:
        raise AdvisorError(f"Keras runs on {name}; sanity runs want it on TensorFlow or PyTorch")
    return known[name]


def _by_tape(model: Any, inputs: Any, targets: Any) -> tuple[float, list[Any]]:
    import tensorflow

    with tensorflow.GradientTape() as tape:
        outputs = model(inputs, training=True)
        loss = model.compute_loss(x=inputs, y=targets, y_pred=outputs, training=True)
    variables = [each.value for each in model.trainable_variables]
    found = tape.gradient(loss, variables)
    return float(loss), [None if g is None else tensorflow.convert_to_tensor(g) for g in found]


def _by_graph(model: Any, inputs: Any, targets: Any) -> tuple[float, list[Any]]:
    model.zero_grad()
    outputs = model(inputs, training=True)
    loss = model.compute_loss(x=inputs, y=targets, y_pred=outputs, training=True)
    if loss.requires_grad:
        loss.backward()
    return float(loss.detach()), [each.value.grad for each in model.trainable_variables]


def _copy(model: Any) -> Any:
    if type(model).__module__.startswith("keras."):
        copied = keras.models.clone_model(model)
        copied.set_weights(model.get_weights())
        for mine, theirs in zip(copied._flatten_layers(), model._flatten_layers(), strict=True):
            mine.trainable = theirs.trainable
        return copied
    return copy.deepcopy(model)


def _each(inputs: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(inputs, Mapping):
        return {name: _each(value, change) for name, value in inputs.items()}
    if isinstance(inputs, tuple | list):
        return [_each(value, change) for value in inputs]
    return change(inputs)


def _gradients(names: list[str], variables: list[Any], raw: list[Any]) -> Gradients:
    found = {
        name: np.zeros(1) if g is None else keras.ops.convert_to_numpy(g)
        for name, g in zip(names, raw, strict=True)
    }
    norms = {name: float(np.linalg.norm(each)) for name, each in found.items()}
    size = sum(int(np.prod(v.shape)) for v in variables)
    layers = [name for name, v in zip(names, variables, strict=True) if len(v.shape) > 1]
    order = layers or names
    return Gradients(
        norm=sum(norm**2 for norm in norms.values()) ** 0.5,
        first=norms[order[0]],
        last=norms[order[-1]],
        zeros=1 - sum(int(np.count_nonzero(each)) for each in found.values()) / max(1, size),
        reached=frozenset(name for name, norm in norms.items() if norm != 0),
    )

"""Turn a layer that a program makes into steps."""

from __future__ import annotations

import ast
from collections.abc import Callable

from advisor.inspect.forms import Form, activation_symbol, keras_form, torch_form
from advisor.inspect.network import Step
from advisor.inspect.program.values import Argument, Known, Made, Method, Named, Value
from advisor.inspect.result import Place, Told

__all__ = ["PlaceOf", "activation_told", "form_of", "layer_step", "number", "of_keras", "of_torch"]

PlaceOf = Callable[[ast.AST], Place]
"""Gives the place of a node."""

_WRAPPERS = frozenset({"Bidirectional", "TimeDistributed", "Wrapper", "SpectralNormalization"})


def of_torch(path: str) -> bool:
    """Whether a dotted name belongs to PyTorch."""
    return path.startswith(("torch.", "torchvision.", "pytorch_lightning.", "lightning."))


def of_keras(path: str) -> bool:
    """Whether a dotted name belongs to Keras, in TensorFlow or alone."""
    return path.startswith(("keras.", "tensorflow.", "tf_keras."))


def form_of(path: str) -> Form | None:
    """Return what a layer class is by its dotted name, or None where it is no layer."""
    name = path.rpartition(".")[2]
    if of_torch(path):
        return None if ".functional." in path else torch_form(name)
    return keras_form(name) if of_keras(path) else None


def layer_step(made: Made, place_of: PlaceOf) -> Step | None:
    """Return the step that a layer is, or None where what was made is no layer."""
    inner = _unwrapped(made)
    form = form_of(inner.path)
    if form is None:
        return None
    place = place_of(made.node)
    keras = of_keras(inner.path)
    return Step(
        form.kind,
        inner.name,
        place,
        units=_units(inner, form, keras, place_of),
        inputs=_told(inner.argument(*_flat(form.inputs)), place_of),
        activation=_activation(inner, form, keras, place_of, place),
        rate=_rate(inner, form, place_of),
        form=form.form,
        dimensions=form.dimensions,
        stacked=_stacked(inner, form),
        sequences=_sequences(inner, form, keras),
        penalty=_told(
            inner.argument(None, "kernel_regularizer", "W_regularizer", "regularizer"), place_of
        ),
        start=_told(inner.argument(None, "kernel_initializer", "init"), place_of),
    )


def activation_told(argument: Argument, place_of: PlaceOf) -> Told:
    """Return the activation that an argument names, None inside where it cannot be told."""
    value, place = argument.value, place_of(argument.node)
    return Told(_activation_name(value), place)


def number(argument: Argument | None) -> float | int | None:
    """Return the number that an argument is, or None."""
    value = argument.value if argument is not None else None
    if isinstance(value, Known) and isinstance(value.value, int | float):
        return None if isinstance(value.value, bool) else value.value
    return None


def _unwrapped(made: Made) -> Made:
    for _ in range(3):
        inner = made.argument(0, "layer")
        if made.name not in _WRAPPERS or inner is None or not isinstance(inner.value, Made):
            break
        made = inner.value
    return made


def _flat(where: tuple[int | None, tuple[str, ...]]) -> tuple[int | None, *tuple[str, ...]]:
    return (where[0], *where[1])


def _told(argument: Argument | None, place_of: PlaceOf) -> Told | None:
    if argument is None:
        return None
    value = argument.value
    if isinstance(value, Known):
        return Told(value.value, place_of(argument.node)) if value.value is not None else None
    name = value.name if isinstance(value, Made | Named) else None
    return Told(name, place_of(argument.node))


def _units(made: Made, form: Form, keras: bool, place_of: PlaceOf) -> Told | None:
    position, names = form.units
    if keras and position == 0 and not any(name in made.keywords for name in names):
        # Before Keras 1 the width that goes in came first: Dense(784, 10).
        second = made.args[1] if len(made.args) > 1 else None
        if form.kind in ("dense", "recurrent") and isinstance(number(second), int):
            position = 1
    return _told(made.argument(position, *names), place_of)


def _activation(
    made: Made, form: Form, keras: bool, place_of: PlaceOf, place: Place
) -> Told | None:
    if form.kind == "activation":
        return _of_activation_layer(made, keras, place_of, place)
    if not keras or form.kind not in ("dense", "convolutional", "recurrent"):
        return None
    given = made.argument(1 if form.kind == "dense" else None, "activation")
    if given is not None and isinstance(number(given), int):
        given = made.argument(3, "activation")
    if given is None or given.value == Known(None):
        return Told("none", place) if form.kind != "recurrent" else None
    return activation_told(given, place_of)


def _of_activation_layer(made: Made, keras: bool, place_of: PlaceOf, place: Place) -> Told:
    if keras and made.name == "Activation":
        given = made.argument(0, "activation")
        return Told(None, place) if given is None else activation_told(given, place_of)
    return Told(activation_symbol(made.name), place)


def _activation_name(value: Value) -> str | None:
    if isinstance(value, Known):
        return activation_symbol(value.value) if isinstance(value.value, str) else None
    if isinstance(value, Named | Method | Made):
        return activation_symbol(value.name)
    return None


def _rate(made: Made, form: Form, place_of: PlaceOf) -> Told | None:
    if form.kind == "dropout":
        return _told(made.argument(0, "rate", "p"), place_of)
    if form.kind == "recurrent":
        return _told(made.argument(None, "dropout", "dropout_W"), place_of)
    return None


def _stacked(made: Made, form: Form) -> int:
    if form.kind != "recurrent" or not of_torch(made.path):
        return 1
    given = number(made.argument(2, "num_layers"))
    return given if isinstance(given, int) and 0 < given < 1000 else 1


def _sequences(made: Made, form: Form, keras: bool) -> bool | None:
    if form.kind != "recurrent" or not keras:
        return None
    given = made.argument(None, "return_sequences")
    if given is None:
        return False
    value = given.value
    return value.value if isinstance(value, Known) and isinstance(value.value, bool) else None

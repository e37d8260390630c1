"""Read models of Keras: archives (.keras), their JSON, and files of HDF5 (.h5)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.inspect.fields import (
    keras_loss,
    state_loss,
    state_metrics,
    state_network,
    state_optimizer,
    state_task,
)
from advisor.inspect.forms import activation_symbol, keras_form
from advisor.inspect.models.path import longest_way
from advisor.inspect.network import Step
from advisor.inspect.result import Draft, Inspection, Place, Told, refuse

__all__ = ["is_keras", "read_keras_archive", "read_keras_config", "read_keras_hdf5"]

_MOST = 64 * 1024 * 1024
_WRAPPERS = ("Bidirectional", "TimeDistributed")
_GRAPHS = ("Functional", "Model")

Config = Mapping[str, Any]


def is_keras(data: Mapping[str, object]) -> bool:
    """Whether a JSON document is a model of Keras."""
    config = data.get("config")
    return "class_name" in data and isinstance(config, Mapping | list)


def read_keras_archive(content: bytes, file: str) -> Inspection:
    """Read a ``.keras`` file: its configuration; weights and code are left alone.

    Raises:
        InspectError: The archive is damaged (M005), encrypted or too large (M007).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.getinfo("config.json")
            if entry.flag_bits & 1:
                raise refuse("M007", "the archive is encrypted", file)
            if entry.file_size > _MOST:
                raise refuse(
                    "M007", f"config.json would unpack to more than {_MOST >> 20} MB", file
                )
            with archive.open(entry) as stream:
                text = stream.read(_MOST + 1)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError) as error:
        raise refuse("M005", f"no archive of Keras: {error}", file) from None
    except Exception as error:  # what a damaged stream raises depends on its compression
        if error.__class__.__name__ == "InspectError":
            raise
        raise refuse("M005", f"no archive of Keras: {error}", file) from None
    if len(text) > _MOST:
        raise refuse("M007", f"config.json unpacks to more than {_MOST >> 20} MB", file)
    try:
        return read_keras_config(json.loads(text), file)
    except (ValueError, RecursionError):
        raise refuse("M005", "config.json is no JSON", file) from None


def read_keras_hdf5(path: str) -> Inspection:
    """Read a legacy HDF5 file: its configuration alone.

    Raises:
        InspectError: The file is damaged (M005), holds weights only (M004), or h5py is not
            installed (M010).
    """
    try:
        import h5py
    except ImportError:
        message = "HDF5 wants the package h5py: pip install 'nn-advisor[hdf5]'"
        raise refuse("M010", message, path) from None
    try:
        with h5py.File(path, "r") as stored:
            model, training = (stored.attrs.get(f"{each}_config") for each in ("model", "training"))
    except (OSError, RuntimeError, ValueError) as error:
        raise refuse("M005", f"no HDF5 file: {error}", path) from None
    if model is None:
        raise refuse("M004", "holds weights and no model; give the model's own file", path)
    try:
        config = json.loads(model)
        compiled = json.loads(training) if training is not None else None
    except (ValueError, RecursionError, TypeError):
        raise refuse("M005", "its model_config is no JSON", path) from None
    return read_keras_config(config | {"compile_config": compiled}, path)


def read_keras_config(data: Config, file: str) -> Inspection:
    """Read the configuration of a model as Keras writes it with ``to_json``.

    Raises:
        InspectError: It is not of the form that Keras writes (M005).
    """
    draft = Draft()
    try:
        state_network(draft, tuple(_steps(data, file)))
        compiled, place = data.get("compile_config"), Place(file, text="compile_config")
        loss = _state_compiled(draft, compiled, place) if isinstance(compiled, Mapping) else None
        state_task(draft, loss, place)
        name = data["config"].get("name") if isinstance(data["config"], Mapping) else None
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, RecursionError) as error:
        raise refuse("M005", f"not of the form that Keras writes: {error}", file) from None
    return draft.finish(str(name or "model"), "keras")


def _steps(model: Config, file: str) -> Iterator[Step]:
    config = model["config"]
    layers = config if isinstance(config, list) else config["layers"]
    if model["class_name"] in _GRAPHS:
        layers = _way(config, layers)
    for layer in layers:
        if isinstance(layer["config"], Mapping) and "layers" in layer["config"]:
            yield from _steps(layer, file)
        elif step := _step(layer, file):
            yield step


def _way(config: Config, layers: list[Config]) -> list[Config]:
    named = {str(_name(layer)): layer for layer in layers}
    behind = {
        name: [each for each in _mentioned(layer.get("inbound_nodes", [])) if each in named]
        for name, layer in named.items()
    }
    outputs = [each for each in _mentioned(config["output_layers"]) if each in named]
    if not outputs:
        return layers
    return [named[name] for name in longest_way(outputs[0], behind.__getitem__)]


def _name(layer: Config) -> object:
    return layer.get("name") or layer["config"].get("name")


def _mentioned(nodes: object) -> list[str]:
    """Return the layers that nodes of any version of Keras name: ``[name, 0, 0]``."""
    if isinstance(nodes, Mapping):
        return [name for each in nodes.values() for name in _mentioned(each)]
    if not isinstance(nodes, list):
        return []
    if len(nodes) >= 3 and isinstance(nodes[0], str) and isinstance(nodes[1], int):
        return [nodes[0]]
    return [name for each in nodes for name in _mentioned(each)]


def _step(layer: Config, file: str) -> Step | None:
    while layer["class_name"] in _WRAPPERS:
        layer = layer["config"]["layer"]
    kind, config = str(layer["class_name"]), layer["config"]
    place = Place(file, text=str(_name(layer) or kind))
    form = keras_form(kind.rpartition(">")[2])
    if form is None:
        return Step("unknown", kind, place)
    units = next((config[name] for name in form.units[1] if name in config), None)
    rate = config.get("rate", config.get("p")) if form.kind == "dropout" else config.get("dropout")
    return Step(
        form.kind,
        kind,
        place,
        units=Told(units, place) if units is not None else None,
        activation=_activation(kind, form.kind, config, place),
        rate=Told(rate, place) if rate else None,
        form=form.form,
        dimensions=form.dimensions,
        sequences=config.get("return_sequences") if form.kind == "recurrent" else None,
        penalty=_named(config.get("kernel_regularizer"), place),
        start=_named(config.get("kernel_initializer"), place),
    )


def _activation(kind: str, form: str, config: Config, place: Place) -> Told | None:
    if form == "activation" and "activation" not in config:
        return Told(activation_symbol(kind), place)
    if form not in ("activation", "dense", "convolutional", "recurrent"):
        return None
    name = _function(config.get("activation", "linear"))
    return Told(activation_symbol(name) if name else None, place)


def _function(value: object) -> str | None:
    """Return the name of a function, which may be a text or an object of its own."""
    while isinstance(value, Mapping):
        inner = value.get("config")
        named = value.get("class_name") in ("function", None)
        value = inner if named else value.get("class_name")
    return value if isinstance(value, str) else None


def _named(value: object, place: Place) -> Told | None:
    if isinstance(value, Mapping):
        value = value.get("class_name")
    return Told(value, place) if isinstance(value, str) else None


def _state_compiled(draft: Draft, compiled: Config, place: Place) -> str | None:
    loss, symbol = compiled.get("loss"), None
    if loss is not None:
        settings = loss.get("config") if isinstance(loss, Mapping) else None
        logits = isinstance(settings, Mapping) and settings.get("from_logits") is True
        name = _function(loss)
        symbol = state_loss(draft, keras_loss(name, logits) if name else None, place)
    _state_optimizer(draft, compiled.get("optimizer", compiled.get("optimizer_config")), place)
    metrics = _flat(compiled.get("metrics"))
    if metrics:
        state_metrics(draft, [_function(each) for each in metrics], place)
    return symbol


def _state_optimizer(draft: Draft, value: object, place: Place) -> None:
    if value is None:
        return
    settings = value.get("config") if isinstance(value, Mapping) else None
    settings = settings if isinstance(settings, Mapping) else {}
    given = settings.get("learning_rate", settings.get("lr"))
    rate = Told(given if isinstance(given, int | float) else None, place)
    name = value.get("class_name") if isinstance(value, Mapping) else value
    if state_optimizer(draft, name, rate if given is not None else None, place) is None:
        return
    by_norm = settings.get("clipnorm") or settings.get("global_clipnorm")
    clipping = "norm" if by_norm else "value" if settings.get("clipvalue") else "none"
    draft.state("training.gradient_clipping", clipping, place)


def _flat(value: object) -> list[object]:
    if isinstance(value, list):
        return [each for item in value for each in _flat(item)]
    return [] if value is None else [value]

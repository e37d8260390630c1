"""Setups of Keras: sound ones, and each with one bug planted."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

Setup = dict[str, Any]


def _net(units: int, activation: str | None = None, **start: Any) -> keras.Sequential:
    return keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(64, "relu", **start),
            keras.layers.Dense(units, activation, **start),
        ]
    )


def _setup(net: Any, loss: Any, targets: Any) -> Setup:
    net.compile(keras.optimizers.Adam(0.01), loss=loss)
    inputs = np.random.default_rng(3).normal(size=(32, 8)).astype("float32")
    return {"model": net, "batch": (inputs, targets)}


def _classes(first: int = 0) -> Any:
    return np.arange(32) % 10 + first


def classes() -> Setup:
    """Ten classes behind a softmax, as it should be."""
    return _setup(_net(10, "softmax"), "sparse_categorical_crossentropy", _classes())


def binary() -> Setup:
    """Two classes, as it should be."""
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    return _setup(_net(1), loss, (np.arange(32) % 2).astype("float32"))


def numbers() -> Setup:
    """Standardized numbers, as it should be."""
    return _setup(_net(1), "mse", np.random.default_rng(4).normal(size=(32, 1)))


def softmax_before_logits() -> Setup:
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return _setup(_net(10, "softmax"), loss, _classes())


def wide_weights() -> Setup:
    net = _net(10, kernel_initializer=keras.initializers.RandomNormal(stddev=3, seed=1))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return _setup(net, loss, _classes())


def labels_from_one() -> Setup:
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return _setup(_net(10), loss, _classes(first=1))


def detached() -> Setup:
    inputs = keras.Input((8,))
    hidden = keras.layers.Dense(64, "relu")(inputs)
    outputs = keras.ops.stop_gradient(keras.layers.Dense(10)(hidden))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return _setup(keras.Model(inputs, outputs), loss, _classes())


def frozen() -> Setup:
    net = _net(10, "softmax")
    for layer in net.layers:
        layer.trainable = False
    return _setup(net, "sparse_categorical_crossentropy", _classes())


@keras.saving.register_keras_serializable("tests")
class Own(keras.Model):
    """A model as a class."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.hidden = keras.layers.Dense(64, "relu")
        self.head = keras.layers.Dense(10, "softmax")

    def call(self, inputs: Any) -> Any:
        return self.head(self.hidden(inputs))

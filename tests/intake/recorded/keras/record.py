# mypy: ignore-errors
"""Train a small network with Keras and keep what its callbacks wrote and printed.

Run with an empty folder as working directory; keras and one of its backends are needed, for the
TensorBoard callback TensorFlow.
"""

import contextlib
import io
import json
from pathlib import Path

import keras
import numpy as np

keras.utils.set_random_seed(1)
draw = np.random.default_rng(1)
x = draw.normal(size=(640, 8)).astype("float32")
y = (x[:, 0] * x[:, 1] > 0).astype("int32")


def network(optimizer=None):
    layers = [keras.layers.Dense(16, "relu"), keras.layers.Dense(2)]
    net = keras.Sequential([keras.Input((8,)), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile(optimizer or keras.optimizers.Adam(0.01), loss=loss, metrics=["accuracy"])
    return net


def fit(net, printed=None, **given):
    given = {"epochs": 6, "validation_split": 0.2, "verbose": 0} | given
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        history = net.fit(x, y, **given)
    if printed:
        Path(printed).write_bytes(out.getvalue().encode())
    return history


log = keras.callbacks.CSVLogger("training.csv")
halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.9)
history = fit(network(), callbacks=[log, halve])
Path("history.json").write_text(json.dumps(history.history))

sparse = keras.callbacks.CSVLogger("every_third.tsv", separator="\t")
fit(network(), callbacks=[sparse], validation_freq=3)

twice = network()
fit(twice, callbacks=[keras.callbacks.CSVLogger("appended.csv", append=True)])
more = keras.callbacks.CSVLogger("appended.csv", append=True)
fit(twice, callbacks=[more], initial_epoch=6, epochs=9)
again = network()
fit(again, callbacks=[keras.callbacks.CSVLogger("two_runs.csv", append=True)])
fit(again, callbacks=[keras.callbacks.CSVLogger("two_runs.csv", append=True)])

fit(network(), "bars.txt", verbose=1)
fit(network(), "lines.txt", verbose=2)
broken = network(keras.optimizers.SGD(1e30))
fit(broken, "broken.txt", verbose=2, callbacks=[keras.callbacks.CSVLogger("broken.csv")])
if keras.backend.backend() == "tensorflow":
    board = keras.callbacks.TensorBoard("board", write_graph=False, update_freq=4)
    fit(network(), callbacks=[board])
versions = f"keras {keras.__version__} on {keras.backend.backend()}\n"
Path("versions.txt").write_text(versions)

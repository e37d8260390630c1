"""Sanity runs on real models of Keras: sound ones pass, each planted bug is named."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import advisor
from advisor import Advisor, AdvisorError, Check

pytestmark = pytest.mark.filterwarnings("default")

keras: Any = pytest.importorskip("keras", reason="Keras is not installed", exc_type=ImportError)

from tests.check import keras_setups as setups  # noqa: E402

PLANTED = {
    "softmax_before_logits": {"LF001"},
    "wide_weights": {"IL001"},
    "labels_from_one": {"LF023", "SR001"},
    "detached": {"SR004", "OB001"},
    "frozen": {"SR003", "OB001"},
}


@pytest.fixture(scope="module")
def asked() -> Advisor:
    """Return one advisor for all."""
    return Advisor()


def _numbers() -> Any:
    state: Any = np.random.get_state()
    return state[1].copy()


def rules(found: Check) -> set[str]:
    return {finding.rule for finding in found.findings}


@pytest.mark.parametrize("name", ["classes", "binary", "numbers"])
def test_sound_models_pass(asked: Advisor, name: str) -> None:
    """Nothing is wrong, and the batch was learned by heart."""
    found = advisor.check(getattr(setups, name), advisor=asked)
    assert not found.findings
    assert "OB003" in {each.rule for each in found.report.conclusions}


@pytest.mark.parametrize(("name", "expected"), PLANTED.items())
def test_planted_bugs_are_named(asked: Advisor, name: str, expected: set[str]) -> None:
    """Each bug has its finding."""
    assert expected <= rules(advisor.check(getattr(setups, name), advisor=asked))


def test_the_caller_keeps_everything(asked: Advisor) -> None:
    """Weights, moving averages, optimizer and random numbers are as before."""
    net = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(16, "relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, "softmax"),
        ]
    )
    setup = setups._setup(net, "sparse_categorical_crossentropy", setups._classes())
    before, optimizer = net.get_weights(), net.optimizer
    state = random.getstate(), _numbers()
    advisor.check(setup, steps=5, advisor=asked)
    assert all(map(np.array_equal, before, net.get_weights()))
    assert net.optimizer is optimizer
    assert int(optimizer.iterations) == 0
    assert state[0] == random.getstate()
    assert np.array_equal(state[1], _numbers())


def test_a_model_of_the_callers_own_class(asked: Advisor) -> None:
    """A subclass that has been called once is copied and run like any other."""
    net = setups.Own()
    setup = setups._setup(net, "sparse_categorical_crossentropy", setups._classes())
    net(setup["batch"][0])
    found = advisor.check(setup, advisor=asked)
    assert found.passed
    assert "OB003" in {each.rule for each in found.report.conclusions}


def test_models_that_are_not_ready() -> None:
    """They have to be compiled, and built."""
    net = keras.Sequential([keras.layers.Dense(2)])
    batch = (np.zeros((2, 2)), np.zeros(2))
    with pytest.raises(AdvisorError, match="not compiled"):
        advisor.check({"model": net, "batch": batch})
    net.compile(loss="mse")
    with pytest.raises(AdvisorError, match="not built"):
        advisor.check({"model": net, "batch": batch})

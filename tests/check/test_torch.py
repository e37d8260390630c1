"""Sanity runs on real networks of PyTorch: sound ones pass, each planted bug is named."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import advisor
from advisor import Advisor, AdvisorError, Check, InspectError

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")

from tests.check import torch_setups as setups  # noqa: E402

SOUND = ("classes", "classes_by_function", "pictures", "binary", "numbers")
PLANTED = {
    "softmax_before_logits": {"LF001"},
    "detached": {"SR004", "OB001"},
    "features_detached": {"SR005"},
    "wide_weights": {"IL001", "ZD001"},
    "wide_weights_for_numbers": {"SR007", "ZD001"},
    "labels_from_one": {"LF023", "SR001"},
    "evaluation_mode": {"SR002"},
    "frozen": {"SR003", "OB001"},
    "blind": {"SR006", "OB001"},
    "column_beside_row": {"SR008", "OB001"},
    "wrong_shape": {"SR001"},
}


@pytest.fixture(scope="module")
def asked() -> Iterator[Advisor]:
    """Return one advisor for all, on one thread, so that runs do not wait for one another."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield Advisor()
    torch.set_num_threads(threads)


def _numbers() -> Any:
    state: Any = np.random.get_state()
    return state[1].copy()


def rules(found: Check) -> set[str]:
    return {finding.rule for finding in found.findings}


@pytest.mark.parametrize("name", SOUND)
def test_sound_networks_pass(asked: Advisor, name: str) -> None:
    """Nothing is wrong, and the batch was learned by heart."""
    found = advisor.check(getattr(setups, name), advisor=asked)
    assert found.passed
    assert not found.findings
    assert "OB003" in {each.rule for each in found.report.conclusions}


@pytest.mark.parametrize(("name", "expected"), PLANTED.items())
def test_planted_bugs_are_named(asked: Advisor, name: str, expected: set[str]) -> None:
    """Each bug has its finding."""
    assert expected <= rules(advisor.check(getattr(setups, name), advisor=asked))


def test_the_caller_keeps_everything(asked: Advisor) -> None:
    """Weights, buffers, mode, batch and random numbers are as before."""
    setup = setups.pictures()
    setup["model"].eval()
    before = copy.deepcopy(setup["model"].state_dict())
    batch = [each.clone() for each in setup["batch"]]
    state = (torch.get_rng_state(), random.getstate(), _numbers())
    advisor.check(setup, steps=5, advisor=asked)
    after = setup["model"].state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert all(map(torch.equal, batch, setup["batch"]))
    assert not any(module.training for module in setup["model"].modules())
    assert all(each.grad is None for each in setup["model"].parameters())
    assert torch.equal(state[0], torch.get_rng_state())
    assert state[1] == random.getstate()
    assert np.array_equal(state[2], _numbers())


def test_a_seed_decides_everything(asked: Advisor) -> None:
    """The same seed gives the same numbers, dropout included; another one others."""
    losses = [
        advisor.check(setups.pictures, steps=5, seed=seed, advisor=asked).diagnosis.history
        for seed in (1, 1, 2)
    ]
    assert losses[0] == losses[1] != losses[2]


def test_what_is_filled(asked: Advisor) -> None:
    """The descriptor holds what was read and run, and can be asked with again."""
    found = advisor.check(setups.classes, steps=20, advisor=asked)
    model: Any = found.descriptor["model"]
    sanity: Any = found.descriptor["sanity"]
    history: Any = found.descriptor["history"]
    assert (model["last_activation"], model["output_units"]) == ("none", 10)
    assert (model["loss"], model["label_encoding"]) == ("nn.CrossEntropyLoss", "integer")
    assert found.descriptor["problem"] == {"n_classes": 10, "task": "multiclass_classification"}
    assert sanity["reached_weights"] == sanity["trained_weights"] == 1.0
    assert len(sanity["zero_batch"]["loss"]) == 6
    assert (history["kind"], history["unit"], history["steps"][:2]) == ("one_batch", "step", [0, 1])
    assert len(history["gradient_norm"]) == len(history["train_loss"]) == 21
    assert sanity["initial_loss"] == history["train_loss"][0]
    assert asked.advise(found.descriptor).conclusions


def test_constant_loss_is_the_variance(asked: Advisor) -> None:
    """For a squared error the yardstick is the variance of the targets."""
    found = advisor.check(setups.numbers, steps=1, advisor=asked)
    sanity: Any = found.descriptor["sanity"]
    with torch.random.fork_rng():
        variance = setups.numbers()["batch"][1].var(correction=0)
    assert sanity["trivial_loss"] == pytest.approx(float(variance), rel=1e-5)


def test_time_is_bounded(asked: Advisor) -> None:
    """Runs end when their seconds are over, however many steps are left."""
    found = advisor.check(setups.pictures, steps=10**6, seconds=0.4, advisor=asked)
    assert found.seconds < 10


def test_what_is_known_otherwise_stands(asked: Advisor) -> None:
    """The descriptor of setup has the last word."""
    setup = {**setups.classes(), "descriptor": {"problem": {"n_classes": 1000}}}
    assert "IL002" in rules(advisor.check(setup, steps=1, advisor=asked))


def test_networks_with_several_inputs(asked: Advisor) -> None:
    """Inputs come as one tensor, as several, or by name."""

    class Two(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(8, 10)

        def forward(self, left: Any, right: Any) -> Any:
            return self.layer(torch.cat([left, right], dim=1))

    inputs, targets = setups.classes()["batch"]
    left, right = inputs[:, :4], inputs[:, 4:]
    for given in ((left, right), {"left": left, "right": right}):
        setup = {"model": Two(), "loss": torch.nn.CrossEntropyLoss(), "batch": (given, targets)}
        assert "SR001" not in rules(advisor.check(setup, steps=2, advisor=asked))


def test_names_of_losses_of_the_callers_own(asked: Advisor) -> None:
    """The graph tells which loss a function computes, and likelihood from cross-entropy."""
    functional = torch.nn.functional
    setup = setups.classes()
    log = torch.nn.Sequential(setup["model"], torch.nn.LogSoftmax(dim=1))
    likelihood = {**setup, "model": log, "loss": lambda o, t: functional.nll_loss(o, t)}
    entropy = {**setup, "loss": lambda o, t: functional.cross_entropy(o, t)}
    other = {**setup, "loss": lambda o, t: functional.cross_entropy(o, t) * 2}
    named = {"model": setup["model"], "batch": setup["batch"], "loss": functional.cross_entropy}
    found = [
        advisor.check(each, steps=1, advisor=asked).descriptor["model"]
        for each in (likelihood, entropy, other, named)
    ]
    names = [each.get("loss") for each in found if isinstance(each, dict)]
    assert names == ["nn.NLLLoss", "nn.CrossEntropyLoss", None, "F.cross_entropy"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"loss": None}, "setup gives a loss"),
        ({"batch": 3}, "a pair of inputs and targets"),
        ({"batch": (1, 2)}, "have to be one tensor"),
        ({"model": 3}, "the model is a int"),
        ({"optimiser": 3}, "did you mean 'optimizer'"),
    ],
)
def test_a_setup_that_cannot_be_run(change: dict[str, object], message: str) -> None:
    """One clear sentence says what is missing."""
    with pytest.raises(AdvisorError, match=message):
        advisor.check({**setups.classes(), **change})


def test_a_setup_that_returns_something_else() -> None:
    """A mapping is wanted, with a model and a batch; steps and seconds above zero."""
    with pytest.raises(AdvisorError, match="not a list"):
        advisor.check(lambda: [])  # type: ignore[arg-type,return-value]
    with pytest.raises(AdvisorError, match="lacks 'batch'"):
        advisor.check(lambda: {"model": 1})
    with pytest.raises(AdvisorError, match="at least one step"):
        advisor.check(setups.classes, steps=0)


def test_a_setup_that_fails() -> None:
    """Its last line is told, with the place in the caller's own code."""
    with pytest.raises(InspectError, match=r"test_torch.py:\d+: M009 setup failed: ZeroDivision"):
        advisor.check(lambda: {"model": 1 / 0})
    with pytest.raises(InspectError, match="M009 setup failed: ModuleNotFoundError"):
        advisor.check("no_such_package.train:setup")
    with pytest.raises(AdvisorError, match="does not name a function"):
        advisor.check("train")

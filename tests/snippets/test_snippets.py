"""The code that advice is shown as: complete, and run against the real libraries."""

import importlib
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from advisor import Advisor, UnknownNameError
from advisor.report.code import code_of_rule
from advisor.rulebase import Snippet
from advisor.rulebase.snippet_schema import FRAMEWORKS

COVERED = (
    "last_activation",
    "loss",
    "metric",
    "evaluation_scheme",
    "gradient_clipping",
    "optimizer",
)
ADVISOR = Advisor()
SNIPPETS = ADVISOR.rulebase.snippets


def _name(snippet: Snippet) -> str:
    return "-".join(
        [*snippet.advises.values(), *(s for each in snippet.when.values() for s in each)]
    )


def _shape(snippet: Snippet) -> tuple[str, str]:
    """What the data of a snippet look like: its task, and what it is about."""
    task = next(iter(snippet.when.get("task", ("",))))
    return task, next(iter(snippet.advises))


def _head_data(snippet: Snippet) -> tuple[Any, Any]:
    draw = np.random.default_rng(0)
    if "evaluation_scheme" in snippet.advises:
        return draw.normal(size=(30, 64)).astype("float32"), draw.uniform(size=30)
    features = draw.normal(size=(8, 64)).astype("float32")
    task = _shape(snippet)[0]
    if task == "sequence_labeling":
        return draw.normal(size=(8, 5, 64)).astype("float32"), draw.integers(0, 10, (8, 5))
    if task == "multiclass_classification":
        return features, np.arange(8) % 4
    if task == "multilabel_classification":
        return features, draw.integers(0, 2, (8, 10))
    if task == "binary_classification" or snippet.advises.get("last_activation") == "softmax":
        return features, np.arange(8) % 2
    return features, draw.uniform(size=(8, 1)).astype("float32")


def _score_data(snippet: Snippet) -> tuple[Any, Any]:
    draw = np.random.default_rng(0)
    metric, task = snippet.advises["metric"], _shape(snippet)[0]
    if metric in ("iou", "dice"):
        return draw.uniform(size=(4, 6, 6)).astype("float32"), draw.integers(0, 2, (4, 6, 6))
    labels = metric == "mean_average_precision" or task == "multilabel_classification"
    if labels:
        return draw.uniform(size=(30, 10)).astype("float32"), draw.integers(0, 2, (30, 10))
    if task == "binary_classification" or metric in ("pr_auc", "mcc"):
        return draw.uniform(size=30).astype("float32"), draw.integers(0, 2, 30)
    scores = draw.uniform(size=(40, 10)).astype("float32")
    return scores / scores.sum(1, keepdims=True), np.arange(40) % 10


def _arrays(snippet: Snippet) -> dict[str, Any]:
    draw = np.random.default_rng(0)
    about = _shape(snippet)[1]
    features, targets = _head_data(snippet)
    found: dict[str, Any] = {"features": features, "targets": targets}
    if about == "metric":
        found["scores"], found["targets"] = _score_data(snippet)
        found["predictions"] = draw.uniform(size=found["targets"].shape).astype("float32")
    if snippet.advises.get("metric") == "mse":
        found["targets"] = draw.uniform(size=found["predictions"].shape).astype("float32")
    if about == "loss":
        found["logits"] = draw.normal(size=(2, 4, 4, 1)).astype("float32")
        found["targets"] = draw.integers(0, 2, (2, 4, 4, 1)).astype("float32")
    flat = (
        targets[:, 0] if targets.ndim > 1 and about in ("evaluation_scheme", "shuffle") else targets
    )
    inputs = features if features.ndim == 2 else features[:, 0]
    return found | {"X_train": inputs, "y_train": flat, "X": inputs, "y": flat}


def _given_sklearn(snippet: Snippet) -> dict[str, Any]:
    linear = importlib.import_module("sklearn.linear_model")
    found = _arrays(snippet) | {"build_model": linear.Ridge}
    if "shuffle" in snippet.advises:
        found["X_train"] = np.tile(found["X_train"], (5, 1))
        found["y_train"] = np.arange(40) % 2
    return found


def _given_pytorch(snippet: Snippet) -> dict[str, Any]:
    torch = importlib.import_module("torch")
    torch.manual_seed(0)
    arrays = {name: torch.as_tensor(value) for name, value in _arrays(snippet).items()}
    model = torch.nn.Linear(64, 1)
    if snippet.when.get("task") == ("ranking",):
        arrays["queries"] = torch.arange(30)[:, None].expand(30, 10)
    return arrays | {
        "model": model,
        "loss": model(torch.ones(1, 64)).sum(),
        "optimizer": torch.optim.SGD(model.parameters(), lr=0.1),
        "dataset": torch.utils.data.TensorDataset(arrays["X"], arrays["y"]),
        "train_and_score": lambda train, rest: len(train) / (len(train) + len(rest)),
    }


def _given_keras(snippet: Snippet) -> dict[str, Any]:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = importlib.import_module("keras")

    def build_model() -> Any:
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile(loss="mse", optimizer="sgd")
        return model

    return _arrays(snippet) | {
        "model": build_model(),
        "loss_fn": keras.losses.MeanSquaredError(),
        "build_model": build_model,
    }


GIVEN: dict[str, Callable[[Snippet], dict[str, Any]]] = {
    "pytorch": _given_pytorch,
    "keras": _given_keras,
    "sklearn": _given_sklearn,
}
NEEDED = {
    "pytorch": ("torch", "torchmetrics"),
    "keras": ("keras", "torch"),
    "sklearn": ("sklearn",),
}


def _run(snippet: Snippet, framework: str) -> dict[str, Any]:
    for library in NEEDED[framework]:
        pytest.importorskip(library, reason=f"{library} is not installed")
    names = GIVEN[framework](snippet)
    names |= {fill.name: fill.otherwise for fill in snippet.fill}
    if framework == "sklearn" and _shape(snippet)[0] == "multiclass_classification":
        names["n_classes"] = 4
    exec(compile(snippet.code[framework], _name(snippet), "exec"), names)
    return names


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("snippet", SNIPPETS, ids=_name)
def test_the_code_runs(snippet: Snippet, framework: str) -> None:
    if framework not in snippet.code:
        assert snippet.lacks[framework]
        return
    names = _run(snippet, framework)
    for name in ("loss", "score"):
        if name in names:
            assert np.isfinite(np.asarray(_plain(names[name]))).all()
    if "metric" in snippet.advises:
        assert -1 <= float(_plain(names["score"])) <= 1
    if "probabilities" in names and framework != "sklearn" and "loss_fn" in names:
        shares = np.asarray(_plain(names["probabilities"]))
        assert ((shares >= 0) & (shares <= 1)).all()


def _plain(value: Any) -> Any:
    return value.detach().numpy() if hasattr(value, "detach") else value


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("snippet", [s for s in SNIPPETS if "metric" in s.advises], ids=_name)
def test_frameworks_agree_on_scores(snippet: Snippet) -> None:
    """Areas under curves are interpolated in Keras, so they may differ a little."""
    found = [
        float(_plain(_run(snippet, framework)["score"]))
        for framework in FRAMEWORKS
        if framework in snippet.code
    ]
    assert max(found) - min(found) < 0.05


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "snippet", [s for s in SNIPPETS if "last_activation" in s.advises], ids=_name
)
def test_frameworks_agree_on_the_loss(snippet: Snippet) -> None:
    """With the same weights the head and loss of both frameworks come to the same number."""
    torch = pytest.importorskip("torch", reason="torch is not installed")
    first, second = _run(snippet, "pytorch"), _run(snippet, "keras")
    with torch.no_grad():
        kernel, bias = second["head"].get_weights()
        first["head"].weight.copy_(torch.as_tensor(kernel.T))
        first["head"].bias.copy_(torch.as_tensor(bias))
    exec(compile(_after_the_head(snippet.code["pytorch"]), "pytorch", "exec"), first)
    assert float(first["loss"]) == pytest.approx(float(_plain(second["loss"])), rel=1e-4)


def _after_the_head(code: str) -> str:
    return "\n".join(line for line in code.splitlines() if not line.startswith("head ="))


def test_all_that_is_advised_has_code() -> None:
    for rule in ADVISOR.rulebase.rules.values():
        topic = ADVISOR.rulebase.topics[rule.topic]
        wanted = {
            (output, str(value.value))
            for output in COVERED
            for value in rule.then.get(output, ())
            if not topic.internal
        }
        shown = {
            pair
            for example in code_of_rule(ADVISOR.rulebase, rule.id, "pytorch")
            for pair in example.advises.items()
        }
        assert wanted <= shown, rule.id


def test_numbers_come_from_the_descriptor() -> None:
    project = {"problem": {"task": "multiclass_classification", "n_classes": 12}}
    report = ADVISOR.advise(project, topics=["last_layer"], framework="pytorch")
    [example] = [each for each in report.code if each.rule == "LL002"]
    assert example.code is not None
    assert "n_classes = 12  # problem.n_classes\n" in example.code
    assert "nn.CrossEntropyLoss()" in example.code
    assert example.to_set == ("n_hidden",)


def test_a_report_without_code_is_as_it_was() -> None:
    project = {"problem": {"task": "regression"}}
    plain = ADVISOR.advise(project)
    shown = ADVISOR.advise(project, framework="keras")
    assert b'"code"' not in plain.to_json()
    assert shown.to_json().startswith(plain.to_json()[:-1])


def test_an_unknown_framework_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'pytorch'"):
        ADVISOR.advise({}, framework="pytorhc")

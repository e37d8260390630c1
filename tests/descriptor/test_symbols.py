"""Names of libraries and people mean symbols; what may mean several means none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.descriptor import FIELDS, canonical, from_mapping
from advisor.descriptor.kinds import Symbols
from advisor.descriptor.spelling import fold
from advisor.descriptor.terms import AMBIGUOUS, TERMS
from advisor.errors import DescriptorError, UnknownNameError

NAMES = [
    (name, symbol, other)
    for name, terms in TERMS.items()
    for symbol, others in terms.items()
    for other in (symbol, *others)
]


@pytest.mark.parametrize(
    ("where", "text", "symbol"),
    [
        ("model.loss", "nn.BCEWithLogitsLoss", "binary_cross_entropy"),
        ("model.loss", "torch.nn.CrossEntropyLoss()", "categorical_cross_entropy"),
        ("model.loss", "F.nll_loss", "nll"),
        ("model.loss", "keras.losses.BinaryCrossentropy(from_logits=True)", "binary_cross_entropy"),
        ("model.loss", "categorical_crossentropy", "categorical_cross_entropy"),
        (
            "loss",
            "tf.keras.losses.SparseCategoricalCrossentropy",
            "sparse_categorical_cross_entropy",
        ),
        ("loss", "Mean Squared Error", "mse"),
        ("loss", "SmoothL1Loss", "huber"),
        ("model.hidden_activation", "nn.LeakyReLU(0.1)", "leaky_relu"),
        ("model.last_activation", "linear", "none"),
        ("training.optimizer", "torch.optim.AdamW", "adamw"),
        ("training.optimizer", "tf.train.AdamOptimizer", "adam"),
        ("training.gradient_clipping", "clip_grad_norm_", "norm"),
        ("evaluation.metrics", "AUC", "roc_auc"),
        ("evaluation.scheme", "cross-validation", "k_fold"),
        ("model.pooling", "MaxPool2d", "max"),
        ("problem.task", "semantic_segmentation", "segmentation"),
        ("problem.task", "classification", None),
        ("model.architecture", "CNN", None),
        ("model.loss", "my.BCELoss", None),
    ],
)
def test_canonical(where: str, text: str, symbol: str | None) -> None:
    assert canonical(where, text) == symbol


@given(st.sampled_from(NAMES), st.sampled_from([str, str.upper, str.title]))
def test_every_name_means_its_symbol_and_a_symbol_itself(
    entry: tuple[str, str, str], respell: type[str]
) -> None:
    name, symbol, other = entry
    assert Symbols(name).canonical(respell(other)) == symbol
    assert canonical(name, symbol) == symbol


@given(st.sampled_from(sorted(TERMS)), st.text())
def test_canonical_is_idempotent(name: str, text: str) -> None:
    symbol = canonical(name, text)
    assert symbol is None or canonical(name, symbol) == symbol


def test_no_name_means_two_symbols_of_one_list() -> None:
    for name, terms in TERMS.items():
        seen: dict[str, str] = {}
        for symbol, others in terms.items():
            for other in {fold(symbol), *map(fold, others)}:
                assert seen.setdefault(other, symbol) == symbol, (name, other)


def test_ambiguous_names_offer_symbols_of_their_list() -> None:
    for name, ambiguous in AMBIGUOUS.items():
        for text, symbols in ambiguous.items():
            assert canonical(name, text) is None
            assert set(symbols) <= set(TERMS[name])


def test_a_name_is_kept_as_given() -> None:
    descriptor = from_mapping({"model": {"loss": "nn.BCELoss", "regularization": ["L2", "l1"]}})
    assert descriptor.model is not None
    assert descriptor.model.loss == "nn.BCELoss"
    assert descriptor.model.regularization == ["L2", "l1"]


def test_an_endless_name_is_refused() -> None:
    assert canonical("loss", "nn." * 100_000 + "mse") is None
    with pytest.raises(DescriptorError, match="D002"):
        from_mapping({"model": {"loss": "nn." * 100_000 + "mse"}})


def test_an_unknown_list_of_symbols_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean 'model.loss'"):
        canonical("modl.loss", "mse")


def test_fields_are_read_off_the_models() -> None:
    assert FIELDS["model.loss"].kind == "symbol"
    assert FIELDS["evaluation.metrics"].kind == "symbols"
    assert FIELDS["model.filters"].kind == "integers"
    assert FIELDS["history.val_loss"].kind == "series"
    assert FIELDS["sanity.initial_loss"].kind == "number"
    assert FIELDS["data.augmentation.used"].kind == "boolean"
    assert FIELDS["schema"].kind == "integer"
    assert FIELDS["name"].kind == "text"
    assert FIELDS["gan.discriminator.loss_form"].symbols == ("sum", "mean")
    assert all(field.description and field.path == path for path, field in FIELDS.items())

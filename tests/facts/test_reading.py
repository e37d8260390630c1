"""How facts are read: each form of reading, their order, and the evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from advisor import Advisor
from advisor.descriptor import from_mapping, nested
from advisor.facts import (
    MISSING,
    NEITHER,
    AnyStated,
    Cut,
    Cuts,
    Fact,
    FactReader,
    Otherwise,
    Quantity,
    Reading,
    Same,
    Stated,
    Vocabulary,
)

THRESHOLDS = {"ten": 10.0, "five": 5.0, "usual": 7.0}
SHIPPED = Advisor()
READER = FactReader(SHIPPED.rulebase.vocabulary, SHIPPED.rulebase.cut_points)


def read(
    readings: tuple[Reading, ...],
    symbols: tuple[str, ...],
    fields: Mapping[str, object],
    *,
    quantities: tuple[Quantity, ...] = (),
    many: bool = False,
    asks: str = "model.loss",
) -> tuple[str | int | None, tuple[object, object, object] | None]:
    """Read one fact; return its symbol, and path, value and threshold of its evidence.

    What means none of its symbols is given by the name of the evidence for that.
    """
    fact = Fact("fact", symbols, readings, "Which?", asks, many)
    vocabulary = Vocabulary({q.name: q for q in quantities}, {"fact": fact})
    facts = FactReader(vocabulary, THRESHOLDS).read(from_mapping(nested(fields)))
    code, evidence = facts.codes[0], facts.evidence[0]
    symbol = None if code == MISSING else code if many else (*symbols, NEITHER)[code]
    if evidence is None:
        return symbol, None
    return symbol, (evidence.source.path, evidence.value, evidence.source.threshold)


def test_stated_symbol_is_found_by_any_of_its_names() -> None:
    """A field's symbol counts, whatever a library calls it; the value stays as given."""
    readings = (Stated("model.loss"),)
    assert read(readings, ("mse", "mae"), {"model.loss": "nn.L1Loss"}) == (
        "mae",
        ("model.loss", "nn.L1Loss", None),
    )
    assert read(readings, ("mse", "mae"), {}) == (None, None)


def test_groups_fold_and_the_rest_is_taken_or_left() -> None:
    """Symbols in no group go to the rest, or mean none of the symbols where there is none."""
    groups = {"squared": ("mse",), "absolute": ("mae",)}
    symbols = ("squared", "absolute", "other")
    with_rest = (Stated("model.loss", groups=groups, rest="other"),)
    assert read(with_rest, symbols, {"model.loss": "mse"})[0] == "squared"
    assert read(with_rest, symbols, {"model.loss": "hinge"})[0] == "other"
    without = (Stated("model.loss", groups=groups),)
    assert read(without, symbols, {"model.loss": "hinge"}) == (
        NEITHER,
        ("model.loss", "hinge", None),
    )


def test_library_spelling_tells_what_the_symbol_does_not() -> None:
    """`given` goes by the name as it is written."""
    readings = (Stated("model.loss", given={"logits": ("BCEWithLogitsLoss",)}),)
    assert read(readings, ("logits",), {"model.loss": "nn.BCEWithLogitsLoss"})[0] == "logits"
    assert read(readings, ("logits",), {"model.loss": "binary_cross_entropy"})[0] == NEITHER


def symbol_of(fact: str, path: str, text: str) -> str | None:
    """Read one fact of the shipped vocabulary from one field."""
    facts = READER.read(from_mapping(nested({path: text})))
    code = facts.codes[READER.index[fact]]
    return None if code == MISSING else SHIPPED.rulebase.symbols(fact)[code]


@pytest.mark.parametrize(
    ("loss", "expects"),
    [
        ("nn.CrossEntropyLoss", "logits"),
        ("torch.nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]), reduction='sum')", "logits"),
        ("F.cross_entropy", "logits"),
        ("torch.nn.functional.cross_entropy", "logits"),
        ("F.cross_entropy(logits, labels)", "logits"),
        ("F.binary_cross_entropy_with_logits", "logits"),
        ("bce_with_logits", "logits"),
        ("BCE with logits", "logits"),
        ("F.binary_cross_entropy", "probabilities"),
        ("nn.BCELoss()", "probabilities"),
        ("nn.NLLLoss", "log_probabilities"),
        ("F.nll_loss", "log_probabilities"),
        ("nn.KLDivLoss", "log_probabilities"),
        ("binary_crossentropy", "probabilities"),
        ("tf.keras.losses.BinaryCrossentropy()", "probabilities"),
        ("keras.losses.SparseCategoricalCrossentropy(from_logits = True)", "logits"),
        ("CategoricalCrossentropy(label_smoothing=0.1, from_logits=True)", "logits"),
        ("CategoricalCrossentropy(from_logits=False)", "probabilities"),
        ("BinaryCrossentropy(label_smoothing=0.1)", "probabilities"),
        ("BinaryCrossentropy(True)", None),
        ("BinaryCrossentropy(from_logits=flag)", None),
        ("tf.nn.softmax_cross_entropy_with_logits", "logits"),
        ("tf.nn.weighted_cross_entropy_with_logits", "logits"),
        ("optax.softmax_cross_entropy_with_integer_labels", "logits"),
        ("optax.sigmoid_binary_cross_entropy", "logits"),
        ("optax.kl_divergence", "log_probabilities"),
        ("cross_entropy", None),
        ("cross-entropy loss", None),
        ("CrossEntropy", None),
        ("binary_cross_entropy", None),
        ("binary cross-entropy", None),
        ("BCE", None),
        ("kl_divergence", None),
    ],
)
def test_a_library_s_loss_says_what_it_expects(loss: str, expects: str | None) -> None:
    """Module and arguments count; a name that several libraries use settles nothing."""
    assert symbol_of("loss_expects", "model.loss", loss) == expects
    wanted = {"logits": "true", "probabilities": "false"}.get(expects or "", "not_told")
    assert symbol_of("logits_wanted", "model.loss", loss) == wanted


def test_list_holds_a_symbol_or_not() -> None:
    """`contains` gives true or false for a stated list, by any name of a symbol."""
    readings = (Stated("evaluation.metrics", contains=("f1", "recall")),)
    truth = ("true", "false")
    path = "evaluation.metrics"
    assert read(readings, truth, {path: ["f1_score"]}, asks=path)[0] == "true"
    assert read(readings, truth, {path: ["accuracy"]}, asks=path)[0] == "false"
    assert read(readings, truth, {}, asks=path)[0] is None


def test_set_of_symbols_is_a_set_of_bits() -> None:
    """A set-valued fact keeps all symbols at once."""
    path = "evaluation.metrics"
    found = read(
        (Stated(path),),
        ("accuracy", "f1", "recall"),
        {path: ["recall", "acc"]},
        many=True,
        asks=path,
    )
    assert found == (0b101, (path, ["recall", "acc"], None))


def test_two_fields_state_the_same_or_not() -> None:
    """`same` compares symbols, not spellings, and needs both."""
    generator, discriminator = "gan.generator.optimizer", "gan.discriminator.optimizer"
    readings = (Same((generator, discriminator)),)
    truth = ("true", "false")
    assert read(readings, truth, {generator: "Adam", discriminator: "adam"})[0] == "true"
    assert read(readings, truth, {generator: "adam", discriminator: "sgd"})[0] == "false"
    assert read(readings, truth, {generator: "adam"})[0] is None
    steps = (Same(("gan.generator_steps", "gan.discriminator_steps")),)
    stated = {"gan.generator_steps": 1, "gan.discriminator_steps": 1}
    assert read(steps, truth, stated)[0] == "true"


@pytest.mark.parametrize(
    ("comparison", "taken"),
    [("below", {9}), ("above", {11}), ("at_least", {10, 11}), ("at_most", {9, 10})],
)
def test_cut_compares_as_it_says(comparison: str, taken: set[int]) -> None:
    """Each comparison takes just its numbers; the evidence shows the threshold to all."""
    cuts = (Cut("taken", comparison, "ten"), Cut("left"))
    quantity = (Quantity("samples", path="data.n_samples"),)
    for number in (9, 10, 11):
        found = read(
            (Cuts("samples", cuts),),
            ("taken", "left"),
            {"data.n_samples": number},
            quantities=quantity,
        )
        assert found == (
            "taken" if number in taken else "left",
            ("data.n_samples", number, 10.0),
        )


def test_number_that_no_cut_takes_is_none_of_the_symbols() -> None:
    """A scale without an else leaves gaps: a number there is known, and means nothing here."""
    quantity = (Quantity("samples", path="data.n_samples"),)
    readings = (Cuts("samples", (Cut("few", "below", "five"),)),)
    path, stated = "data.n_samples", {"data.n_samples": 6}
    found = read(readings, ("few",), stated, quantities=quantity, asks=path)
    assert found == (NEITHER, (path, 6, None))
    assert read(readings, ("few",), {}, quantities=quantity, asks=path) == (None, None)


SMALLEST = (Quantity("share", measure="smallest_to_largest", of=("problem.class_counts",)),)
TREND = (Quantity("fallen", measure="fall", of=("history.train_loss",)),)


@pytest.mark.parametrize(
    ("quantities", "path", "value", "symbol"),
    [
        (SMALLEST, "problem.class_counts", [], None),
        (SMALLEST, "problem.class_counts", [0, 0], NEITHER),
        (SMALLEST, "problem.class_counts", [5, 5], "any"),
        (TREND, "history.train_loss", [3.0, 1.0], None),
        (TREND, "history.train_loss", [3.0, None, math.nan, 1.0], None),
        (TREND, "history.train_loss", [3.0, 2.0, 1.0, 0.5], "any"),
    ],
)
def test_list_too_short_to_measure_is_unknown(
    quantities: tuple[Quantity, ...], path: str, value: list[float], symbol: str | None
) -> None:
    """More values would tell; where they would not, the list means none of the symbols."""
    readings = (Cuts(quantities[0].name, (Cut("any"),)),)
    found = read(readings, ("any",), {path: value}, quantities=quantities, asks=path)
    assert found[0] == symbol


def test_a_fact_means_none_of_its_symbols_once_no_field_can_give_it_one() -> None:
    """While one of its fields is open, that one may still tell."""
    readings = (
        Stated("data.duplicates_present", groups={"known": ("true",)}),
        Stated("data.typos_present", groups={"known": ("true",)}),
        Cuts("samples", (Cut("known", "below", "five"),)),
    )
    quantity = (Quantity("samples", path="data.n_samples"),)
    harmless = {"data.duplicates_present": False, "data.typos_present": False}
    asks = "data.duplicates_present"

    def symbol(fields: dict[str, object]) -> object:
        return read(readings, ("known",), fields, quantities=quantity, asks=asks)[0]

    assert symbol({"data.duplicates_present": False}) is None
    assert symbol(dict(harmless)) is None
    assert symbol({**harmless, "data.n_samples": 9}) == NEITHER
    assert symbol({**harmless, "data.n_samples": 3}) == "known"
    assert symbol({"data.typos_present": True}) == "known"


@pytest.mark.parametrize(("value", "symbol"), [(math.nan, "broken"), (1.0, "fine")])
def test_broken_numbers_have_a_symbol_where_a_cut_says_so(value: float, symbol: str) -> None:
    """`not_finite` takes NaN; an else never does."""
    quantity = (Quantity("loss", path="sanity.initial_loss"),)
    cuts = (Cut("broken", "not_finite"), Cut("fine"))
    stated = {"sanity.initial_loss": value}
    found = read((Cuts("loss", cuts),), ("broken", "fine"), stated, quantities=quantity)
    assert found[0] == symbol
    only_else = (Cuts("loss", (Cut("fine"),)),)
    asks = "sanity.initial_loss"
    found = read(only_else, ("fine",), stated, quantities=quantity, asks=asks)
    assert found[0] == (NEITHER if math.isnan(value) else "fine")


def test_default_makes_a_number_known() -> None:
    """A quantity with a default has a value even when nothing is stated."""
    quantities = (
        Quantity("folds", path="evaluation.k", default="usual"),
        Quantity("double", measure="product", of=("folds", "folds")),
    )
    readings = (Cuts("double", (Cut("dear", "above", "ten"), Cut("cheap"))),)
    found = read(readings, ("dear", "cheap"), {}, quantities=quantities)
    assert found == ("dear", ("evaluation.k", 49.0, 10.0))


@pytest.mark.parametrize("stated", ["training.epochs", "evaluation.k"])
def test_either_field_of_a_partial_measure_is_enough(stated: str) -> None:
    quantities = (
        Quantity("epochs", path="training.epochs"),
        Quantity("folds", path="evaluation.k"),
        Quantity("either", measure="first_known", of=("epochs", "folds")),
        Quantity("twofold", measure="product", of=("either", "either")),
    )
    readings = (Cuts("twofold", (Cut("many", "above", "ten"), Cut("few"))),)
    assert read(readings, ("many", "few"), {stated: 4}, quantities=quantities)[0] == "many"


def test_readings_are_tried_in_order() -> None:
    """The first reading that finds a symbol wins, and the last stands for nothing known."""
    readings: tuple[Reading, ...] = (
        Stated("model.loss", groups={"squared": ("mse",)}),
        AnyStated(("training.learning_rate", "evaluation.metrics"), "some"),
        Otherwise("open"),
    )
    symbols = ("squared", "some", "open")
    both = {"model.loss": "mse", "training.learning_rate": 0.1}
    assert read(readings, symbols, both)[0] == "squared"
    unknown = {"model.loss": "hinge", "training.learning_rate": 0.1}
    assert read(readings, symbols, unknown) == ("some", ("training.learning_rate", 0.1, None))
    assert read(readings, symbols, {"evaluation.metrics": ["f1"]})[0] == "some"
    assert read(readings, symbols, {}) == ("open", ("model.loss", None, None))


def test_measured_evidence_says_what_was_measured() -> None:
    """The quantity and its measure down to the fields; a field that is held as it is needs none."""
    counts = from_mapping({"problem": {"class_counts": [15, 100]}, "data": {"n_samples": 9}})
    facts = READER.read(counts)
    balance, amount = (facts.evidence[READER.index[name]] for name in ("balance", "data_amount"))
    assert balance is not None
    assert amount is not None
    assert (balance.source.quantity, balance.value) == ("class_ratio", 0.15)
    assert balance.source.measure == "smallest to largest of problem.class_counts"
    assert (amount.source.path, amount.source.measure) == ("data.n_samples", None)


@pytest.mark.parametrize(
    ("quantity", "formula"),
    [
        ("samples", "data.n_samples"),
        ("folds", "evaluation.k (or default_folds)"),
        (
            "train_of_two",
            "level of history.train_loss over natural log of problem.n_classes (or two_classes)",
        ),
        (
            "val_excess_of_start",
            "(level of history.val_loss less level of history.train_loss) over "
            "start of history.train_loss",
        ),
    ],
)
def test_a_quantity_is_worded_down_to_its_fields(quantity: str, formula: str) -> None:
    """Composed parts stand in brackets; a default is named."""
    assert SHIPPED.rulebase.vocabulary.formula(quantity) == formula


def test_nothing_known_names_the_fields_that_were_looked_at() -> None:
    """Each field of each reading, once, in their order."""
    evidence = READER.read(from_mapping({})).evidence[READER.index["metric_step"]]
    assert evidence is not None
    looked_at = ("evaluation.metrics", "training.stage", "training.works")
    assert (evidence.value, evidence.source.looked_at) == (None, looked_at)

"""What the shipped rules say: the document's tables, sound projects, faulty projects."""

import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from advisor import Advisor
from advisor.report.model import Conclusion, Report
from advisor.source import read_path

HERE = Path(__file__).parent
HEALTHY: Any = read_path(HERE / "healthy.yaml").data
BROKEN: Any = read_path(HERE / "broken.yaml").data
GRAVITY = {"error": 0, "warning": 1, "info": 2}


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


def wrong(report: Report) -> list[Conclusion]:
    return [c for c in report.conclusions if c.kind in ("finding", "diagnosis")]


def by_rule(report: Report) -> dict[str, Conclusion]:
    return {conclusion.rule: conclusion for conclusion in report.conclusions}


def asked(report: Report) -> set[str]:
    return {question.path for question in report.open_questions}


# --- the rule base as a whole


def test_every_rule_has_a_rationale_and_a_source(advisor: Advisor) -> None:
    for rule in advisor.rulebase.rules.values():
        told = rule.rationale or advisor.rulebase.topics[rule.topic].internal
        assert told, f"{rule.id} gives no reason"
        assert rule.provenance.document, f"{rule.id} names no source"


def test_ids_of_a_topic_share_a_prefix_of_their_own(advisor: Advisor) -> None:
    prefixes = {
        topic.name: {rule.id.rstrip("0123456789") for rule in topic.rules}
        for topic in advisor.rulebase.topics.values()
    }
    assert all(len(found) == 1 for found in prefixes.values())
    shared = Counter(prefix for found in prefixes.values() for prefix in found)
    assert set(shared.values()) == {1}


def test_every_statement_is_shown_by_a_whole_descriptor(advisor: Advisor) -> None:
    shown = {
        statement
        for topic in advisor.rulebase.topics.values()
        for example in topic.examples
        if example.descriptor is not None
        for rule in example.fires
        for statement in advisor.rulebase.rules[rule].provenance.statements
    }
    assert set(advisor.rulebase.statements) <= shown
    assert len(advisor.rulebase.statements) == 99


# Statements that only rules of internal topics carry would never reach a reader.
def test_every_statement_reaches_the_reader(advisor: Advisor) -> None:
    reported = {
        statement
        for rule in advisor.rulebase.rules.values()
        if not advisor.rulebase.topics[rule.topic].internal
        for statement in rule.provenance.statements
    }
    assert set(advisor.rulebase.statements) <= reported


# --- projects


@pytest.mark.parametrize("name", HEALTHY)
def test_a_sound_project_is_left_in_peace(advisor: Advisor, name: str) -> None:
    report = advisor.advise(HEALTHY[name])
    assert not [(c.rule, c.message) for c in wrong(report) if c.severity != "info"]
    assert [c for c in report.conclusions if c.kind == "good_sign"]


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_named_among_the_gravest(advisor: Advisor, name: str) -> None:
    found = wrong(advisor.advise(BROKEN[name]["project"]))
    gravest = min(GRAVITY[c.severity] for c in found)
    assert BROKEN[name]["finds"] in [c.rule for c in found if GRAVITY[c.severity] == gravest]


def test_one_rule_speaks_of_clipping(advisor: Advisor) -> None:
    report = advisor.advise(BROKEN["recurrent network explodes"]["project"])
    clips = [c.rule for c in report.conclusions if "gradient_clipping" in c.outputs]
    assert clips == ["GD005"]


def test_a_head_applied_twice_is_not_praised(advisor: Advisor) -> None:
    found = by_rule(advisor.advise(BROKEN["softmax into a loss of logits"]["project"]))
    assert found["LL002"].kind == "recommendation"


def plan(advisor: Advisor, project: dict[str, Any]) -> dict[str, object]:
    return {
        str(c.outputs["step"][0]): c.outputs["status"][0]
        for c in advisor.advise(project).conclusions
        if c.topic == "plan"
    }


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        ("duplicates", {"duplicates_present": True}),
        ("dropped rows", {"missing_numeric": "dropped"}),
        ("raw numbers", {"modality": "tabular", "standardized": False}),
        ("raw pixels", {"modality": "image_2d", "input_max": 255}),
        ("nobody looked", {"preprocessing_checked": False}),
    ],
)
def test_flawed_data_is_not_ticked_off(advisor: Advisor, name: str, flaw: dict[str, Any]) -> None:
    steps = plan(advisor, {"data": flaw, "training": {"stage": "tuning"}})
    assert steps["data"] == "next", name
    assert steps["tuning"] == "later", name


def test_a_later_stage_ticks_nothing_off(advisor: Advisor) -> None:
    steps = plan(advisor, {"training": {"stage": "tuning"}})
    assert steps.pop("tuning") == "next"
    assert set(steps.values()) == {"assumed"}


@pytest.mark.parametrize(
    ("sanity", "step", "status"),
    [
        ({"zero_batch": {"loss": [0.7, math.nan]}}, "zero_batch", "failed"),
        ({"zero_data": {"loss": [9.0, 5.0, 3.0, 2.0, 1.0]}}, "zero_data", "failed"),
        ({"one_batch": {"memorized": False}}, "one_batch", "failed"),
        ({"zero_batch": {"ran": False}}, "zero_batch", "next"),
        ({"one_batch": {"ran": False}}, "one_batch", "next"),
        ({"one_batch": {"ran": True}}, "one_batch", "next"),
    ],
)
def test_a_run_that_went_wrong_is_not_taken_for_done(
    advisor: Advisor, sanity: dict[str, Any], step: str, status: str
) -> None:
    project = {"sanity": sanity, "training": {"stage": "tuning"}}
    assert plan(advisor, project)[step] == status


def test_every_step_of_the_plan_has_one_status(advisor: Advisor) -> None:
    for project in ({}, {"training": {"stage": "tuning", "works": False}}, *HEALTHY.values()):
        steps = [c for c in advisor.advise(project).conclusions if c.topic == "plan"]
        assert len(steps) == len({c.outputs["step"][0] for c in steps}) == 10


# --- questions


@pytest.mark.parametrize("modality", ["image_2d", "image_3d", "lidar", "text", "video"])
def test_gaps_are_asked_of_tables_only(advisor: Advisor, modality: str) -> None:
    gaps = {"data.missing_categorical", "data.missing_numeric"}
    assert not gaps & asked(advisor.advise({"data": {"modality": modality}}))
    assert gaps <= asked(advisor.advise({"data": {"modality": "tabular"}}))


def test_a_stated_flaw_counts_whatever_the_data(advisor: Advisor) -> None:
    report = advisor.advise({"data": {"modality": "image_2d", "missing_numeric": "untreated"}})
    assert "MD005" in by_rule(report)
    assert "MD005" in by_rule(advisor.advise({"data": {"missing_numeric": "untreated"}}))


def test_the_architecture_is_asked_for_as_such(advisor: Advisor) -> None:
    report = advisor.advise({"problem": {"task": "binary_classification"}})
    questions = {question.path: question.question for question in report.open_questions}
    assert questions["model.architecture"] == "What type of network is it?"
    assert questions["problem.n_classes"] == "How many classes are there?"


# --- the tables of the document, row by row

METRICS = {
    "M1": ({"task": "multiclass_classification", "balance": "balanced"}, ["accuracy", "roc_auc"]),
    "M2": (
        {"task": "binary_classification", "balance": "imbalanced"},
        ["precision", "recall", "f1"],
    ),
    "M3": ({"task": "ranking"}, ["mean_average_precision"]),
    "M4": ({"task": "regression"}, ["mse"]),
    "M5": ({"task": "segmentation"}, ["iou"]),
}
NETWORKS = {
    "N1": ({"modality": "image_2d"}, ["cnn_2d"]),
    "N2": ({"modality": "image_2d", "depth_need": "very_deep"}, ["densely_connected_cnn"]),
    "N2.f": ({"modality": "lidar", "volume_density": "sparse"}, ["resnet"]),
    "N3": ({"modality": "time_series"}, ["rnn"]),
    "N4": ({"modality": "text"}, ["rnn", "cnn_1d"]),
    "N5": ({"modality": "sequence"}, ["cnn_1d"]),
    "N6": ({"acting": "acts"}, ["deep_q_network"]),
}
HEADS = {
    "H1": ({"task": "binary_classification"}, "sigmoid", ["binary_cross_entropy"]),
    "H2": ({"task": "multiclass_classification"}, "softmax", ["categorical_cross_entropy"]),
    "H3": ({"task": "multilabel_classification"}, "sigmoid", ["binary_cross_entropy"]),
    "H4": ({"task": "regression", "target_range": "unbounded"}, "none", ["mse"]),
    "H5": (
        {"task": "regression", "target_range": "unit_interval"},
        "sigmoid",
        ["mse", "binary_cross_entropy"],
    ),
}


def answer(advisor: Advisor, topic: str, facts: dict[str, Any], statement: str) -> Conclusion:
    [conclusion] = advisor.ask(topic, **facts).conclusions
    assert statement in conclusion.provenance.statements
    assert conclusion.kind == "recommendation"
    return conclusion


@pytest.mark.parametrize("row", METRICS)
def test_metrics(advisor: Advisor, row: str) -> None:
    facts, metrics = METRICS[row]
    assert list(answer(advisor, "metric", facts, row).outputs["metric"]) == metrics


@pytest.mark.parametrize("row", NETWORKS)
def test_networks(advisor: Advisor, row: str) -> None:
    facts, networks = NETWORKS[row]
    assert list(answer(advisor, "network", facts, row).outputs["network"]) == networks


@pytest.mark.parametrize("row", HEADS)
def test_heads(advisor: Advisor, row: str) -> None:
    facts, activation, losses = HEADS[row]
    head = answer(advisor, "last_layer", facts, row).outputs
    assert list(head["last_activation"]) == [activation]
    assert list(head["loss"]) == losses


def test_volumes_are_convolved_in_three_dimensions(advisor: Advisor) -> None:
    volumes = answer(advisor, "network", {"modality": "image_3d"}, "N1")
    assert list(volumes.outputs["network"]) == ["cnn_3d"]


@pytest.mark.parametrize(
    ("statement", "project", "scheme"),
    [
        ("E1", {"data": {"n_samples": 1_000_000}}, "holdout"),
        ("E2", {"data": {"n_samples": 400}}, "k_fold"),
        ("E3", {"problem": {"precise_evaluation_needed": True}}, "iterated_k_fold"),
    ],
)
def test_schemes(advisor: Advisor, statement: str, project: dict[str, Any], scheme: str) -> None:
    [conclusion] = advisor.advise(project, topics=["evaluation"]).conclusions
    assert conclusion.outputs["evaluation_scheme"][0] == scheme
    assert statement in conclusion.provenance.statements


# --- numbers and doubts in the text


def message(advisor: Advisor, rule: str, project: dict[str, Any]) -> str:
    return by_rule(advisor.advise(project))[rule].message


def test_the_price_of_folds_is_computed(advisor: Advisor) -> None:
    few: dict[str, Any] = {"data": {"n_samples": 400}, "evaluation": {"k": 8}}
    assert "8 trainings" in message(advisor, "EV002", few)
    exact = {
        "problem": {"precise_evaluation_needed": True},
        "evaluation": {"k": 10, "repeats": 5},
    }
    assert "50 trainings" in message(advisor, "EV003", exact)


@pytest.mark.parametrize("classes", [3, 10, 1000])
def test_the_expected_initial_loss_is_computed(advisor: Advisor, classes: int) -> None:
    project = {
        "problem": {"task": "multiclass_classification", "n_classes": classes},
        "model": {"loss": "categorical_crossentropy"},
        "sanity": {"initial_loss": 3 * math.log(classes)},
    }
    assert f"ln({classes}) = {math.log(classes):.3g}" in message(advisor, "IL001", project)


def test_two_classes_need_not_be_counted(advisor: Advisor) -> None:
    project = {
        "problem": {"task": "binary_classification"},
        "model": {"loss": "binary_crossentropy"},
        "sanity": {"initial_loss": 0.7},
    }
    assert "ln(2) = 0.693" in message(advisor, "IL008", project)


@pytest.mark.parametrize(
    ("counts", "rule"), [([500, 500], "ME001"), ([700, 500], "ME001"), ([900, 100], "ME002")]
)
def test_balance_is_counted(advisor: Advisor, counts: list[int], rule: str) -> None:
    project = {"problem": {"task": "binary_classification", "class_counts": counts}}
    assert rule in by_rule(advisor.advise(project))


def test_doubts_are_told(advisor: Advisor) -> None:
    gan = {"model": {"architecture": "gan"}}
    assert "open question" in message(advisor, "GN005", gan)
    agent = {"problem": {"task": "decision_making"}}
    assert "stub" in message(advisor, "RL001", agent)
    shuffled = {"model": {"architecture": "lstm"}, "training": {"shuffle": True}}
    assert "unless you know" in message(advisor, "RC007", shuffled)
    points = {"data": {"modality": "lidar"}}
    assert "author's own experiments" in message(advisor, "NW004", points)


def test_where_statements_pull_apart_the_answer_says_when_which(advisor: Advisor) -> None:
    maximum = message(advisor, "PO002", {"model": {"architecture": "cnn_2d"}})
    average = message(advisor, "PO001", {"model": {"sparse_gradients_hurt": True}})
    assert "max pooling" in maximum
    assert "average pooling" in maximum
    assert "max pooling" in average
    deep = message(
        advisor, "NW003", {"data": {"modality": "image_2d", "needs_very_deep_net": True}}
    )
    assert "unless it is sparse" in deep
    suspects, removed = (
        message(advisor, rule, {"data": {"outliers": state}})
        for rule, state in (("DC005", "suspected"), ("DC007", "removed"))
    )
    assert "certain" in suspects
    assert "proven" in removed


def test_an_idea_is_not_asked_how_its_training_went(advisor: Advisor) -> None:
    idea = {"problem": {"task": "multiclass_classification"}, "training": {"stage": "idea"}}
    runs = {"training.works", "observed.fit", "history.val_loss", "sanity.one_batch.memorized"}
    assert not runs & asked(advisor.advise(idea))
    assert runs <= asked(advisor.advise({"problem": {"task": "multiclass_classification"}}))

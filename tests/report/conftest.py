"""Reports written by hand, small enough to be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advisor.report.model import Report

Fields = dict[str, Any]


def conclusion_fields(**given: Any) -> Fields:
    """Return the JSON fields of one conclusion, the given ones in place of the usual ones."""
    return {
        "rule": "LL001",
        "name": "head-for-two-classes",
        "topic": "last_layer",
        "kind": "recommendation",
        "severity": "info",
        "outputs": {
            "last_activation": ["sigmoid"],
            "loss": ["mse", "binary_cross_entropy"],
        },
        "message": "Two classes call for one sigmoid unit.",
        "rationale": "One unit is enough.",
        "causes": [],
        "remedies": [],
        "innocent_explanations": [],
        "measure_next": [],
        "because": [
            {
                "fact": "task",
                "symbol": "binary_classification",
                "path": "problem.task",
                "value": "binary_classification",
                "threshold": None,
            }
        ],
        "provenance": {
            "document": "practical-advice",
            "year": 2018,
            "locator": "section 1, item 5(d), table row 1",
            "statements": ["H1"],
            "basis": "stated",
        },
        **given,
    }


def report_fields(*conclusions: Fields, **given: Any) -> Fields:
    """Return the JSON fields of a report."""
    return {
        "schema": 1,
        "name": "spam filter",
        "rulebase": {"version": "0.1.0", "hash": "ab" * 32, "sources": ["practical-advice"]},
        "conclusions": list(conclusions),
        "open_questions": [],
        "not_evaluable": [],
        **given,
    }


@pytest.fixture
def conclusion() -> Callable[..., Fields]:
    """Return a maker of conclusions."""
    return conclusion_fields


@pytest.fixture
def fields() -> Callable[..., Fields]:
    """Return a maker of the JSON fields of reports."""
    return report_fields


@pytest.fixture
def report() -> Callable[..., Report]:
    """Return a maker of reports."""

    def make(*conclusions: Fields, **given: Any) -> Report:
        return Report.model_validate(report_fields(*conclusions, **given))

    return make


@pytest.fixture
def whole(report: Callable[..., Report]) -> Report:
    """Return a report that has something in every section."""
    diagnosis = conclusion_fields(
        rule="DG001",
        name="overfitting",
        topic="diagnosis",
        kind="diagnosis",
        severity="error",
        symptom="overfitting",
        confidence="medium",
        begins={"series": "history.val_loss", "row": 4, "at": 5, "unit": "epoch"},
        outputs={},
        message="The training loss falls while the validation loss stands still.",
        causes=["The model memorizes.", "There is little data."],
        remedies=["Add regularization."],
        innocent_explanations=["The validation set is tiny."],
        measure_next=["Repeat with another seed."],
        because=[
            {
                "fact": "val_trend",
                "symbol": "stuck",
                "path": "history.val_loss",
                "value": [0.5, 0.5, 0.5, None, 0.5, 0.5, 0.5, "NaN"],
                "threshold": 0.01,
            },
            {
                "fact": "net",
                "symbol": "rnn",
                "path": None,
                "value": None,
                "threshold": None,
                "rule": "NT003",
            },
        ],
    )
    finding = conclusion_fields(
        kind="finding", severity="warning", stated={"last_activation": "nn.Softmax"}
    )
    steps = [
        conclusion_fields(
            rule=f"BP00{n}",
            name=f"step-{n}",
            topic="build_plan",
            outputs={"step": [step], "status": [status]},
            message=f"Message of step {n}.",
        )
        for n, (step, status) in enumerate(
            [("zero_batch", "done"), ("one_batch", "next"), ("grow", "later")], start=1
        )
    ]
    good = conclusion_fields(rule="DR002", name="rate", kind="good_sign", message="Half is fine.")
    return report(
        diagnosis,
        finding,
        *reversed(steps),
        conclusion_fields(rule="OP001", name="optimizer-unknown", topic="optimizer"),
        good,
        open_questions=[
            {
                "path": f"data.field_{n}",
                "question": f"What is field {n}?",
                "choices": [True, False] if n else ["none", "some"],
                "decides": [f"AA{m:03}" for m in range(8)],
            }
            for n in range(7)
        ],
        not_evaluable=[{"rule": "AA000", "missing": ["data.field_0"]}],
    )

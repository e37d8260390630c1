"""How messages are filled in, on small rules of our own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from advisor import Advisor, Report
from advisor.report.evidence import words
from advisor.report.markdown import render_markdown
from advisor.report.text import render_text
from tests.rulebase.conftest import SOUND

VOCABULARY = (
    SOUND["vocabulary.yaml"]
    + """\
  clipped:
    question: Are the gradients tracked?
    readings: [{path: training.tracks_gradients}]
  wide:
    question: How wide?
    readings:
      - {quantity: samples, cuts: [{symbol: very_small, below: few}, {symbol: large}]}
"""
)
TOPIC = """\
schema: 1
topic: small
title: Small things
kind: heuristics
inputs: [task, wide, clipped]
outputs: [metrics, last_activation, folds_wanted]
provenance: {document: paper, locator: page 2}
rules:
  - id: SM001
    name: words
    when: {task: binary_classification, wide: very_small, clipped: [true, false]}
    then: {folds_wanted: {quantity: folds}}
    message: A {task} with {wide} data, clipped {clipped}, of {samples} takes {folds:.1f} folds.
  - id: SM002
    name: choices
    when: {task: binary_classification}
    then: {metrics: [f1, recall], last_activation: [sigmoid, tanh]}
    message: Choose with care.
examples:
  - {name: words, descriptor: {problem: {task: binary}, data: {n_samples: 10},
     training: {tracks_gradients: true}}, fires: [SM001, SM002]}
  - {name: nothing, given: {}, fires: []}
"""


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., Report]:
    """Ask a rule base that holds the topic of this test."""
    texts = {
        **SOUND,
        "vocabulary.yaml": VOCABULARY,
        "small.yaml": TOPIC,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    advisor = Advisor([tmp_path], shipped=False)
    return lambda descriptor: advisor.advise(descriptor, topics=["small"])


def test_facts_and_quantities_are_worded(ask: Callable[..., Report]) -> None:
    """A measured fact is named by its symbol, a boolean by yes or no, a number as asked."""
    report = ask(
        {
            "problem": {"task": "binary"},
            "data": {"n_samples": 10},
            "training": {"tracks_gradients": False},
            "evaluation": {"k": 7},
        }
    )
    said = {conclusion.rule: conclusion for conclusion in report.conclusions}
    assert said["SM001"].message == (
        "A binary with very small data, clipped no, of 10 takes 7.0 folds."
    )
    assert said["SM001"].outputs == {"folds_wanted": (7,)}


def test_a_review_without_words_of_its_own_names_both_sides(ask: Callable[..., Report]) -> None:
    """What is stated and what is advised stand before the message of the rule."""
    one = ask({"problem": {"task": "binary"}, "model": {"last_activation": "relu"}})
    assert one.conclusions[0].message == (
        "The descriptor says relu; sigmoid or tanh is advised. Choose with care."
    )
    both = ask(
        {
            "problem": {"task": "binary"},
            "model": {"last_activation": "relu"},
            "evaluation": {"metrics": ["accuracy", "roc_auc"]},
        }
    )
    assert both.conclusions[0].message == (
        "The descriptor says metrics accuracy and roc auc and last activation relu; metrics f1 or "
        "recall and last activation sigmoid or tanh is advised. Choose with care."
    )
    agreed = ask({"problem": {"task": "binary"}, "evaluation": {"metrics": ["f1"]}})
    assert agreed.conclusions[0].agrees == ("metrics",)


def test_several_checklists_are_told_apart() -> None:
    """Two plans in one report are headed by their topics."""
    report = Advisor().advise({}, topics=["plan"])
    steps = report.conclusions
    other = [step.model_copy(update={"topic": "second_plan"}) for step in steps]
    doubled = report.model_copy(update={"conclusions": (*steps, *other)})
    titles = {"plan": "First list", "second_plan": "Second list"}
    for render in (render_text, render_markdown):
        shown = render(doubled, titles)
        assert "First list" in shown
        assert "Second list" in shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.123456, "0.1235"),
        (1e-7, "1e-07"),
        (3, "3"),
        (True, "yes"),
        (["a_b"], "a b"),
        ([], ""),
        ("f(a_b=1)", "f(a_b=1)"),
    ],
)
def test_values_are_worded_for_readers(value: object, shown: str) -> None:
    """Numbers are rounded, truth is yes or no; symbols lose their underscores, code does not."""
    assert words(value) == shown

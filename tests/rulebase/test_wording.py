"""What is wrong with a rule file is said in words that help: forms, types and names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rulebase.conftest import problems_of

FORM_SAMPLES: list[tuple[list[tuple[str, str, str]], str]] = [
    ([("head.yaml", "Use a softmax.", "use a softmax.")], "a sentence starts with a capital"),
    ([("head.yaml", "spam, given: {", "spam, descriptor: {}, given: {")], "either `given` or"),
    ([("vocabulary.yaml", "{path: data.n_samples}", "{measure: product}")], "`measure` and `of`"),
    ([("vocabulary.yaml", "below: few", "below: few, above: few")], "at most one comparison"),
    ([("vocabulary.yaml", "{symbol: open}", "{rest: open}")], "a reading is one of"),
    ([("vocabulary.yaml", "quantity: samples", "quantity: null")], "a reading is one of"),
    ([("vocabulary.yaml", "{path: problem.task}", "{path: ~}")], "a reading is one of"),
    ([("head.yaml", "kind: decision_table\n", "")], "`kind` is missing"),
    ([("head.yaml", "    name: two-classes\n", "    nome: two-classes\n")], "did you mean 'name'?"),
    ([("thresholds.yaml", "reason: A", "raeson: A")], "did you mean 'reason'?"),
    ([("head.yaml", "provenance: {statement: S1}", "provenance: {statment: S1}")], "'statement'"),
]


WHEN = "when: {task: binary_classification}"
THEN = "then: {last_activation: sigmoid}"
TYPE_SAMPLES = [
    (WHEN, "when: {task: 3}", "when.task: expected true, false, a text or a list, not 3"),
    (WHEN, "when: {task: {a: 1}}", "expected true, false, a text or a list, not a mapping of 1"),
    (WHEN, "when: {task: [[a]]}", "when.task[0]: expected true, false or a text, not a list of 1"),
    (WHEN, "when: [task]", "when: expected a mapping, not a list of 1"),
    (THEN, "then: {last_activation: {quantity: 3}}", "quantity: expected a text, not 3"),
    (THEN, "then: {last_activation: {a: 1}}", "last_activation.a: unknown key 'a'"),
    (THEN, "then: {last_activation: null}", "true, false, a number, a text, a mapping or a list"),
    (THEN, "then: {last_activation: []}", "list should have at least 1 item"),
    ("{statement: S1}", "{statement: 3}", "statement: expected a text or a list, not 3"),
    ("{statement: S1}", "{statement: null, locator: [1]}", "expected a text, not a list of 1"),
]


@pytest.mark.parametrize(("old", "new", "words"), TYPE_SAMPLES)
def test_wrong_type_is_one_problem_that_says_what_is_expected(
    old: str, new: str, words: str, write_rules: Callable[..., Path]
) -> None:
    """However many forms a value may have, no place is told of twice, nor one around it."""
    problems = problems_of(write_rules(("head.yaml", old, new)))
    assert any(words in problem for problem in problems), problems
    paths = [problem.split(": ")[1].partition(" ")[2] for problem in problems]
    assert len(set(paths)) == len(paths)
    assert not any("valid boolean" in problem for problem in problems)


def test_a_key_cannot_steer_the_terminal(write_rules: Callable[..., Path]) -> None:
    """A control character in a key is shown, not sent."""
    folder = write_rules(("head.yaml", "title: The head", 'title: The head\n"\\e[31mred": 1'))
    problems = problems_of(folder)
    assert any("S001 \\x1b[31mred: unknown key" in problem for problem in problems), problems
    assert not any("\x1b" in problem for problem in problems)


@pytest.mark.parametrize(("edits", "words"), FORM_SAMPLES)
def test_form_is_explained(
    edits: list[tuple[str, str, str]], words: str, write_rules: Callable[..., Path]
) -> None:
    """A file of the wrong form is refused in words that say what the right one is."""
    assert any(words in problem for problem in problems_of(write_rules(*edits)))


NAME_SAMPLES: list[tuple[list[tuple[str, str, str]], str]] = [
    ([("plan.yaml", "inputs: [scheme, choice]", "inputs: [scheme, choice, step]")], "this very"),
    (
        [("head.yaml", "hit_policy: unique\n", "hit_policy: unique\ninternal: true\n")],
        "an internal one needs a name",
    ),
    (
        [
            ("head.yaml", "hit_policy: unique\n", "hit_policy: unique\ninternal: true\n"),
            ("plan.yaml", "outputs: [step]", "outputs: [step, scheme]"),
        ],
        "is given by the topic 'head' already",
    ),
    (
        [("head.yaml", "scheme: k_fold}", "scheme: {quantity: trainigs}}")],
        "did you mean 'trainings'?",
    ),
    ([("head.yaml", "asks: [size]", "asks: [siez]")], "did you mean 'size'?"),
    (
        [("vocabulary.yaml", "{path: problem.task}", "{path: problem.task, given: {a: [xyz]}}")],
        "knows no spelling 'xyz'",
    ),
    (
        [("vocabulary.yaml", "      - {symbol: open}\n", "      - {symbol: open}\n"
          "      - {path: training.optimizer}\n")],
        "is the last of several readings",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "words"), NAME_SAMPLES)
def test_names_are_explained(
    edits: list[tuple[str, str, str]], words: str, write_rules: Callable[..., Path]
) -> None:
    """A name that cannot stand where it stands is told with the reason."""
    problems = problems_of(write_rules(*edits))
    assert any(words in problem for problem in problems), problems

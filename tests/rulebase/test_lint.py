"""Every problem code of rule files: one failing sample each, found at its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import advisor
from advisor import Advisor
from advisor.rulebase.loader import load
from tests.rulebase.conftest import problems_of

SNIPPETS = """\
schema: 1
kind: snippets
title: Code
snippets:
  - advises: {last_activation: sigmoid}
    pytorch: x = 1
    keras: x = 1
    sklearn: {lacks: There is none.}
"""

SAMPLES: list[tuple[str, list[tuple[str, str, str]], str]] = [
    ("S001", [("head.yaml", "title: The head", "titel: The head")], "head.yaml:3"),
    ("S002", [("head.yaml", "title: The head\n", "")], "head.yaml:1"),
    ("S003", [("head.yaml", "hit_policy: unique", "hit_policy: 3")], "head.yaml:5"),
    ("S003", [("plan.yaml", "severity: warning", "symptom: stuck")], "plan.yaml:"),
    ("S004", [("head.yaml", "kind: decision_table", "kind: decision_tabel")], "head.yaml:4"),
    ("S005", [("head.yaml", "schema: 1", "schema: 2")], "head.yaml:1"),
    ("S005", [("head.yaml", "schema: 1", "schema: true")], "head.yaml:1"),
    ("S005", [("sources.yaml", "schema: 1", "schema: 1.0")], "sources.yaml:1"),
    ("S005", [("plan.yaml", "schema: 1", "schema: null")], "plan.yaml:1"),
    ("S006", [("head.yaml", "id: HD001", "id: hd1")], "head.yaml:14"),
    ("R101", [("head.yaml", "id: HD002", "id: HD001")], "head.yaml:20"),
    ("R102", [("head.yaml", "name: many-classes\n", "name: two-classes\n")], "head.yaml:27"),
    ("R103", [("head.yaml", "inputs: [task, size]", "inputs: [tsk, size]")], "head.yaml:6"),
    (
        "R104",
        [("head.yaml", "    when: {task: binary_classification}\n", "    when: {task: binary}\n")],
        "head.yaml:16",
    ),
    (
        "R104",
        [("head.yaml", "last_activation: sigmoid}", "last_activation: sigmoyd}")],
        "head.yaml:17",
    ),
    (
        "R104",
        [
            (
                "vocabulary.yaml",
                "[{path: problem.task}]",
                "[{path: problem.task, groups: {a: [regresion]}}]",
            )
        ],
        "vocabulary.yaml:11",
    ),
    (
        "R105",
        [
            (
                "head.yaml",
                "task: multiclass_classification, size: small",
                "task: [binary_classification, multiclass_classification], size: small",
            )
        ],
        "head.yaml:22",
    ),
    ("R106", [("head.yaml", "multilabel_classification, ", "")], "head.yaml:13"),
    (
        "R107",
        [
            ("head.yaml", "hit_policy: unique", "hit_policy: first"),
            (
                "head.yaml",
                "    when: {task: multiclass_classification, size: large}\n",
                "    when: {task: binary_classification}\n",
            ),
        ],
        "head.yaml:28",
    ),
    (
        "R108",
        [("plan.yaml", "when: {scheme: k_fold, choice: open}", "when: {scheme: k_fold}")],
        "plan.yaml:5",
    ),
    ("R109", [("head.yaml", "fires: [HD001]", "fires: []")], "head.yaml:14"),
    (
        "R110",
        [
            (
                "head.yaml",
                "  - {name: size not told",
                "  - {name: x, given: {task: binary_classification}, fires: [HD001]}\n  #",
            )
        ],
        "head.yaml:2",
    ),
    ("R112", [("head.yaml", "provenance: {document: book, locator: page 1}\n", "")], "head.yaml:"),
    ("R113", [("head.yaml", "document: book", "document: buch")], "head.yaml:"),
    ("R113", [("statements.yaml", "document: book", "document: buch")], "statements.yaml:3"),
    ("R114", [("head.yaml", "statement: S1", "statement: S11")], "head.yaml:19"),
    ("R114", [("plan.yaml", "updates: [HD002]", "provenance: {statement: S2}")], "plan.yaml:"),
    ("R130", [("head.yaml", "provenance: {basis: interpreted}", "status: stable")], "head.yaml:26"),
    (
        "R130",
        [
            ("plan.yaml", "basis: interpreted", "basis: stated"),
            ("plan.yaml", "document: paper", "document: book"),
        ],
        "plan.yaml:9",
    ),
    ("R115", [("head.yaml", "    provenance: {statement: S1}\n", "")], "statements.yaml:5"),
    ("R116", [("head.yaml", "for {task}", "for {tsk}")], "head.yaml:18"),
    ("R116", [("head.yaml", "for {task}", "for {samples}")], "head.yaml:18"),
    ("R116", [("head.yaml", "for {task}", "for {task")], "head.yaml:18"),
    ("R116", [("head.yaml", "for {task}", "for {task!r}")], "head.yaml:18"),
    ("R116", [("head.yaml", "for {task}", "for {task:.3f}")], "head.yaml:18"),
    ("R116", [("head.yaml", "for {task}", "for {task:>9}")], "head.yaml:18"),
    ("R116", [("head.yaml", "{samples} samples", "{samples!s} samples")], "head.yaml:24"),
    ("R116", [("plan.yaml", "step: fold", "step: {quantity: trainings}")], "plan.yaml:14"),
    ("R117", [("head.yaml", "inputs: [task, size]", "inputs: [task, size, step]")], "head.yaml:6"),
    ("R118", [("vocabulary.yaml", "below: few", "below: fwe")], "vocabulary.yaml:17"),
    ("R119", [("vocabulary.yaml", "quantity: samples", "quantity: sample")], "vocabulary.yaml:15"),
    ("R119", [("vocabulary.yaml", "of: [folds,", "of: [trainings,")], "vocabulary.yaml:7"),
    ("R119", [("vocabulary.yaml", "measure: product", "measure: produkt")], "vocabulary.yaml:7"),
    (
        "R119",
        [("vocabulary.yaml", "of: [folds, evaluation.repeats]", "of: [folds]")],
        "vocabulary.yaml:7",
    ),
    ("R119", [("vocabulary.yaml", "of: [folds,", "of: [foldz,")], "vocabulary.yaml:7"),
    ("R119", [("vocabulary.yaml", "of: [folds,", "of: [history.train_loss,")], "vocabulary.yaml:7"),
    (
        "R119",
        [("vocabulary.yaml", "[{path: problem.task}]", "[{path: data.n_samples}]")],
        "vocabulary.yaml:11",
    ),
    (
        "R120",
        [("vocabulary.yaml", "path: problem.task", "path: problem.tsk")],
        "vocabulary.yaml:11",
    ),
    (
        "R121",
        [("head.yaml", "{last_activation: sigmoid}", "{last_activatoin: sigmoid}")],
        "head.yaml:17",
    ),
    ("R121", [("head.yaml", "review: {last_activation:", "review: {activation:")], "head.yaml:8"),
    (
        "R122",
        [
            (
                "head.yaml",
                "    when: {task: binary_classification}\n",
                "    when: {task: binary_classification, choice: open}\n",
            )
        ],
        "head.yaml:16",
    ),
    ("R123", [("head.yaml", ": last_activation}\nprov", ": last}\nprov")], "head.yaml:8"),
    ("R124", [("plan.yaml", "topic: plan", "topic: head")], "plan.yaml:2"),
    (
        "R124",
        [
            (
                "more.yaml",
                "",
                "schema: 1\nkind: thresholds\nthresholds: {few: {value: 1, reason: None.}}\n",
            )
        ],
        "thresholds.yaml:4",
    ),
    (
        "R125",
        [("plan.yaml", "inputs: [scheme, choice]", "inputs: [scheme, choice, metrics]")],
        "plan.yaml:5",
    ),
    ("R126", [("plan.yaml", "updates: [HD002]", "updates: [HD009]")], "plan.yaml:16"),
    ("R126", [("plan.yaml", "fires: [PL001]", "fires: [PL002]")], "plan.yaml:18"),
    (
        "R127",
        [
            (
                "head.yaml",
                "uncovered:\n",
                "uncovered:\n  - {when: {task: binary_classification}, reason: None.}\n",
            )
        ],
        "head.yaml:11",
    ),
    ("R128", [("plan.yaml", "when: {scheme: k_fold, choice: open}", "when: {}")], "plan.yaml:13"),
    (
        "R111",
        [("head.yaml", "fires: [HD001]", "fires: [HD001], kinds: {HD001: finding}")],
        "head.yaml:33",
    ),
    ("R111", [("head.yaml", "scheme: k_fold}}", "scheme: holdout}}")], "head.yaml:34"),
    (
        "R111",
        [("head.yaml", "size: large}, fires: [HD003]", "size: large}, fires: [HD001, HD003]")],
        "head.yaml:36",
    ),
    ("R111", [("head.yaml", "asks: [size]", "asks: [task]")], "head.yaml:37"),
    ("R111", [("head.yaml", "n_samples: 10", "n_samples: -10")], "head.yaml:34"),
    ("R116", [("plan.yaml", "updates: [HD002]", 'remedies: ["Use {choice}."]')], "plan.yaml:16"),
    (
        "R118",
        [
            (
                "more.yaml",
                "",
                "schema: 1\nkind: profile\nthresholds: {fwe: {value: 1, reason: None.}}\n",
            )
        ],
        "more.yaml:3",
    ),
    (
        "R126",
        [("more.yaml", "", "schema: 1\nkind: profile\ndisable: [{rule: HD009, reason: None.}]\n")],
        "more.yaml:3",
    ),
    ("R132", [("more.yaml", "", SNIPPETS.replace("sigmoid", "sigmoyd"))], "more.yaml:5"),
    ("R133", [("more.yaml", "", SNIPPETS.replace("x = 1", "x = = 1"))], "more.yaml:6"),
    ("R134", [("more.yaml", "", SNIPPETS.replace("x = 1", "x = units"))], "more.yaml:6"),
    ("R135", [("more.yaml", "", SNIPPETS + SNIPPETS.partition("snippets:\n")[2])], "more.yaml:9"),
]


def test_sound_rule_base_has_no_problem(write_rules: Callable[..., Path]) -> None:
    """The rule base that the samples spoil is sound itself."""
    assert problems_of(write_rules()) == []


@pytest.mark.parametrize(("code", "edits", "place"), SAMPLES)
def test_sample_is_found_at_its_place(
    code: str, edits: list[tuple[str, str, str]], place: str, write_rules: Callable[..., Path]
) -> None:
    """Each code is reported for its sample, at the file and line of the fault."""
    problems = problems_of(write_rules(*edits))
    found = [problem for problem in problems if f": {code} " in problem]
    assert found, problems
    assert place in found[0]


def test_every_code_has_a_sample() -> None:
    """No code is raised anywhere that no sample shows."""
    rooms = [Path(advisor.__file__).parent / room for room in ("rulebase", "inference")]
    used = {
        code
        for room in rooms
        for module in room.rglob("*.py")
        for code in re.findall(r'"([SR][0-9]{3})"', module.read_text())
    }
    too_large = {"R129", "R131"}  # shown in tests/inference/test_limits.py and test_tables.py
    assert used == {code for code, _, _ in SAMPLES} | too_large


def test_all_problems_are_told_at_once(write_rules: Callable[..., Path]) -> None:
    """Faults in several files are all reported, and the nearest name is offered."""
    folder = write_rules(
        ("head.yaml", "inputs: [task, size]", "inputs: [tsk, size]"),
        ("plan.yaml", "inputs: [scheme, choice]", "inputs: [scheme, choise]"),
    )
    problems = problems_of(folder)
    assert any("did you mean 'task'?" in problem for problem in problems)
    assert any("did you mean 'choice'?" in problem for problem in problems)


def test_one_misspelt_input_is_one_problem(write_rules: Callable[..., Path]) -> None:
    """The rules that spell it rightly are not told to misspell it too."""
    problems = problems_of(
        write_rules(("head.yaml", "inputs: [task, size]", "inputs: [tsk, size]"))
    )
    (problem,) = problems
    assert problem.endswith(": unknown fact 'tsk'; did you mean 'task'?")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("choice: open", "'choice' is not among the inputs of the topic; add it there, or take"),
        ("siez: small", "'siez' is not among the inputs of the topic; did you mean 'size'?"),
        ("choise: open", "'choise' is not among the inputs of the topic; did you mean 'choice'?"),
    ],
)
def test_what_is_no_input_is_told_with_a_remedy(
    named: str, said: str, write_rules: Callable[..., Path]
) -> None:
    """A fact that exists may be added to the inputs; a misspelt one is told its nearest."""
    when = "    when: {task: binary_classification"
    problems = problems_of(write_rules(("head.yaml", f"{when}}}\n", f"{when}, {named}}}\n")))
    assert any(": R122 " in each and f": {said}" in each for each in problems)


def test_profile_leaves_rules_out_and_moves_thresholds(write_rules: Callable[..., Path]) -> None:
    """A profile file disables a rule with a reason and shifts a cut-point."""
    profile = """\
schema: 1
kind: profile
disable: [{rule: PL001, reason: We never fold.}]
thresholds: {few: {value: 5, reason: Our samples are rich.}}
"""
    folder = write_rules(("more.yaml", "", profile))
    descriptor = {"problem": {"task": "multiclass_classification"}, "data": {"n_samples": 10}}
    advised = Advisor([folder], shipped=False)
    assert advised.rulebase.disabled == {"PL001": "We never fold."}
    assert [c.rule for c in advised.advise(descriptor).conclusions] == ["HD003"]


def test_hash_tells_rule_bases_apart(write_rules: Callable[..., Path]) -> None:
    """The same files have the same hash; one changed character changes it."""
    first, _ = load([write_rules()], shipped=False)
    again, _ = load([write_rules()], shipped=False)
    other, _ = load([write_rules(("head.yaml", "The head", "The haed"))], shipped=False)
    assert first.hash == again.hash != other.hash


def test_rows_of_an_any_table_may_overlap_when_they_agree(
    write_rules: Callable[..., Path],
) -> None:
    """Two rows for one case are fine under `any` while they give the same."""
    second = """\
  - id: HD004
    name: two-classes-again
    when: {task: binary_classification, size: small}
    then: {last_activation: %s}
    message: Use a sigmoid here too.
    provenance: {basis: interpreted}
examples:
  - {name: again, given: {task: binary_classification, size: small}, fires: [HD001, HD004]}
"""
    any_table = ("head.yaml", "hit_policy: unique", "hit_policy: any")
    agreeing = write_rules(any_table, ("head.yaml", "examples:\n", second % "sigmoid"))
    assert problems_of(agreeing) == []
    differing = write_rules(any_table, ("head.yaml", "examples:\n", second % "softmax"))
    assert any(": R105 " in problem for problem in problems_of(differing))


def test_folder_without_rules_is_refused(tmp_path: Path) -> None:
    """An empty folder is a mistake, not an empty rule base."""
    assert any("holds no rule file" in problem for problem in problems_of(tmp_path))


def test_numbers_may_be_expected_of_an_example(write_rules: Callable[..., Path]) -> None:
    """An example may promise an output that is a number."""
    given = ("plan.yaml", "then: {step: fold}", "then: {step: 5}")
    promised = ("plan.yaml", "fires: [PL001]}", "fires: [PL001], then: {step: 5}}")
    assert problems_of(write_rules(given, promised)) == []


def test_number_cannot_be_handed_on(write_rules: Callable[..., Path]) -> None:
    """What another topic reads must be a symbol."""
    given = ("head.yaml", "scheme: k_fold}\n", "scheme: 5}\n")
    assert any("5 is no symbol" in problem for problem in problems_of(write_rules(given)))


def test_circle_of_topics_is_refused_with_its_path(write_rules: Callable[..., Path]) -> None:
    """Topics that build on each other are told as a circle, also where nothing is silent."""
    circle = ("head.yaml", "inputs: [task, size]", "inputs: [task, size, step]")
    silent = ("head.yaml", "fires: [], asks: [size]", "fires: [HD001]")
    problems = problems_of(write_rules(circle, silent))
    assert any(": R117 " in problem and " -> " in problem for problem in problems), problems

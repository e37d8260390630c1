"""A small, sound rule base in text form, to be spoilt in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from advisor import Advisor, RuleBaseError

SOUND = {
    "sources.yaml": """\
schema: 1
kind: sources
documents:
  book: {title: A Book, author: A. Writer, year: 2018}
  paper: {title: A Paper, author: B. Writer, year: 2021}
""",
    "statements.yaml": """\
schema: 1
kind: statements
document: book
statements:
  S1: {where: page 1, says: Two classes want a sigmoid.}
  S2: {where: page 2, says: Few samples want folds.}
""",
    "thresholds.yaml": """\
schema: 1
kind: thresholds
thresholds:
  few: {value: 1000, reason: Below this a single split is noisy.}
  usual_folds: {value: 5, reason: A common choice.}
""",
    "vocabulary.yaml": """\
schema: 1
kind: vocabulary
title: What a project is
quantities:
  samples: {path: data.n_samples}
  folds: {path: evaluation.k, default: usual_folds}
  trainings: {measure: product, of: [folds, evaluation.repeats]}
facts:
  task:
    question: What is the task?
    readings: [{path: problem.task}]
  size:
    question: How many samples are there?
    readings:
      - quantity: samples
        cuts:
          - {symbol: small, below: few}
          - {symbol: large}
  last_activation:
    question: What is the last activation?
    readings: [{path: model.last_activation}]
  metrics:
    question: Which metrics are used?
    readings: [{path: evaluation.metrics}]
  choice:
    question: Which optimizer?
    readings:
      - {stated: [training.optimizer], symbol: made}
      - {symbol: open}
""",
    "head.yaml": """\
schema: 1
topic: head
title: The head
kind: decision_table
hit_policy: unique
inputs: [task, size]
outputs: [last_activation, scheme]
review: {last_activation: last_activation}
provenance: {document: book, locator: page 1}
uncovered:
  - {when: {task: [multilabel_classification, regression, ranking, segmentation, forecasting,
                   sequence_labeling, generation, decision_making]}, reason: Not in this book.}
rules:
  - id: HD001
    name: two-classes
    when: {task: binary_classification}
    then: {last_activation: sigmoid}
    message: Use a sigmoid for {task}.
    provenance: {statement: S1}
  - id: HD002
    name: many-classes-few-samples
    when: {task: multiclass_classification, size: small}
    then: {last_activation: softmax, scheme: k_fold}
    message: Only {samples} samples, so use {folds} folds.
    provenance: {statement: [S2]}
  - id: HD003
    name: many-classes
    when: {task: multiclass_classification, size: large}
    then: {last_activation: softmax}
    message: Use a softmax.
    provenance: {basis: interpreted}
examples:
  - {name: spam, given: {task: binary_classification}, fires: [HD001]}
  - {name: few digits, descriptor: {problem: {task: multiclass}, data: {n_samples: 10}},
     fires: [HD002], then: {scheme: k_fold}}
  - {name: many digits, given: {task: multiclass_classification, size: large}, fires: [HD003]}
  - {name: size not told, given: {task: multiclass_classification}, fires: [], asks: [size]}
""",
    "plan.yaml": """\
schema: 1
topic: plan
title: The plan
kind: heuristics
inputs: [scheme, choice]
outputs: [step]
provenance: {document: paper, locator: section 2, basis: interpreted}
rules:
  - id: PL001
    name: folds-wanted
    kind: finding
    severity: warning
    when: {scheme: k_fold, choice: open}
    then: {step: fold}
    message: Fold the data.
    updates: [HD002]
examples:
  - {name: folds, given: {scheme: k_fold, choice: open}, fires: [PL001]}
  - {name: nothing known, descriptor: {}, fires: []}
""",
}


@pytest.fixture
def write_rules(tmp_path: Path) -> Callable[..., Path]:
    """Write the sound rule base with some edits, (file, old, new) each; return its folder.

    An edit of a file that the sound rule base does not have adds that file.
    """

    def write(*edits: tuple[str, str, str]) -> Path:
        texts = dict(SOUND)
        for name, old, new in edits:
            assert old in texts.setdefault(name, old), f"{name} has no {old!r}"
            texts[name] = texts[name].replace(old, new, 1)
        for name, text in texts.items():
            (tmp_path / name).write_text(text)
        return tmp_path

    return write


def problems_of(folder: Path) -> list[str]:
    """Load a folder and return what is said against it."""
    try:
        Advisor([folder], shipped=False).close()
    except RuleBaseError as error:
        return [str(problem) for problem in error.problems]
    return []

"""Labeled training runs: what their lists say, in the words of a descriptor, and predictions.

The form is that of ``inputs.jsonl`` beside its CSV files: one object a line with ``id`` and
``file``, and what a user would tell of the run; all else may be missing. ``declared`` may hold
more fields of a descriptor by dotted path.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor import Advisor, AdvisorError, Diagnosis

__all__ = [
    "Entry",
    "diagnose",
    "entries",
    "kind_of",
    "nested",
    "predict",
    "project_of",
    "write_predictions",
]

Entry = dict[str, Any]

_LOSSES = {
    "ce": "categorical_cross_entropy",
    "ls": "categorical_cross_entropy",
    "bce": "binary_cross_entropy",
    "mse_onehot": "mse",
}
_KINDS = {"single_batch": "one_batch"}
_MODELS = {"cnn": "cnn_2d"}


def entries(path: Path) -> Iterator[Entry]:
    """Read a list of runs; a line that is no object is named and left out."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                known = isinstance(entry, dict) and "id" in entry
            except ValueError:
                known = False
            if known:
                yield entry
            else:
                print(f"{path}:{number}: no run with an id", file=sys.stderr)


def kind_of(entry: Mapping[str, Any]) -> str | None:
    """Return which kind of run a user says that it is."""
    kind = entry.get("run_kind")
    return None if kind is None else _KINDS.get(str(kind), str(kind))


def project_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a user would tell of a run, as a descriptor by dotted path."""
    loss, classes = entry.get("loss"), _whole(entry.get("n_classes"))
    told = {
        "problem.task": _task(entry.get("task"), classes),
        "problem.n_classes": classes,
        "model.loss": _LOSSES.get(str(loss), loss),
        "model.label_encoding": "one_hot" if loss == "mse_onehot" else None,
        "model.architecture": _MODELS.get(str(entry.get("model")), entry.get("model")),
        "sanity.trivial_loss": entry.get("trivial_loss"),
        "history.kind": kind_of(entry),
        "history.unit": entry.get("log_unit"),
        "history.gradient_norm_aggregate": entry.get("grad_norm_agg"),
        "gan.discriminator.loss_form": entry.get("d_loss_form"),
    }
    return {path: value for path, value in told.items() if value is not None}


def _whole(number: object) -> int | None:
    """Return a number of classes, of at least two; None for anything else."""
    if isinstance(number, bool) or not isinstance(number, int | float) or not number > 1:
        return None
    return int(number) if number == number // 1 else None


def _task(task: object, classes: int | None) -> str | None:
    if task == "regression":
        return "regression"
    if task == "classification" and classes is not None:
        return "binary_classification" if classes == 2 else "multiclass_classification"
    return None


def diagnose(
    advisor: Advisor, entry: Mapping[str, Any], folder: Path, *, declared: bool = True
) -> Diagnosis:
    """Diagnose one run with what a user would tell of it.

    Raises:
        AdvisorError: The run cannot be read.
    """
    project = project_of(entry)
    if declared and isinstance(entry.get("declared"), Mapping):
        project |= entry["declared"]
    return advisor.diagnose(
        str(folder / str(entry.get("file"))),
        _accepted(advisor, project, str(entry["id"])),
    )


def predict(
    advisor: Advisor, entry: Mapping[str, Any], folder: Path, *, declared: bool = True
) -> tuple[str, ...]:
    """Return the symptoms of one run, most important first; none where it cannot be read."""
    try:
        return diagnose(advisor, entry, folder, declared=declared).symptoms
    except Exception as error:  # one odd run must not lose the predictions of all others
        print(f"{entry['id']}: {error}", file=sys.stderr)
        return ()


def _accepted(advisor: Advisor, project: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the fields that a descriptor takes; the others are named and left out."""
    taken: dict[str, Any] = dict(project)
    if _fits(advisor, taken) is None:
        return nested(taken)
    for path, value in project.items():
        problem = _fits(advisor, {path: value})
        if problem is not None:
            print(f"{name}: {path} is left out: {problem}", file=sys.stderr)
            del taken[path]
    return nested(taken)


def _fits(advisor: Advisor, project: Mapping[str, Any]) -> str | None:
    """Return what is wrong with fields as a descriptor; None where nothing is."""
    try:
        advisor.advise(nested(project), topics=[])
    except (AdvisorError, AttributeError, TypeError) as error:
        return str(error)
    return None


def nested(project: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields by dotted path as nested sections."""
    data: dict[str, Any] = {}
    for path, value in project.items():
        *sections, name = str(path).split(".")
        section = data
        for part in sections:
            section = section.setdefault(part, {})
        section[name] = value
    return data


def write_predictions(predictions: Iterable[tuple[str, tuple[str, ...]]], output: Path) -> None:
    """Write one line a run, its id and its labels; of two runs with one id the first."""
    first: dict[str, tuple[str, ...]] = {}
    for name, labels in predictions:
        if name in first:
            print(f"{name}: a second run with this id is left out", file=sys.stderr)
        first.setdefault(name, labels)
    lines = (json.dumps({"id": name, "labels": list(labels)}) for name, labels in first.items())
    output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

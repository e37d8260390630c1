"""Write scores side by side, as Markdown that reads well in a terminal too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.diagnosis.cross_validation import Chosen
from benchmarks.diagnosis.scoring import HEALTHY, Score, Truth

__all__ = ["errors", "labels_table", "spread_table", "summary_table", "table"]

_UNSETTLED = 1.5


def summary_table(scores: Mapping[str, Score]) -> str:
    """Write one line for each way of predicting."""
    rows = [
        (
            name,
            f"{score.macro_f1:.3f}",
            f"{score.alarms} of {score.healthy} ({score.alarm_rate:.1%})",
            f"{score.forbidden} of {score.runs} ({score.forbidden_rate:.1%})",
        )
        for name, score in scores.items()
    ]
    return table(("", "macro F1", "false alarms on healthy runs", "labels not to be given"), rows)


def labels_table(truths: Iterable[Truth], scores: Mapping[str, Score]) -> str:
    """Write precision, recall and F1 of each label that some run has."""
    runs: dict[str, int] = {}
    for truth in truths:
        for label in truth.primary:
            runs[label] = runs.get(label, 0) + 1
    ordered = sorted(runs, key=lambda label: (label in HEALTHY, -runs[label], label))
    rows = []
    for label in ordered:
        counts = [score.labels.get(label) for score in scores.values()]
        cells = [f"{c.precision:.2f} {c.recall:.2f} **{c.f1:.2f}**" if c else "-" for c in counts]
        rows.append((label, str(runs[label]), *cells))
    return table(("precision, recall, **F1**", "runs", *scores), rows)


def spread_table(chosen: Mapping[str, Chosen]) -> str:
    """Write the values chosen over all folds; those that jump are marked."""
    rows = []
    for name, choice in chosen.items():
        low, middle, high = choice.range
        if low == high == choice.shipped:
            continue
        jump = max(abs(low), abs(high)) / max(1e-12, min(abs(low), abs(high)))
        rows.append(
            (
                name,
                *(f"{value:.3g}" for value in (choice.shipped, low, middle, high)),
                "fragile" if jump > _UNSETTLED else "",
            )
        )
    return table(("threshold", "shipped", "lowest", "median", "highest", ""), rows)


def errors(
    truths: Sequence[Truth],
    predictions: Mapping[str, Iterable[str]],
    rules: Mapping[str, Iterable[str]],
) -> str:
    """Write the runs with a label that is missed, wrong or not to be given.

    Labels that these runs were not labeled with count as neither.
    """
    known = frozenset().union(*(t.primary | t.acceptable | t.forbidden for t in truths))
    lines = []
    for truth in sorted(truths, key=lambda truth: truth.spec):
        given = truth.read(tuple(predictions.get(truth.name, ()))) & known
        if truth.primary <= given and not given - truth.primary - truth.acceptable:
            continue
        mark = "!" if given & truth.forbidden or truth.alarmed(given) else " "
        lines.append(
            f"{mark} {truth.spec} ({truth.name}): is {_list(truth.primary)}, "
            f"may be {_list(truth.acceptable)}, got {_list(given)} "
            f"by {' '.join(rules.get(truth.name, ())) or 'no rule'}"
        )
    return "\n".join(lines)


def _list(labels: Iterable[str]) -> str:
    return "+".join(sorted(labels)) or "-"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table with its columns aligned."""
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]

    def line(row: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        return f"| {' | '.join(padded)} |"

    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, rows)])

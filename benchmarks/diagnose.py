"""How well and how fast training runs are diagnosed.

    python benchmarks/diagnose.py --inputs FILE --predictions OUT    predictions alone
    python benchmarks/diagnose.py --curves DIR       scores, cross-validated, beside other monitors
    python benchmarks/diagnose.py --pairs DIR        faulty programs told from their repairs
    python benchmarks/diagnose.py --speed            times

``--page FILE`` puts what is printed between the marks that FILE has for it, as docs/diagnosis.md.

DIR holds ``inputs.jsonl``, ``manifest.jsonl`` and the CSV files, ``curves`` by default; labeled
runs are not part of this repository.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor import Advisor
from benchmarks.diagnosis import comparison, speed
from benchmarks.diagnosis.labeled import entries, predict, write_predictions
from benchmarks.page import put_into


def main() -> None:
    """Do what is asked for."""
    given = _arguments()
    if given.inputs:
        _write(given.inputs, given.predictions)
    elif given.speed:
        show("speed", [f"- {line}" for line in speed.lines(Advisor())], given.page, "\n")
    elif given.pairs:
        show("pairs", comparison.compare_programs(_labeled(given.pairs)), given.page)
    else:
        found = comparison.compare(_labeled(given.curves), errors=given.errors)
        show("curves", found, given.page)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--inputs", type=Path, help="list of runs, beside their CSV files")
    parser.add_argument("--predictions", type=Path, help="where to write the predictions")
    parser.add_argument("--curves", type=Path, default=Path("curves"), help="labeled runs")
    parser.add_argument("--pairs", type=Path, help="labeled runs of faulty and repaired programs")
    parser.add_argument("--errors", action="store_true", help="list runs with a wrong label too")
    parser.add_argument("--speed", action="store_true", help="measure times instead")
    parser.add_argument("--page", type=Path, help="a page to put the results into")
    given = parser.parse_args()
    if bool(given.inputs) != bool(given.predictions):
        parser.error("--inputs and --predictions go together")
    return given


def _write(inputs: Path, predictions: Path) -> None:
    if not inputs.is_file():
        sys.exit(f"{inputs} is not found")
    advisor = Advisor()
    found = [(str(e["id"]), predict(advisor, e, inputs.parent)) for e in entries(inputs)]
    write_predictions(found, predictions)
    print(f"{len(found)} runs, {sum(not labels for _, labels in found)} without a symptom")


def show(name: str, parts: Iterable[str], page: Path | None, between: str = "\n\n") -> None:
    """Print results and put them into a page, between the marks of that name."""
    text = between.join(parts)
    print(text)
    if page is not None:
        put_into(page, name, text)


def _labeled(folder: Path) -> Path:
    lacking = [n for n in ("inputs.jsonl", "manifest.jsonl") if not (folder / n).is_file()]
    if lacking:
        sys.exit(
            f"no labeled runs in {folder}: {' and '.join(lacking)} not found. They are not part "
            "of this repository; say where they are with --curves DIR or --pairs DIR."
        )
    return folder


if __name__ == "__main__":
    main()

"""How well and how fast training runs are diagnosed.

    python benchmarks/diagnose.py --curves DIR                 scores on labeled runs
    python benchmarks/diagnose.py --inputs FILE --predictions OUT    predictions alone

DIR holds ``inputs.jsonl``, ``manifest.jsonl``, the CSV files and ``score.py``; the labeled runs
are not part of this repository.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor import Advisor
from benchmarks.diagnosis.labeled import entries, predict, write_predictions


def main() -> None:
    """Write predictions, or score them where there are labels."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--inputs", type=Path, help="list of runs, beside their CSV files")
    parser.add_argument("--predictions", type=Path, help="where to write the predictions")
    parser.add_argument("--curves", type=Path, help="folder with labeled runs and score.py")
    given = parser.parse_args()
    if given.inputs and given.predictions:
        advisor = Advisor()
        found = [
            (str(entry["id"]), predict(advisor, entry, given.inputs.parent))
            for entry in entries(given.inputs)
        ]
        write_predictions(found, given.predictions)
        print(f"{len(found)} runs, {sum(not labels for _, labels in found)} without a symptom")
    elif given.curves:
        score(given.curves)
    else:
        parser.error("give --inputs and --predictions, or --curves")


def score(folder: Path) -> None:
    """Print how the labels compare with those of the rules."""
    if not (folder / "score.py").is_file():
        sys.exit(f"{folder} holds no labeled runs: inputs.jsonl, manifest.jsonl and score.py")
    scorer = _module(folder / "score.py")
    manifest = [json.loads(line) for line in (folder / "manifest.jsonl").open(encoding="utf-8")]
    advisor = Advisor()
    found = {
        str(entry["id"]): list(predict(advisor, entry, folder))
        for entry in entries(folder / "inputs.jsonl")
    }
    result = scorer.score(manifest, found)
    scorer.show(result, "this advisor, thresholds as shipped (in sample)")
    for error in result["errors"]:
        print(f"  {error['spec']}: {error['expected']} (also {error['also']}), got {error['got']}")


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()

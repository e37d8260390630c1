"""Print how long reviews of programs take: reading them, and asking the rules.

    python benchmarks/reviews.py [FOLDER ...]    by default the programs of the tests

Run it from the checkout on a quiet machine. Nothing of what is read is run.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor import Advisor, InspectError
from advisor.inspect.find import inspect
from advisor.review.calls import review
from advisor.review.folders import files_in

ROOT = Path(__file__).resolve().parents[1]
_STARTS = 5
_LINES = 1000


def main() -> None:
    """Measure what stands in the folders named, one program of a thousand lines, and the start."""
    folders = [Path(name) for name in sys.argv[1:]] or [ROOT / "tests" / "inspect" / "programs"]
    files = [file for folder in folders for file in files_in(folder) if file.suffix == ".py"]
    taken = sorted(filter(None, map(_reading, files)))
    if taken:
        print(f"programs that hold a model            {len(taken):>9,}")
        print(f"reading one: median                   {statistics.median(taken) * 1e3:>9.1f} ms")
        print(f"reading one: the slowest              {taken[-1] * 1e3:>9.1f} ms")
    advisor = Advisor()
    before = time.perf_counter()
    found = review(folders, advisor=advisor)
    whole = time.perf_counter() - before
    print(f"reviewing them: each file             {whole / max(found.files, 1) * 1e3:>9.1f} ms")
    print(f"a program of {_LINES:,} lines             {_long() * 1e3:>9.1f} ms")
    print(f"advisor review of one file, with start{_start() * 1e3:>9.0f} ms")


def _reading(file: Path) -> float | None:
    before = time.perf_counter()
    try:
        inspect(file)
    except InspectError:
        return None
    return time.perf_counter() - before


def _long() -> float:
    """Return the seconds for a program whose many blocks fill as many lines."""
    program = ROOT / "tests/inspect/programs/cats_dropout_convolution_buggy.py"
    lines = program.read_text().splitlines()
    block = [
        line.replace("Cats", "Cats{}") for line in lines if not line.startswith(("import", "fit("))
    ]
    text = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
    for number in range(_LINES // len(block)):
        text += "\n".join(block).replace("Cats{}", f"Cats{number}") + "\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "program.py")
        path.write_text(text)
        return statistics.median(filter(None, [_reading(path) for _ in range(_STARTS)]))


def _start() -> float:
    program = next(iter((ROOT / "tests" / "inspect" / "programs").glob("*.py")))
    command = [sys.executable, "-c", "from advisor.cli import main; main()", "review", str(program)]
    taken = []
    for _ in range(_STARTS):
        before = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        taken.append(time.perf_counter() - before)
    return statistics.median(taken)


if __name__ == "__main__":
    main()

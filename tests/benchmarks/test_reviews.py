import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_reviews_are_measured() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "reviews.py")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    programs = len(list((ROOT / "tests/inspect/programs").glob("*_buggy.py"))) * 2
    assert f"{programs:>9,}\n" in shown.splitlines(keepends=True)[0]
    assert shown.count(" ms\n") == 5

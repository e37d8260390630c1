"""The benchmark of profiling runs, on a small table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[2]


def test_reading_and_profiling_are_compared(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "profiles.py"), "--rows", "3000"]
    command += ["--columns", "8", "--repeats", "1", "--folder", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    forms = [line.split() for line in run.stdout.splitlines()[2:]]
    assert [form[0] for form in forms] == ["csv", "parquet"]
    assert all(len(form) == 6 and float(form[-1]) > 0 for form in forms)
    table = pl.read_parquet(tmp_path / "table-3000x8.parquet")
    assert table.shape == (3000, 8)

"""How long profiling a table takes against reading it, and how much memory it takes.

    python benchmarks/profiles.py [--rows N] [--columns N] [--repeats N] [--folder PATH]

A table is generated (numbers, gaps, categories, a date, an identifier, a target), in slices, so
that it may be larger than memory, as CSV and as Parquet. Then, each time in a process of its own:

- read: go through all batches of all columns, typed, and do nothing with them;
- profile: `advisor.profile`.

Printed are the medians of both, their ratio, and the peak of resident memory. The aim is 10 million
rows of 50 columns in flat memory and at most three times the time of reading.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl

__all__ = ["main"]

_SLICE = 250_000
_WORDS = np.array(["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"])
_TIMED = """
import resource, sys, time
path, what = sys.argv[1:]
import polars as pl
import advisor
advisor.profile({"x": [1.5, 2.5] * 9, "y": [0, 1] * 9}, "y")  # imports are not timed
begin = time.perf_counter()
if what == "read":
    table = pl.scan_csv(path) if path.endswith("csv") else pl.scan_parquet(path)
    for batch in table.collect_batches(chunk_size=40_000):
        pass
else:
    advisor.profile(path, "y")
took = time.perf_counter() - begin
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Generate the table, time both, print the table of results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=50)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keep the tables here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{options.rows:,} rows of {options.columns} columns, {options.repeats} times")
        print(f"{'form':8} {'MB':>7} {'read s':>8} {'profile s':>10} {'ratio':>6} {'peak MB':>8}")
        for path in _tables(folder, options.rows, options.columns):
            _report(path, options.repeats)


def _report(path: Path, repeats: int) -> None:
    read = [_timed(path, "read") for _ in range(repeats)]
    profiled = [_timed(path, "profile") for _ in range(repeats)]
    reading, profiling = (median(took for took, _ in runs) for runs in (read, profiled))
    peak = max(memory for _, memory in profiled)
    size = path.stat().st_size / 1e6
    form = path.suffix[1:]
    ratio = profiling / reading
    print(f"{form:8} {size:7.0f} {reading:8.2f} {profiling:10.2f} {ratio:6.2f} {peak:8.0f}")


def _timed(path: Path, what: str) -> tuple[float, float]:
    command = [sys.executable, "-c", _TIMED, str(path), what]
    took, memory = subprocess.run(command, capture_output=True, check=True).stdout.split()
    return float(took), float(memory)


def _tables(folder: Path, rows: int, columns: int) -> Iterator[Path]:
    """Write the table as CSV and as Parquet, in slices, where it is not there yet."""
    csv, parquet = (folder / f"table-{rows}x{columns}.{form}" for form in ("csv", "parquet"))
    if not csv.exists():
        with csv.open("wb") as file:
            for begin in range(0, rows, _SLICE):
                batch = _slice(begin, min(_SLICE, rows - begin), columns)
                batch.write_csv(file, include_header=begin == 0)
    if not parquet.exists():
        pl.scan_csv(csv, try_parse_dates=True).sink_parquet(parquet)
    yield from (csv, parquet)


def _slice(begin: int, rows: int, columns: int) -> pl.DataFrame:
    """Make some rows: two columns of five are categories or counts, the rest measured numbers."""
    dice = np.random.default_rng(begin)
    made: dict[str, object] = {"id": np.arange(begin, begin + rows)}
    for place in range(columns - 3):
        if place % 5 == 0:
            made[f"word{place}"] = _WORDS[dice.integers(0, len(_WORDS), rows)]
        elif place % 5 == 1:
            made[f"count{place}"] = dice.poisson(20, rows)
        else:
            numbers = dice.normal(size=rows).round(6)
            if place % 5 == 2:
                numbers[dice.random(rows) < 0.02] = np.nan
            made[f"x{place}"] = numbers
    seconds = pl.int_range(begin, begin + rows, eager=True)
    made["when"] = pl.Series(seconds * 1_000_000).cast(pl.Datetime("us"))
    made["y"] = dice.integers(0, 3, rows)
    return pl.DataFrame(made).fill_nan(None)


if __name__ == "__main__":
    main()

"""The same descriptors through ``advisor batch``, Ray Data and Spark, two workers each."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import ray
from pyspark.sql import SparkSession

from advisor.batch.ray import advise_dataset
from advisor.batch.spark import advise_frame

__all__ = ["engines"]

WORKERS = 2
MORE = 8  # times as many cores in a cluster as in one machine


def engines(lines: Path, count: int, batch: Callable[[Path, Path], float]) -> Iterator[str]:
    """Tell what engines cost, and from how many descriptors on a cluster would pay.

    Args:
        lines: Descriptors as JSON Lines.
        count: How many there are.
        batch: Runs one machine's batch from a file to a file, and returns its seconds.
    """
    with tempfile.TemporaryDirectory() as name:
        first = Path(name, "first.jsonl")
        with lines.open("rb") as source:
            first.write_bytes(b"".join(islice(source, WORKERS)))
        ways = {"advisor batch": batch, "Ray Data": _ray(), "Spark": _spark()}
        yield f"| {WORKERS} workers each | start and first answers | a descriptor more |"
        yield "| --- | --- | --- |"
        costs = {}
        for number, (way, work) in enumerate(ways.items()):
            start = work(first, Path(name, f"first{number}"))
            each = (work(lines, Path(name, f"all{number}")) - _warm(way, work, first, name)) / count
            costs[way] = start, each
            yield f"| {way} | {start:.1f} s | {each * 1e6:.0f} us |"
    yield ""
    yield from _break_even(costs)


def _warm(way: str, work: Callable[[Path, Path], float], first: Path, folder: str) -> float:
    """Return the seconds of few descriptors once an engine is up, to be taken off."""
    return work(first, Path(folder, f"warm {way}"))


def _break_even(costs: dict[str, tuple[float, float]]) -> Iterator[str]:
    start, each = costs["advisor batch"]
    for way, (later, dearer) in costs.items():
        gained = each - dearer / MORE
        if way != "advisor batch" and gained > 0:
            count = (later - start) / gained
            yield (
                f"- {way} with {MORE} times the cores would be ahead from {count:,.0f} "
                f"descriptors on, after {start + count * each:.0f} s of `advisor batch`."
            )


def _ray() -> Callable[[Path, Path], float]:
    def work(lines: Path, output: Path) -> float:
        before = time.perf_counter()
        if not ray.is_initialized():
            os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
            ray.init(num_cpus=WORKERS + 1, include_dashboard=False)
        dataset = ray.data.read_json(str(lines)).repartition(4 * WORKERS)
        advise_dataset(dataset, workers=WORKERS).write_parquet(str(output))
        return time.perf_counter() - before

    return work


def _spark() -> Callable[[Path, Path], float]:
    def work(lines: Path, output: Path) -> float:
        before = time.perf_counter()
        os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
        session = (
            SparkSession.builder.master(f"local[{WORKERS}]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()
        )
        texts = session.read.text(str(lines)).repartition(4 * WORKERS)
        advise_frame(texts, column="value").write.parquet(str(output))
        return time.perf_counter() - before

    return work

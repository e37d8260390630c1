"""Ray and Spark give what one machine gives, also when a worker is killed midway."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from advisor import AdvisorError, batch

ROWS = 4000
HOUSE = """schema: 1
kind: heuristics
topic: house
title: What our house asks
inputs: [task]
outputs: [house_check]
provenance: {document: practical-advice, locator: page 1, basis: interpreted}
rules:
  - id: HS001
    name: regression-at-home
    kind: finding
    severity: warning
    when: {task: regression}
    then: {house_check: done}
    message: A regression is signed off by two people.
    rationale: One of them is wrong.
examples:
  - {name: at-home, given: {task: regression}, fires: [HS001]}
  - {name: elsewhere, given: {task: ranking}, fires: []}
"""
pytestmark = pytest.mark.filterwarnings("default")  # the engines have warnings of their own


def projects() -> list[dict[str, Any]]:
    """Return descriptors, some of which cannot be used."""
    tasks = ("regression", "binary_classification", "nonsense")
    return [
        {"name": f"p{n}", "problem": {"task": tasks[n % 7 % 3], "n_classes": 2 + n % 5}}
        for n in range(ROWS)
    ]


@pytest.fixture(scope="module")
def expected() -> dict[str, tuple[str | None, bool]]:
    """Return by name what one machine says: the report, and whether it was refused."""
    given = projects()
    return {
        project["name"]: (result.json.decode() if result.json else None, result.json is None)
        for project, result in zip(given, batch(given, jobs=1), strict=True)
    }


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the descriptors as JSON Lines."""
    path = tmp_path_factory.mktemp("engines") / "projects.jsonl"
    path.write_text("".join(json.dumps(project) + "\n" for project in projects()))
    return path


def answers(rows: list[dict[str, Any]]) -> dict[str, tuple[str | None, bool]]:
    """Return by name what an engine says."""
    assert all(row["worst"] is not None or row["refused"] for row in rows)
    return {row["name"]: (row["report"], row["refused"] is not None) for row in rows}


IsWorker = Callable[[str, str], bool]  # of its command and its parent's


def killed(is_worker: IsWorker, done: threading.Event) -> list[int]:
    """Kill the first process of ours that is a worker of an engine, while that is at work."""
    while not done.is_set():
        for pid in workers(is_worker):
            time.sleep(1.5)  # its rule base is loaded, its work begun
            os.kill(pid, signal.SIGKILL)
            return [pid]
        time.sleep(0.02)
    return []


def workers(is_worker: IsWorker) -> list[int]:
    """Find workers among the processes that descend from this one."""
    commands, parents = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            pid = int(folder.name)
            commands[pid] = (folder / "cmdline").read_text(errors="replace").replace("\0", " ")
            parents[pid] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return [pid for pid in ours if is_worker(commands[pid], commands.get(parents[pid], ""))]


def while_killing(is_worker: IsWorker, work: Callable[[], Any]) -> Any:
    """Do some work while one of its workers is killed."""
    done, victims = threading.Event(), list[int]()
    thread = threading.Thread(target=lambda: victims.extend(killed(is_worker, done)))
    thread.start()
    try:
        result = work()
    finally:
        done.set()
        thread.join()
    assert victims, "the engine was done before a worker could be killed"
    return result


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """Start Ray on this machine."""
    ray = pytest.importorskip("ray", reason="Ray is not installed (group engines)")
    pytest.importorskip("ray.data", reason="Ray Data is not installed (group engines)")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, logging_level="error")
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Start Spark on this machine, with two workers."""
    if find_spec("pyspark") is None:
        pytest.skip("Spark is not installed (group engines)")
    if which("java") is None:
        pytest.skip("Spark needs Java (Debian: openjdk-17-jre-headless)")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield spark
    spark.stop()


class TestRay:
    """Datasets in and out."""

    def test_the_reports_of_one_machine(
        self, ray: Any, lines: Path, expected: dict[str, tuple[str | None, bool]]
    ) -> None:
        """From structs, as Ray reads JSON Lines."""
        from advisor.batch.ray import advise_dataset

        found = advise_dataset(ray.data.read_json(str(lines)), workers=2)
        assert answers(found.take_all()) == expected

    def test_a_worker_killed_midway(
        self, ray: Any, lines: Path, expected: dict[str, tuple[str | None, bool]]
    ) -> None:
        """Its rows are redone."""
        from advisor.batch.ray import advise_dataset

        dataset = ray.data.read_json(str(lines)).repartition(8)
        rows = while_killing(
            lambda words, parent: "MapWorker" in words,
            lambda: advise_dataset(dataset, workers=2).take_all(),
        )
        assert len(rows) == ROWS
        assert answers(rows) == expected

    def test_columns_that_do_not_fit_are_told_at_once(self, ray: Any) -> None:
        """Before anything runs."""
        from advisor.batch.ray import advise_dataset

        dataset = ray.data.from_items([{"problem.tsak": "regression"}])
        with pytest.raises(AdvisorError, match=r"problem\.task"):
            advise_dataset(dataset, workers=1)


class TestSpark:
    """Data frames in and out."""

    def test_the_reports_of_one_machine(
        self, spark: Any, lines: Path, expected: dict[str, tuple[str | None, bool]]
    ) -> None:
        """From structs, as Spark reads JSON Lines."""
        from advisor.batch.spark import advise_frame

        found = advise_frame(spark.read.json(str(lines)).repartition(2))
        assert answers([row.asDict() for row in found.collect()]) == expected

    def test_a_worker_killed_midway(
        self, spark: Any, lines: Path, expected: dict[str, tuple[str | None, bool]]
    ) -> None:
        """Its task is done again."""
        from advisor.batch.spark import advise_frame

        texts = spark.read.text(str(lines)).repartition(4)
        from pyspark.sql import functions

        frame = texts.withColumn("name", functions.get_json_object("value", "$.name"))
        rows = while_killing(
            lambda words, parent: "pyspark.daemon" in words and "pyspark.daemon" in parent,
            lambda: advise_frame(frame, column="value").collect(),
        )
        assert len(rows) == ROWS
        assert answers([row.asDict() for row in rows]) == expected

    def test_rules_of_ones_own_travel(self, spark: Any, tmp_path: Path) -> None:
        """As texts: the other machine has no such file."""
        from advisor.batch.spark import advise_frame

        house = tmp_path / "house.yaml"
        house.write_text(HOUSE)
        frame = spark.createDataFrame([("regression",)], ["problem.task"])
        advised = advise_frame(frame, rules=[house])
        house.unlink()
        (row,) = advised.collect()
        assert "HS001" in row["findings"]

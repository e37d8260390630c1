"""Read what MLflow keeps: the folders of its file store, and its SQLite store."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from advisor.intake.points import sheet_of_points
from advisor.intake.run import Sheet, refuse
from advisor.intake.settings import stated_by
from advisor.signals.series import Log

__all__ = ["is_run_folder", "is_store", "read_run_folder", "read_store"]

_MAGIC = b"SQLite format 3\x00"
_RUNS = (
    "SELECT run_uuid, COALESCE(name, run_uuid) FROM runs "
    "WHERE lifecycle_stage = 'active' ORDER BY start_time"
)
_METRICS = (
    "SELECT key, value, step, is_nan FROM metrics WHERE run_uuid = ? ORDER BY step, timestamp"
)
_PARAMS = "SELECT key, value FROM params WHERE run_uuid = ?"


def is_run_folder(folder: Path) -> bool:
    """Whether a folder is one run of the file store."""
    return (folder / "meta.yaml").is_file() and (folder / "metrics").is_dir()


def is_store(head: bytes) -> bool:
    """Whether a file is a SQLite database."""
    return head.startswith(_MAGIC)


def read_run_folder(folder: Path) -> Sheet:
    """Read a run of the file store: one file a metric, lines of time, value and step."""
    log = Log()
    metrics = folder / "metrics"
    for path in sorted(path for path in metrics.rglob("*") if path.is_file()):
        for step, value in sorted(_points(path), key=lambda point: point[0]):
            log.add(step, {path.relative_to(metrics).as_posix(): value})
    params = folder / "params"
    settings: dict[str, object] = {
        path.name: path.read_text(encoding="utf-8", errors="replace").strip()
        for path in (params.iterdir() if params.is_dir() else ())
        if path.is_file()
    }
    return sheet_of_points(str(folder), "mlflow", log, stated=stated_by(settings))


def read_store(path: Path) -> Iterator[Sheet]:
    """Read every run of a SQLite store that is not deleted."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as store:
            for uuid, name in store.execute(_RUNS).fetchall():
                log = Log()
                for key, value, step, is_nan in store.execute(_METRICS, (uuid,)):
                    log.add(float(step), {key: math.nan if is_nan else _unbounded(value)})
                if log.curves:
                    settings = dict(store.execute(_PARAMS, (uuid,)).fetchall())
                    stated = stated_by(settings)
                    yield sheet_of_points(f"{path}:{name}", "mlflow", log, stated=stated)
    except (sqlite3.Error, TypeError, ValueError) as error:
        # Python cannot decode every message about a damaged file, nor is every cell a number.
        raise refuse("I006", f"no store of MLflow, or a broken one: {error}", path) from None


def _unbounded(value: float) -> float:
    """Return infinity where the store holds the largest number for it."""
    return math.copysign(math.inf, value) if abs(value) >= 1.797e308 else value


def _points(path: Path) -> Iterator[tuple[float, float]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = line.split()
        try:
            yield (float(parts[2]) if len(parts) > 2 else float(number)), float(parts[1])
        except (IndexError, ValueError):
            raise refuse("I006", "the line holds no time, value and step", path, number) from None

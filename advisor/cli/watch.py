"""``advisor watch``: follow a log that grows, and say each diagnosis when it first holds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import click

from advisor.cli.options import build_advisor, rule_base_options, run_options, series_columns
from advisor.cli.reading import read_if_any
from advisor.descriptor import Descriptor
from advisor.errors import IntakeError
from advisor.intake import SERIES, Run, read_run
from advisor.live import Monitor
from advisor.report import Conclusion, Diagnosis
from advisor.service import Advisor

__all__ = ["watch"]


@click.command(short_help="Follow a growing log and report diagnoses.")
@click.argument("path", type=click.Path(exists=True))
@run_options
@rule_base_options
@click.option(
    "--every", type=click.FloatRange(min=0.05), default=5.0, show_default=True, help="Seconds."
)
@click.option(
    "--idle",
    type=click.FloatRange(min=0.0),
    metavar="SECONDS",
    help="End when the log has not grown for so long; otherwise Ctrl-C ends it.",
)
@click.pass_context
def watch(
    ctx: click.Context,
    path: str,
    file: str | None,
    settings: tuple[str, ...],
    columns: tuple[str, ...],
    kind: str | None,
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
    every: float,
    idle: float | None,
) -> None:
    """Follow the log or folder of one run at PATH, and say diagnoses as they appear."""
    project = read_if_any(file, settings)
    follower = _Follower(
        Path(path),
        build_advisor(rules_paths, disable),
        project,
        kind,
        series_columns(columns),
    )
    grown = time.monotonic()
    while True:
        if follower.look():
            grown = time.monotonic()
        elif idle is not None and time.monotonic() - grown >= idle:
            break
        time.sleep(every)
    diagnosis = follower.monitor.finish()
    click.echo(diagnosis.verdict if diagnosis else "The log holds no values yet.")


class _Follower:
    """Feeds what is new in a log to a monitor."""

    def __init__(
        self,
        path: Path,
        advisor: Advisor,
        project: Descriptor,
        kind: str | None,
        columns: Mapping[str, str],
    ) -> None:
        self.path = path
        self.columns = columns
        self.monitor = Monitor(project, advisor=advisor, kind=kind, report=_say, name=str(path))
        self._stamp: object = None
        self._last = float("-inf")

    def look(self) -> bool:
        """Read on where the log has changed, and say whether it has."""
        stamp = _stamp(self.path)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            run = read_run(self.path, columns=self.columns)
        except IntakeError as error:
            if any(problem.code not in ("I002", "I007") for problem in error.problems):
                raise
            return True
        self._feed(run)
        return True

    def _feed(self, run: Run) -> None:
        table = {name: run.history[name] for name in SERIES if name in run.history}
        length = max(len(values) for values in table.values() if isinstance(values, list))
        steps = run.history.get("steps") or range(1, length + 1)
        unit = "step" if run.history.get("unit") == "step" else "epoch"
        assert isinstance(steps, list | range)
        for row, step in enumerate(steps):
            if step > self._last:
                values = {name: column[row] for name, column in table.items()}  # type: ignore[index]
                self.monitor.take(values, **{unit: step})
                self._last = step


def _stamp(path: Path) -> object:
    """Return what changes when a log does."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files]


def _say(conclusion: Conclusion, diagnosis: Diagnosis) -> None:
    begins = conclusion.begins
    where = f" since {begins.unit or 'row'} {begins.at:g}" if begins else ""
    click.echo(f"{conclusion.symptom}{where} ({conclusion.rule}): {conclusion.message}")

"""``advisor diagnose``: the logs of training runs in, what their curves say out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from advisor.cli.options import build_advisor, rule_base_options, run_options, series_columns
from advisor.cli.reading import read_if_any
from advisor.cli.reporting import exit_status, fail_on_option
from advisor.cli.screen import ascii_only, emit, new_page, show, width
from advisor.intake import Unreadable, find_runs
from advisor.report import Diagnosis, diagnosis_page

__all__ = ["diagnose"]

_UNREADABLE = 2

_EXAMPLES = """\b
Examples:
  advisor diagnose training.csv
  advisor diagnose runs/ --set problem.n_classes=10 --set model.loss=nn.CrossEntropyLoss
  advisor diagnose log.csv --map train_loss=my_loss --format html -o diagnosis.html
"""


@click.command(short_help="Diagnose training runs by their logs.", epilog=_EXAMPLES)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@run_options
@rule_base_options
@click.option("--full", is_flag=True, help="Draw all curves, fold nothing.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here instead of standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "html"]),
    default="text",
    show_default=True,
    help="How to write the diagnosis.",
)
@fail_on_option
@click.pass_context
def diagnose(
    ctx: click.Context,
    paths: tuple[str, ...],
    file: str | None,
    settings: tuple[str, ...],
    columns: tuple[str, ...],
    kind: str | None,
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
    full: bool,
    output: Path | None,
    form: str,
    fail_on: str,
) -> None:
    """Say what training logs show.

    PATH is a log or a folder of logs: CSV, TSV, JSON, JSON Lines, Parquet, TensorBoard events,
    what Keras, PyTorch Lightning and the Hugging Face Trainer write, MLflow, W&B exports.
    """
    project = read_if_any(file, settings)
    advisor = build_advisor(rules_paths, disable)
    mapped = series_columns(columns)
    found: list[Diagnosis] = []
    broken: list[Unreadable] = []
    for run in find_runs(paths, columns=mapped, progress=_progress()):
        if isinstance(run, Unreadable):
            broken.append(run)
        else:
            found.append(advisor.diagnose(run, project, kind=kind))
    for unreadable in broken:
        click.echo(str(unreadable.error), err=True)
    if found:
        _write(found, broken, form=form, output=output, full=full)
    worst = max((exit_status(diagnosis.report, fail_on) for diagnosis in found), default=0)
    ctx.exit(_UNREADABLE if broken else worst)


def _progress() -> Callable[[str], None] | None:
    """Name what is being read, where somebody may be waiting for it."""
    if not sys.stderr.isatty():
        return None
    return lambda name: click.echo(f"reading {name} ...", err=True)


def _write(
    found: Sequence[Diagnosis],
    broken: Sequence[Unreadable],
    *,
    form: str,
    output: Path | None,
    full: bool,
) -> None:
    if form == "json":
        texts = [diagnosis.to_json() for diagnosis in found]
        emit(texts[0] + b"\n" if len(texts) == 1 else b"[" + b",\n".join(texts) + b"]\n", output)
    elif form == "html":
        emit(diagnosis_page(found), output)
    elif form == "markdown":
        emit("\n".join(diagnosis.to_markdown(full=full) for diagnosis in found), output)
    elif output is None:
        _show(found, broken, full=full)
    else:
        emit("\n".join(diagnosis.to_text(full=full) for diagnosis in found), output)


def _show(found: Sequence[Diagnosis], broken: Sequence[Unreadable], *, full: bool) -> None:
    for number, diagnosis in enumerate(found):
        lines = diagnosis.to_lines(width=width(), ascii_only=ascii_only(), full=full)
        show([(), *lines] if number else lines)
    if len(found) + len(broken) > 1:
        page = new_page()
        page.heading(f"Summary ({len(found)} of {len(found) + len(broken)} runs read)")
        for name, verdict in _rows(found, broken):
            page.line((f"  {name}", "name"))
            page.paragraph(verdict, indent=4)
        show(page.lines)


def _rows(found: Iterable[Diagnosis], broken: Iterable[Unreadable]) -> Iterable[tuple[str, str]]:
    for diagnosis in found:
        yield diagnosis.name, diagnosis.verdict
    for unreadable in broken:
        yield unreadable.name, "not read; the reason stands above."

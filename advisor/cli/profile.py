"""``advisor profile``: a table or a folder of images in, a descriptor out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from advisor.cli.options import own_rules
from advisor.cli.profile_text import profile_lines
from advisor.cli.screen import ascii_only, emit, show, width
from advisor.cli.writing import check_free
from advisor.descriptor.terms import TERMS
from advisor.profile import Profile
from advisor.profile.calls import profile as profiled
from advisor.profile.progress import Progress
from advisor.rulebase import adjust, load

__all__ = ["profile"]

_MODULE = "preprocessing.py"
_DESCRIPTOR = "project.yaml"

_EXAMPLES = """\b
Examples:
  advisor profile flowers.csv --target species -o project.yaml && advisor advise project.yaml
  advisor profile reviews.parquet --target stars --task regression
  advisor profile houses.csv --target price --apply preprocessing.py
  advisor profile pictures/
"""


@click.command(short_help="Fill a descriptor from a table of data.", epilog=_EXAMPLES)
@click.argument("table", metavar="TABLE", type=click.Path(path_type=Path))
@click.option("--target", metavar="COLUMN", help="The column to predict.")
@click.option("--task", type=click.Choice(list(TERMS["task"])), help="The task, where it is known.")
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="Ignore a column. Repeatable.")
@click.option(
    "--samples",
    type=click.IntRange(0, 20),
    default=3,
    show_default=True,
    help="How many values of a column may be shown.",
)
@click.option("--no-samples", is_flag=True, help="Show no value of any column.")
@click.option(
    "--rules",
    "rules_paths",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Rule files of your own; a profile in them may move thresholds.",
)
@click.option(
    "--apply",
    "code",
    metavar="OUTPUT",
    type=click.Path(path_type=Path),
    help="Write the preprocessing as Python code: a file ending in .py, or a folder.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the descriptor here, as YAML.",
)
@click.option("--force", is_flag=True, help="Replace files that exist.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "yaml"]),
    default="text",
    show_default=True,
    help="How to show the profile.",
)
def profile(
    table: Path,
    target: str | None,
    task: str | None,
    leave_out: tuple[str, ...],
    samples: int,
    no_samples: bool,
    rules_paths: tuple[Path, ...],
    code: Path | None,
    output: Path | None,
    force: bool,
    form: str,
) -> None:
    """Fill a descriptor from data, each field with its evidence.

    TABLE is a CSV, Parquet, Arrow or JSON Lines file, or a folder of images with one folder for
    each class. No row is shown, and nothing leaves this machine.
    """
    check_free([*_outputs(code), *([output] if output else [])], force)
    with _progress() as progress:
        found = profiled(
            table,
            target,
            task=task,
            leave_out=leave_out,
            samples=0 if no_samples else samples,
            thresholds=_thresholds(rules_paths),
            progress=progress,
        )
    if code is not None:
        _write_code(found, code)
    if output is not None:
        emit(found.to_yaml(), output)
        click.echo(f"Wrote {output}. Next: advisor advise {output}", err=True)
    if form == "json":
        emit(found.to_json())
    elif form == "yaml":
        emit(found.to_yaml())
    else:
        show(profile_lines(found, width=width(), ascii_only=ascii_only()))


def _thresholds(paths: tuple[Path, ...]) -> Mapping[str, float] | None:
    """Return the thresholds as somebody's own rule files have moved them."""
    if not paths:
        return None
    rulebase, moved = load(own_rules(paths))
    return adjust(rulebase, {}, moved.thresholds, moved.reasons).cut_points


def _outputs(code: Path | None) -> list[Path]:
    """Return the files that `--apply` writes: the module, and in a folder the descriptor too."""
    if code is None or code.suffix == ".py":
        return [] if code is None else [code]
    return [code / _MODULE, code / _DESCRIPTOR]


def _write_code(found: Profile, code: Path) -> None:
    text = found.to_code()
    module, *descriptor = _outputs(code)
    module.parent.mkdir(parents=True, exist_ok=True)
    for place in descriptor:
        emit(found.to_yaml(), place)
        click.echo(f"Wrote {place}.", err=True)
    emit(text, module)
    click.echo(f"Wrote {module}. Next: python {module} {found.source}", err=True)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Draw a bar while somebody waits."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = ("reading", BarColumn(), MofNCompleteColumn(), "rows", TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def told(rows: int, about: int | None) -> None:
            total = None if about is None else max(rows, about)
            bar.update(task, completed=rows, total=total)

        yield told

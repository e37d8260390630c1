"""``advisor review``: what is wrong in descriptors, programs and models, like a linter."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import click

from advisor.cli.options import build_advisor, rule_base_options
from advisor.cli.rate import FileLine
from advisor.cli.reporting import FAIL_ON
from advisor.cli.review_text import FORMS, write_review
from advisor.errors import AdvisorError
from advisor.review.baseline import write_baseline
from advisor.review.calls import review as review_files
from advisor.review.model import SEVERITIES
from advisor.review.selection import Selection
from advisor.review.settings import Settings, read_settings
from advisor.service import Advisor

__all__ = ["review"]

_MOST_INPUT = 8_000_000

_EXAMPLES = """\b
Examples:
  advisor review train.py
  advisor review . --ignore RC --fail-on warning
  advisor review src project.yaml --format sarif -o advisor.sarif
  advisor review . --write-baseline known.json
  advisor review . --baseline known.json
"""


def _names(ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> list[str]:
    return [name.strip() for each in given for name in each.split(",") if name.strip()]


@click.command(short_help="Find what is wrong in programs and descriptors.", epilog=_EXAMPLES)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option(
    "--select",
    multiple=True,
    metavar="RULE,...",
    callback=_names,
    help="Only these: ids such as LL004, their beginnings, names, topics.",
)
@click.option("--ignore", multiple=True, metavar="RULE,...", callback=_names, help="Not these.")
@click.option("--severity", type=click.Choice(SEVERITIES), help="Tell only what is as bad.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="Exit with 1 when something this bad is found; error by default.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Leave out what this file knows.")
@click.option(
    "--write-baseline",
    "to_write",
    type=click.Path(path_type=Path),
    help="Write down what is found and exit with 0.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN,...",
    callback=_names,
    help="Leave these paths out of folders.",
)
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here instead of standard output.",
)
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of telling them.")
@click.option("--stdin-filename", metavar="NAME", help="What the text of - is, by its suffix.")
@click.option(
    "--skip-others", is_flag=True, help="Pass over named files that hold nothing to review."
)
@click.option("--isolated", is_flag=True, help="Read no settings from pyproject.toml.")
@rule_base_options
@click.pass_context
def review(
    ctx: click.Context,
    paths: tuple[str, ...],
    select: list[str],
    ignore: list[str],
    severity: str | None,
    fail_on: str | None,
    exit_zero: bool,
    baseline: Path | None,
    to_write: Path | None,
    exclude: list[str],
    form: str,
    output: Path | None,
    statistics: bool,
    stdin_filename: str | None,
    skip_others: bool,
    isolated: bool,
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
) -> None:
    """Say what is wrong in descriptors, programs (.py, .ipynb), models and folders of them.

    Nothing is run. Without PATH the current folder is searched. Settings stand in
    [tool.advisor.review] of pyproject.toml; a comment "# advisor: ignore[LL004] reason" on its
    line leaves a finding out. Exit status: 0 nothing as bad as --fail-on, 1 something is, 2 the
    input cannot be used.
    """
    settings, folder = (Settings(), Path.cwd()) if isolated else _settings(paths)
    advisor = _advisor(settings, folder, rules_paths, disable)
    selection = Selection(
        tuple(select or settings.select),
        (*settings.ignore, *ignore),
        settings.per_file_ignores,
        severity or settings.severity,
    )
    known = baseline or (folder / settings.baseline if settings.baseline else None)
    with tempfile.TemporaryDirectory() as made:
        files, names = _inputs(paths, stdin_filename, Path(made))
        line = FileLine(sys.stderr)
        found = review_files(
            files,
            advisor=advisor,
            selection=selection,
            baseline=None if to_write else known,
            exclude=(*settings.exclude, *exclude),
            skip_others=skip_others,
            root=folder,
            names=names,
            progress=line.show,
        )
        line.end()
    for remark in found.remarks:
        click.echo(str(remark), err=True)
    if to_write is not None:
        count = write_baseline(to_write, found.findings)
        click.echo(f"{to_write}: {count} findings written down")
        return
    bad = fail_on or settings.fail_on
    write_review(found, form, output, bad, statistics=statistics)
    ctx.exit(int(found.fails(bad) and not exit_zero))


def _settings(paths: Iterable[str]) -> tuple[Settings, Path]:
    first = Path(next((path for path in paths if path != "-"), ".")).resolve()
    return read_settings(first if first.is_dir() else first.parent)


def _advisor(
    settings: Settings, folder: Path, rules_paths: tuple[Path, ...], disable: tuple[str, ...]
) -> Advisor:
    own = [*(folder / each for each in settings.rules), *rules_paths]
    return build_advisor(own, [*(f"{r}={why}" for r, why in settings.disable.items()), *disable])


def _inputs(
    paths: tuple[str, ...], stdin_filename: str | None, made: Path
) -> tuple[list[Path], dict[Path, str]]:
    """Return the files to review, standard input among them, and the name that it goes by."""
    if "-" not in paths:
        return [Path(path) for path in paths or (".",)], {}
    file = _standard_input(stdin_filename, made)
    files = [file if path == "-" else Path(path) for path in paths]
    return files, {file: stdin_filename or ""}


def _standard_input(name: str | None, folder: Path) -> Path:
    if name is None:
        raise click.UsageError("- wants --stdin-filename, which tells what the text is")
    text = sys.stdin.buffer.read(_MOST_INPUT + 1)
    if len(text) > _MOST_INPUT:
        raise AdvisorError(f"{name}: larger than {_MOST_INPUT // 1_000_000} MB")
    file = folder / Path(name).name
    file.write_bytes(text)
    return file

"""``advisor batch``: many descriptors in, one output that is whole or can be gone on with."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from advisor.batch.calls import cores
from advisor.batch.fleet import fleet_markdown
from advisor.batch.job import Job, Rows
from advisor.batch.journal import State
from advisor.cli.rate import RateLine
from advisor.cli.rule_base import pairs, rule_base_options
from advisor.errors import AdvisorError

__all__ = ["batch"]

_EXAMPLES = """\b
Examples:
  advisor batch projects.jsonl.gz -o reports.jsonl.gz
  advisor batch projects.csv -o findings.parquet --jobs 2 --summary
  advisor batch projects/ -o reports.jsonl --resume --page fleet.html
"""
_REFUSED = 1


@click.command(short_help="Advise on many projects at once, nothing lost.", epilog=_EXAMPLES)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here (.jsonl, .csv, .parquet or .arrow; .gz, .bz2, .xz or .zst packs the first "
    "two) instead of to standard output.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; one a core by default.")
@click.option("--resume", is_flag=True, help="Go on with an unfinished run of the same kind.")
@click.option("--force", is_flag=True, help="Write over what is there.")
@click.option(
    "--errors",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write refused lines here instead of OUTPUT.errors.jsonl or standard error.",
)
@click.option(
    "--rows",
    type=click.Choice(["conclusions", "descriptors"]),
    help="Write flat rows, one for each of these; tables have conclusions by default.",
)
@click.option(
    "--select", metavar="PART,...", default="", help="Keep these parts of conclusions alone."
)
@click.option("--summary", is_flag=True, help="Say what is found most often, and asked.")
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the summary here, as Markdown or HTML by the name (plots need matplotlib).",
)
@rule_base_options
@click.pass_context
def batch(
    ctx: click.Context,
    inputs: tuple[str, ...],
    output: Path | None,
    jobs: int | None,
    resume: bool,
    force: bool,
    errors: Path | None,
    rows: Rows | None,
    select: str,
    summary: bool,
    page: Path | None,
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
) -> None:
    """Advise on every descriptor in INPUT: JSON Lines, CSV or Parquet, a folder, or -.

    Order is kept. A line that cannot be used goes to the errors file with its number, the
    reason and its text, and the run goes on. Exit status: 0 all answered, 1 some lines
    refused, 2 the input cannot be used or the output not be written.
    """
    job = Job(
        inputs=inputs,
        output=output,
        errors=errors,
        rows=rows,
        select=tuple(dict.fromkeys(part.strip() for part in select.split(",") if part.strip())),
        rules=_own(rules_paths),
        disable=pairs(disable, "--disable", "RULE=REASON"),
        counting=summary or page is not None,
        jobs=jobs or cores(),
    )
    if resume and not force and job.finished():
        _say_finished(job)
        ctx.exit(_REFUSED if job.has_errors() else 0)
    rate = RateLine(sys.stderr)
    state = job.run(resume=resume, force=force, progress=rate.show)
    rate.end(state, job.errors_path)
    if summary:
        click.echo(fleet_markdown(state.tally), err=output is None)
    if page is not None:
        _write_page(page, state)
    ctx.exit(_REFUSED if state.refused else 0)


def _own(paths: tuple[Path, ...]) -> tuple[str, ...]:
    if not paths:  # the first answer comes sooner where the rule base is the workers' alone
        return ()
    from advisor.cli.options import own_rules

    return tuple(map(str, own_rules(paths)))


def _say_finished(job: Job) -> None:
    if job.counting:
        raise AdvisorError(f"{job.output}: is whole; to be summed up it is written anew by --force")
    click.echo(f"{job.output}: is whole, nothing to go on with", err=True)


def _write_page(path: Path, state: State) -> None:
    if path.suffix.lower() in (".html", ".htm"):
        from advisor.batch.fleet_html import fleet_page

        path.write_text(fleet_page(state.tally), encoding="utf-8")
    else:
        path.write_text(fleet_markdown(state.tally), encoding="utf-8")

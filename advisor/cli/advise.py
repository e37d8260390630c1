"""``advisor advise``: the main job, one descriptor in and one report out."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.code import framework_option
from advisor.cli.options import build_advisor, rule_base_options, set_option
from advisor.cli.reading import read_descriptor
from advisor.cli.reporting import exit_status, fail_on_option, report_options, write_report

__all__ = ["advise"]


_EXAMPLES = """\b
Examples:
  advisor advise project.yaml
  advisor advise project.yaml --set model.dropout.rate=0.5 --fail-on warning
  advisor advise --set problem.task=regression --format markdown -o advice.md
"""


@click.command(short_help="Advise on a project: review, recommend, diagnose.", epilog=_EXAMPLES)
@click.argument("file", required=False)
@set_option
@click.option(
    "-t",
    "--topic",
    "topics",
    metavar="TOPIC",
    multiple=True,
    help="Only this topic. May be repeated.",
)
@click.option(
    "--source",
    "sources",
    metavar="DOCUMENT",
    multiple=True,
    help="Only rules of this document. May be repeated.",
)
@framework_option
@rule_base_options
@report_options
@fail_on_option
@click.pass_context
def advise(
    ctx: click.Context,
    file: str | None,
    settings: tuple[str, ...],
    topics: tuple[str, ...],
    sources: tuple[str, ...],
    framework: str | None,
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
    form: str,
    output: Path | None,
    full: bool,
    fail_on: str,
) -> None:
    """Advise on the project that FILE describes (YAML, JSON or TOML; - reads standard input)."""
    descriptor = read_descriptor(file, settings)
    advisor = build_advisor(rules_paths, disable)
    report = advisor.advise(
        descriptor, topics=topics or None, sources=sources or None, framework=framework
    )
    write_report(report, advisor, form=form, output=output, full=full)
    ctx.exit(exit_status(report, fail_on))

"""Write a report in the form asked for, and turn it into an exit status."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from advisor.cli.screen import ascii_only, emit, show, wants_color, width
from advisor.report.code_text import code_lines
from advisor.report.markdown import render_markdown
from advisor.report.model import Report
from advisor.report.page import ASCII, UNICODE, Page
from advisor.report.text import report_lines
from advisor.service import Advisor

__all__ = ["FAIL_ON", "exit_status", "fail_on_option", "report_options", "write_report"]

FAIL_ON = ("error", "warning", "info", "never")

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., object])


def report_options(command: AnyCommand) -> AnyCommand:
    """Add ``--format``, ``-o`` and ``--full``."""
    command = click.option("--full", is_flag=True, help="Fold nothing, show every question.")(
        command
    )
    command = click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write here instead of standard output.",
    )(command)
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "markdown", "json"]),
        default="text",
        show_default=True,
        help="How to write the report.",
    )(command)


def fail_on_option(command: AnyCommand) -> AnyCommand:
    """Add ``--fail-on``."""
    return click.option(
        "--fail-on",
        type=click.Choice(FAIL_ON),
        default="error",
        show_default=True,
        help="Exit with 1 when something this bad is found.",
    )(command)


def write_report(
    report: Report, advisor: Advisor, *, form: str, output: Path | None, full: bool
) -> None:
    """Write a report to a file or to standard output."""
    titles = {name: topic.title for name, topic in advisor.rulebase.topics.items()}
    if form == "json":
        emit(report.to_json() + b"\n", output)
    elif form == "markdown":
        emit(render_markdown(report, titles, full=full), output)
    else:
        colored = output is None and wants_color()
        columns = width() if output is None else 80
        plain = ascii_only(output)
        lines = report_lines(report, titles, width=columns, ascii_only=plain, full=full)
        page = Page(columns, ASCII if plain else UNICODE)
        code_lines(page, report.code)
        if colored:
            show([*lines, *page.lines])
        else:
            text = ("".join(part for part, _ in line) for line in (*lines, *page.lines))
            emit("".join(f"{line}\n" for line in text), output)


def exit_status(report: Report, fail_on: str) -> int:
    """Return 1 where something at least this bad was found, else 0."""
    failing = FAIL_ON[: FAIL_ON.index(fail_on) + 1]
    worst = any(c.severity in failing for c in report.conclusions if c.wrong)
    return int(fail_on != "never" and worst)

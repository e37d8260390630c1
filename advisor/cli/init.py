"""``advisor init``: answer questions, most useful first, and get a descriptor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from advisor.cli.interview import Interview
from advisor.cli.options import build_advisor, rule_base_options
from advisor.cli.screen import emit
from advisor.cli.writing import descriptor_yaml
from advisor.errors import AdvisorError
from advisor.report.model import OpenQuestion

__all__ = ["init"]

_INTRODUCTION = "Type a number or a value; Enter skips a question, q stops and writes."
_ONE_ON_A_LINE = 7


@click.command(short_help="Answer questions one after another and write a descriptor.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the descriptor here instead of standard output.",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@rule_base_options
def init(
    output: Path | None, force: bool, rules_paths: tuple[Path, ...], disable: tuple[str, ...]
) -> None:
    """Ask the open questions one after another, most useful first, and write a descriptor.

    Questions go to standard error, the descriptor (YAML) to standard output or to -o FILE.
    """
    if output is not None and output.exists() and not force:
        raise click.UsageError(f"{output} exists; --force replaces it")
    interview = Interview(build_advisor(rules_paths, disable))
    click.echo(_INTRODUCTION, err=True)
    while (question := interview.next_question()) is not None:
        if not _ask(interview, question):
            break
    emit(descriptor_yaml(interview.given, interview.questions), output)
    if output is not None:
        click.echo(f"Wrote {output}. Next: advisor advise {output}", err=True)


def _ask(interview: Interview, question: OpenQuestion) -> bool:
    """Ask until the answer can be used; return False to stop."""
    click.echo(f"\n{question.question}  ({question.path})", err=True)
    for line in _numbered(interview.choices(question)):
        click.echo(f"  {line}", err=True)
    hint = interview.hint(question)
    while True:
        click.echo(f"{hint}> ", nl=False, err=True)
        line = sys.stdin.readline()
        answer = line.strip()
        if not line or answer in ("q", "quit"):
            click.echo("", err=True)
            return False
        if not answer:
            return True
        try:
            interview.answer(question, answer)
        except AdvisorError as error:
            click.echo(f"  {_reason(error)}", err=True)
        else:
            return True


def _numbered(choices: Sequence[str]) -> list[str]:
    """Number the choices, one on a line, or several where there are many."""
    entries = [f"{number} {choice}" for number, choice in enumerate(choices, start=1)]
    if len(entries) <= _ONE_ON_A_LINE:
        return entries
    wide = max(map(len, entries)) + 2
    columns = max(76 // wide, 1)
    rows = -(-len(entries) // columns)
    return [
        "".join(entry.ljust(wide) for entry in entries[row::rows]).rstrip() for row in range(rows)
    ]


def _reason(error: AdvisorError) -> str:
    problems = getattr(error, "problems", ())
    return "; ".join(problem.message for problem in problems) or str(error)

"""``advisor ask``: one topic, a few facts, no file."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.options import build_advisor, rule_base_options
from advisor.cli.reading import typed_values
from advisor.cli.reporting import report_options, write_report

__all__ = ["ask"]


_EXAMPLES = """\b
Example:
  advisor ask last_layer task=regression target_range=unit_interval
"""


@click.command(short_help="Ask one topic, with the facts given on the line.", epilog=_EXAMPLES)
@click.argument("topic")
@click.argument("facts", nargs=-1, metavar="[NAME=VALUE]...")
@rule_base_options
@report_options
def ask(
    topic: str,
    facts: tuple[str, ...],
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
    form: str,
    output: Path | None,
    full: bool,
) -> None:
    """Ask TOPIC with facts given on the line.

    "advisor rules list" shows the topics, "advisor facts --topic TOPIC" what may be given.
    """
    given = typed_values(facts, "fact", "NAME=VALUE")
    advisor = build_advisor(rules_paths, disable)
    report = advisor.ask(topic, **given)
    write_report(report, advisor, form=form, output=output, full=full)

"""The ``advisor`` command: files and answers typed by a person in, readable advice out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from advisor.cli.group import AdvisorGroup

__all__ = ["cli", "main"]

_COMMANDS = {
    "advise": "Advise on a project: review, recommend, diagnose.",
    "review": "Find what is wrong in programs and descriptors.",
    "diagnose": "Diagnose training runs by their logs.",
    "batch": "Advise on many projects at once, nothing lost.",
    "watch": "Follow a growing log and report diagnoses.",
    "check": "Try a network on zeros and on one batch.",
    "profile": "Fill a descriptor from a table of data.",
    "inspect": "Fill a descriptor from a program or a model.",
    "ask": "Ask one topic, with the facts given on the line.",
    "init": "Answer questions one after another and write a descriptor.",
    "explain": "Explain a rule: when it fires, what it says, on whose word.",
    "why-not": "Say why a rule did not fire for a project.",
    "what-if": "Compare the advice before and after a change.",
    "rules": "List the rules, or check rule files.",
    "facts": "List the facts and symbols that rules match on.",
    "coverage": "Show which rules claim each statement of the documents.",
    "serve": "Answer over HTTP.",
    "mcp": "Answer coding agents (MCP).",
    "schema": "Print a JSON Schema: descriptor, report or rules.",
    "completion": "Print the completion script for a shell.",
}


@click.group(
    cls=AdvisorGroup,
    commands_of="advisor.cli",
    summaries=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="nn-advisor", prog_name="advisor")
def cli() -> None:
    """Cited, rule-based advice for people who build neural networks.

    Exit status: 0 all well, 1 something is wrong with the project, 2 the input cannot
    be used or the output not be written, 3 a fault of the advisor.
    """


def main() -> None:
    """Run the command line; what goes to a stream that the caller closed is dropped."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 as long as the process
    cli(prog_name="advisor")

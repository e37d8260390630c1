"""``advisor rules``: list the rules, or check rule files."""

from __future__ import annotations

import json
from pathlib import Path

import click

from advisor.cli.options import build_advisor, json_or_text, rule_base_options
from advisor.cli.screen import emit, new_page, show
from advisor.errors import UnknownNameError
from advisor.report.words import count

__all__ = ["rules"]


@click.group(short_help="List the rules, or check rule files.")
def rules() -> None:
    """List the rules, or check rule files."""


@rules.command("list", short_help="List every rule by topic.")
@click.option("-t", "--topic", "topics", metavar="TOPIC", multiple=True, help="Only this topic.")
@rule_base_options
@json_or_text
def list_rules(
    topics: tuple[str, ...], rules_paths: tuple[Path, ...], disable: tuple[str, ...], form: str
) -> None:
    """List every rule by topic."""
    rulebase = build_advisor(rules_paths, disable).rulebase
    for name in topics:
        if name not in rulebase.topics:
            raise UnknownNameError("topic", name, rulebase.topics)
    shown = [topic for topic in rulebase.topics.values() if not topics or topic.name in topics]
    if form == "json":
        listed = [
            {"rule": rule.id, "name": rule.name, "topic": rule.topic, "kind": rule.kind}
            for topic in shown
            for rule in topic.rules
        ]
        emit(json.dumps(listed, indent=2) + "\n")
        return
    page = new_page()
    for topic in shown:
        page.line((f"{topic.title}", "topic"), (f"  {topic.name}", "dim"))
        page.paragraph(f"from {', '.join(topic.inputs)}", indent=2, style="dim")
        for rule in topic.rules:
            page.line((f"  {rule.id} ", "name"), (rule.name, ""), (f"  {rule.kind}", "dim"))
        page.blank()
    total = sum(len(topic.rules) for topic in shown)
    page.line((f"{count(total, 'rule')} in {count(len(shown), 'topic')}.", "title"))
    show(page.lines)


@rules.command("check", short_help="Check rule files or folders.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check rule files or folders together with the shipped rules; no PATH, only those.

    Problems are printed one on a line as file:line:column: CODE path: message.
    """
    rulebase = build_advisor(paths).rulebase
    total = f"{count(len(rulebase.rules), 'rule')} in {count(len(rulebase.topics), 'topic')}"
    emit(f"{total}: no problem found.\n")

"""``advisor rules``: list the rules, or check rule files."""

from __future__ import annotations

import json
from pathlib import Path

import click

from advisor.cli.options import build_advisor, json_or_text, own_rules, rule_base_options
from advisor.cli.screen import emit, new_page, show
from advisor.errors import Location, Problem, RuleBaseError, check_known
from advisor.report.words import count
from advisor.service import Advisor

__all__ = ["rules"]

_TAKEN = frozenset({"R101", "R102", "R124"})
_MANY = 10


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
    advisor = build_advisor(rules_paths, disable)
    rulebase = advisor.rulebase
    check_known("topic", topics, rulebase.topics)
    out = ((advisor.explain(rule), why) for rule, why in rulebase.disabled.items())
    disabled = [(rule, why) for rule, why in out if not topics or rule.topic in topics]
    shown = [topic for topic in rulebase.topics.values() if not topics or topic.name in topics]
    if form == "json":
        listed = [
            {"rule": rule.id, "name": rule.name, "topic": rule.topic, "kind": rule.kind}
            for topic in shown
            for rule in topic.rules
        ]
        listed += [
            {"rule": r.rule, "name": r.name, "topic": r.topic, "kind": r.kind, "disabled": why}
            for r, why in disabled
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
    for gone, why in disabled:
        page.paragraph(
            f"{gone.rule} {gone.name} ({gone.topic}) is disabled: {why}", style="warning"
        )
    total = sum(len(topic.rules) for topic in shown)
    page.line((f"{count(total, 'rule')} in {count(len(shown), 'topic')}.", "title"))
    show(page.lines)


@rules.command("check", short_help="Check rule files or folders.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--alone", is_flag=True, help="Without the shipped rules: a whole rule base.")
def check(paths: tuple[Path, ...], alone: bool) -> None:
    """Check rule files or folders together with the shipped rules; no PATH, only those.

    Problems are printed one on a line as file:line:column: CODE path: message.
    """
    if alone and not paths:
        raise click.UsageError("--alone needs a PATH")
    try:
        advisor = Advisor(rules=paths if alone else own_rules(paths), shipped=not alone)
    except RuleBaseError as error:
        raise _without_flood(error) from None
    rulebase = advisor.rulebase
    total = f"{count(len(rulebase.rules), 'rule')} in {count(len(rulebase.topics), 'topic')}"
    emit(f"{total}: no problem found.\n")


def _without_flood(error: RuleBaseError) -> RuleBaseError:
    """Say once, not five hundred times, that a version of the shipped rules is taken already."""
    taken = [problem for problem in error.problems if problem.code in _TAKEN]
    if len(taken) <= _MANY:
        return error
    message = (
        f"{len(taken)} topics, ids and names are taken; is this a version of the shipped rules?"
        " advisor rules check --alone checks it without them"
    )
    once = Problem(taken[0].code, message, location=Location(taken[0].location.file))
    return RuleBaseError([once, *(p for p in error.problems if p.code not in _TAKEN)])

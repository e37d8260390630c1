"""``advisor facts``: the words that rules are written in, for whoever writes one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from advisor.cli.answers import answer_json
from advisor.cli.options import build_advisor, json_or_text, rule_base_options
from advisor.cli.screen import emit, new_page, show
from advisor.errors import UnknownNameError
from advisor.report.glossary import FactEntry, QuantityEntry, facts_of, quantities_of
from advisor.report.page import Page
from advisor.report.words import count
from advisor.rulebase import RuleBase

__all__ = ["facts"]


_EXAMPLES = """\b
Examples:
  advisor facts loss            what has to do with a loss
  advisor facts -t last_layer   what the rules of a topic match on
"""


@click.command(short_help="List the facts and symbols that rules match on.", epilog=_EXAMPLES)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("-t", "--topic", metavar="TOPIC", help="Only what this topic reads or reviews.")
@rule_base_options
@json_or_text
def facts(
    words: tuple[str, ...],
    topic: str | None,
    rules_paths: tuple[Path, ...],
    disable: tuple[str, ...],
    form: str,
) -> None:
    """List the facts and numbers that rules may name, each with the fields it is read from.

    With a WORD only those with the word in their name, symbols or fields.
    """
    rulebase = build_advisor(rules_paths, disable).rulebase
    if topic is not None and topic not in rulebase.topics:
        raise UnknownNameError("topic", topic, rulebase.topics)
    found = [fact for fact in facts_of(rulebase) if _wanted(fact, words, topic)]
    numbers = [] if topic else [n for n in quantities_of(rulebase) if _named(n, words)]
    if not found and not numbers:
        raise UnknownNameError("fact", " ".join(words), _names(rulebase))
    if form == "json":
        emit(answer_json([*found, *numbers]))
        return
    page = new_page()
    for fact in found:
        _fact(page, fact)
    _numbers(page, numbers)
    total = f"{count(len(found), 'fact')}, {count(len(numbers), 'number')}"
    page.line((f"{total}.", "title"))
    show(page.lines)


def _wanted(fact: FactEntry, words: Sequence[str], topic: str | None) -> bool:
    if topic is not None and topic not in fact.topics:
        return False
    return _holds(words, (fact.fact, *fact.symbols, *fact.fields))


def _named(quantity: QuantityEntry, words: Sequence[str]) -> bool:
    return _holds(words, (quantity.quantity, *quantity.of, *quantity.fields))


def _holds(words: Sequence[str], texts: Sequence[str]) -> bool:
    return not words or any(word.casefold() in text for word in words for text in texts)


def _names(rulebase: RuleBase) -> list[str]:
    return [*rulebase.vocabulary.facts, *rulebase.derived, *rulebase.vocabulary.quantities]


def _fact(page: Page, fact: FactEntry) -> None:
    page.line((fact.fact, "name"), ("  a set: for review only" if fact.many else "", "dim"))
    if fact.question:
        page.paragraph(fact.question, indent=2)
    page.field("symbols", ", ".join(fact.symbols))
    page.field("from", ", ".join(fact.fields) or f"the topic {fact.given_by}", style="advice")
    page.field("read by", ", ".join(fact.topics), style="dim")
    page.blank()


def _numbers(page: Page, numbers: Sequence[QuantityEntry]) -> None:
    if numbers:
        page.line(("Numbers, for messages and cuts", "heading"))
    for number in numbers:
        made = f"{number.measure} of {', '.join(number.of)}" if number.of else number.fields[0]
        default = f", or {number.default} where not told" if number.default else ""
        page.paragraph(made + default, indent=4, first=f"{number.quantity} = ", label="name")
    if numbers:
        page.blank()

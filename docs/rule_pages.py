"""Pages about the rule base: one a topic, an index of them, and who claims each statement."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from advisor.report import Coverage
from advisor.rulebase import Example, Output, Rule, RuleBase, Topic
from docs.markdown import names, table

__all__ = ["index_page", "statements_page", "topic_page"]

LISTS = {
    "Causes": "causes",
    "Remedies": "remedies",
    "Innocent explanations": "innocent_explanations",
    "Measure next": "measure_next",
}


def topic_page(topic: Topic) -> str:
    """Return the page of a topic: its rules as a table and one by one, then its examples."""
    about = [
        f"A {topic.kind.replace('_', ' ')}; hit policy: {topic.hit_policy}.",
        f"Inputs: {names(topic.inputs)}. Outputs: {names(topic.outputs) or 'none'}.",
        f"Written in `rules/{topic.name}.yaml`; this page is generated.",
    ]
    rows = (
        (_link(rule), rule.name, ", ".join(rule.provenance.statements), rule.message)
        for rule in topic.rules
    )
    parts = [f"# {topic.title}", "\n".join(about), "## Rules"]
    parts.append(table(("Rule", "Name", "Statements", "Message"), rows))
    for rule in topic.rules:
        parts += _rule(rule)
    parts += ["## Examples", table(("Example", "Given", "Fires"), map(_example, topic.examples))]
    return "\n\n".join(parts) + "\n"


def index_page(rulebase: RuleBase) -> str:
    """Return the list of topics, in the order in which they are decided."""
    rows = (
        (f"[{topic.title}]({topic.name}.md)", names(topic.inputs), str(len(topic.rules)))
        for topic in rulebase.topics.values()
    )
    listed = table(("Topic", "Inputs", "Rules"), rows)
    return f"# The rules\n\n{len(rulebase.rules)} rules; this page is generated.\n\n{listed}\n"


def statements_page(coverage: Sequence[Coverage]) -> str:
    """Return every statement of the documents with the rules that claim it."""
    claimed = sum(1 for each in coverage if each.rules)
    rows = ((each.statement, each.where, each.says, ", ".join(each.rules)) for each in coverage)
    listed = table(("Statement", "Where", "Says", "Rules"), rows)
    return (
        f"# Statements\n\n{claimed} of {len(coverage)} statements are claimed by a rule; "
        f"this page is generated.\n\n{listed}\n"
    )


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id} {rule.name}"
    yield rule.message
    if rule.rationale:
        yield f"**Why:** {rule.rationale}"
    yield f"**When:** {_conditions(rule.when)}"
    if rule.then:
        yield f"**Then:** {_outputs(rule.then)}"
    for title, attribute in LISTS.items():
        sentences = getattr(rule, attribute)
        if sentences:
            yield "\n".join([f"**{title}:**", "", *(f"1. {each}" for each in sentences)])
    yield f"**Says as:** {_says_as(rule)}"
    yield f"**Source:** {_source(rule)}"


def _says_as(rule: Rule) -> str:
    words = [f"{rule.kind.replace('_', ' ')}, {rule.severity}"]
    if rule.symptom:
        words.append(f"symptom `{rule.symptom}`")
    if rule.status != "stable":
        words.append(rule.status)
    if rule.updates:
        words.append(f"updates {', '.join(rule.updates)}")
    return "; ".join(words) + "."


def _source(rule: Rule) -> str:
    source = rule.provenance
    statements = f", {', '.join(source.statements)}" if source.statements else ""
    return f"{source.document} ({source.year}), {source.locator}{statements}; {source.basis}."


def _conditions(when: Mapping[str, Sequence[str]]) -> str:
    parts = (f"`{fact}` is {_either(symbols)}" for fact, symbols in when.items())
    return ", and ".join(parts) + "." if when else "always."


def _either(symbols: Sequence[str]) -> str:
    return " or ".join(f"`{symbol}`" for symbol in symbols)


def _outputs(then: Mapping[str, Sequence[Output]]) -> str:
    return "; ".join(f"`{name}`: {_values(values)}" for name, values in then.items()) + "."


def _values(values: Sequence[Output]) -> str:
    return ", else ".join(f"`{_value(each)}`" for each in values)


def _value(output: Output) -> str:
    return output.quantity if output.quantity is not None else _plain(output.value)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _example(example: Example) -> tuple[str, str, str]:
    given = example.given if example.descriptor is None else example.descriptor
    shown = json.dumps(given, ensure_ascii=False, default=dict)
    fires = ", ".join(example.fires) or "nothing"
    asks = f"; asks {names(example.asks)}" if example.asks else ""
    return example.name, f"`{shown}`", fires + asks


def _link(rule: Rule) -> str:
    return f"[{rule.id}](#{rule.id.lower()}-{rule.name})"

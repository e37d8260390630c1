"""The page about the descriptor: every field with its values and the topics that read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.descriptor import FIELDS, Field
from advisor.descriptor.fields import EXPECTED
from advisor.report.glossary import facts_of, readers
from advisor.rulebase import RuleBase
from docs.markdown import names, table

__all__ = ["descriptor_page"]

HEAD = """\
# The descriptor

{count} fields in {sections} sections; this page is generated. A descriptor is YAML, JSON or
TOML, and every field may be left out: what is not stated is unknown, never guessed. Beside the
symbols library names such as `nn.BCEWithLogitsLoss` are understood. In a series `null` stands for a
value that was not logged; `NaN` and `Infinity` are taken for what they are.

*Read by* links the topics whose rules look at the field; `advisor facts FIELD` shows the facts read
from it. The same as a JSON Schema, for editors: [descriptor.json](schemas/descriptor.json).
"""


def descriptor_page(rulebase: RuleBase) -> str:
    """Return the page: a table for each section, fields in the order of the models."""
    topics = read_by(rulebase)
    sections: dict[str, list[Field]] = {}
    for field in FIELDS.values():
        section, dot, _ = field.path.partition(".")
        sections.setdefault(section if dot else "", []).append(field)
    parts = [HEAD.format(count=len(FIELDS), sections=len(sections) - 1)]
    for section, fields in sections.items():
        rows = [_row(field, topics.get(field.path, ())) for field in fields]
        title = f"## `{section}`" if section else "## The top level"
        parts += [title, table(("Field", "Value", "Meaning", "Read by"), rows)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def read_by(rulebase: RuleBase) -> Mapping[str, tuple[str, ...]]:
    """Return for each field the topics that read a fact made of it."""
    found: dict[str, dict[str, None]] = {}
    reading = readers(rulebase)
    for fact in facts_of(rulebase):
        for path in fact.fields:
            found.setdefault(path, {}).update(dict.fromkeys(reading.get(fact.fact, ())))
    return {path: tuple(topics) for path, topics in found.items()}


def _row(field: Field, topics: Iterable[str]) -> tuple[str, str, str, str]:
    links = ", ".join(f"[{topic}](rules/{topic}.md)" for topic in topics)
    return f"`{field.path}`", _value(field), field.description, links


def _value(field: Field) -> str:
    kind = EXPECTED.get(field.kind, "a symbol")
    return f"{kind}: {names(field.symbols)}" if field.symbols else kind

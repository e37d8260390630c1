"""Write what was inferred as a descriptor in YAML, with the evidence in comments."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from advisor.profile.model import Inferred, Question
from advisor.profile.shown import one_line, written

__all__ = ["descriptor_text"]

_WIDTH = 110


def descriptor_text(
    name: str, heading: str, inferred: Iterable[Inferred], questions: Sequence[Question]
) -> str:
    """Write a descriptor: what is sure as fields, what is not as comments to choose from."""
    sections: dict[str, list[Inferred]] = defaultdict(list)
    for field in inferred:
        sections[field.path.partition(".")[0]].append(field)
    lines = [*_comment(heading, ""), "schema: 1", f"name: {written(one_line(name))}"]
    for section, fields in sections.items():
        sure = any(field.confidence != "low" for field in fields)
        lines += ["", f"{'' if sure else '# '}{section}:"]
        for field in fields:
            lines += _field(field)
    if questions:
        lines += ["", "# Left to answer:"]
    for question in questions:
        choices = f" One of {', '.join(question.choices)}." if question.choices else ""
        lines += _comment(f"{question.path}: {question.question}{choices}", "")
    return "\n".join(lines) + "\n"


def _field(field: Inferred) -> Iterator[str]:
    key = field.path.partition(".")[2]
    unsure = field.confidence == "low"
    yield from _comment(f"{field.evidence} ({field.confidence} confidence)", "  ")
    yield f"  {'# ' if unsure else ''}{key}: {written(field.value)}"
    for other in field.competing:
        yield from _comment(f"or {key}: {written(other.value)} - {other.evidence}", "  ")


def _comment(text: str, indent: str) -> list[str]:
    mark = f"{indent}# "
    return textwrap.wrap(
        one_line(text),
        _WIDTH,
        initial_indent=mark,
        subsequent_indent=mark,
        break_on_hyphens=False,
        break_long_words=False,
    )

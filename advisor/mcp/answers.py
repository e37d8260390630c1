"""Write answers for agents: in words where they are read, as JSON where they are worked with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Literal

from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, TypeAdapter

from advisor.report import Change, Comparison, Conclusion, Coverage, Diagnosis, Report
from advisor.report.markdown import escape, render_markdown
from advisor.rulebase import RuleBase

__all__ = ["Form", "as_json", "compared", "covered", "diagnosed", "reported", "structured"]

Form = Literal["markdown", "json"]


def reported(report: Report, rulebase: RuleBase, form: Form) -> CallToolResult:
    """Write a report; its JSON is that of every other door, byte for byte."""
    if form == "json":
        return structured(report.to_json().decode())
    titles = {name: topic.title for name, topic in rulebase.topics.items()}
    return _in_words(render_markdown(report, titles))


def diagnosed(diagnosis: Diagnosis, form: Form) -> CallToolResult:
    """Write a diagnosis; its JSON is that of every other door, too."""
    if form == "json":
        return structured(diagnosis.to_json().decode())
    return _in_words(diagnosis.to_markdown())


def compared(comparison: Comparison, form: Form) -> CallToolResult:
    """Write what a change gains, loses and alters."""
    if form == "json":
        return structured(as_json(comparison))
    changed = [change for change in comparison.changed if _sounds_different(change)]
    same = [change.rule for change in comparison.changed if change not in changed]
    blocks = [
        *_list("Gone", map(_line, comparison.lost)),
        *_list("New", map(_line, comparison.gained)),
        *_list("Changed, as it is then", (_line(change.after) for change in changed)),
        *_list("The same for other reasons", [", ".join(same)] if same else []),
    ]
    return _in_words("\n".join(blocks).lstrip() or "Nothing changes.")


def covered(entries: list[Coverage], form: Form) -> CallToolResult:
    """Write statements of documents, each with the rules that rest on it."""
    if form == "json":
        # No structured content: clients of protocols before 2026 want an object, no list.
        text = TypeAdapter(list[BaseModel]).dump_json([*entries], serialize_as_any=True)
        return _in_words(text.decode())
    lines = [
        f"- {entry.statement} ({entry.document}): {escape(entry.says)} "
        f"[{', '.join(entry.rules) or 'no rule'}]"
        for entry in entries
    ]
    return _in_words("\n".join(lines))


def structured(text: str) -> CallToolResult:
    """Answer with a JSON object, as text and as an object: clients read the one or the other."""
    content = [TextContent(type="text", text=text)]
    return CallToolResult(content=[*content], structured_content=json.loads(text))


def as_json(answer: BaseModel) -> str:
    """Write what is no report."""
    return answer.model_dump_json(by_alias=True)


def _in_words(text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)])


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == 0:
            yield f"\n## {title}\n"
        yield line


def _sounds_different(change: Change) -> bool:
    heard = {"kind", "severity", "message", "outputs", "stated"}
    return change.before.model_dump(include=heard) != change.after.model_dump(include=heard)


def _line(conclusion: Conclusion) -> str:
    kind = conclusion.kind.replace("_", " ")
    about = f"**{conclusion.rule} {conclusion.name}** ({kind}, {conclusion.severity})"
    return f"- {about}: {escape(conclusion.message)}"

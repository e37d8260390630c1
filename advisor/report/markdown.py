"""Write a report as Markdown that can be pasted into an issue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from advisor.report.code_text import code_markdown
from advisor.report.model import Conclusion, OpenQuestion, Report
from advisor.report.outline import Group, Outline, outline, step_note, step_status, title_of
from advisor.report.words import (
    because_words,
    choice_words,
    outputs_words,
    plain,
    rule_base_words,
    some,
    source_words,
    stated_words,
    summary,
    symbol_words,
    symptom_words,
)

__all__ = ["render_markdown"]

_FOLD_ABOVE = 12
_QUESTIONS = 5
_NO_TITLES: Mapping[str, str] = {}
_ENTITIES = {"<": "&lt;", ">": "&gt;", "@": "&#64;", "|": "&#124;"}
_MARKS = re.compile(r"[\\`*\[\]#]|(?<!\w)_|_(?!\w)")


def render_markdown(
    report: Report, titles: Mapping[str, str] = _NO_TITLES, *, full: bool = False
) -> str:
    """Write a report as GitHub-flavoured Markdown.

    Args:
        report: what to write.
        titles: topic names and the titles to group under.
        full: fold nothing and show every question.
    """
    parts = outline(report, titles)
    blocks = [
        f"# {escape(report.name or 'Advice')}",
        escape(summary(report)),
        *_wrong(parts.wrong, titles),
        *_plan(parts),
        *_recommendations(parts, full),
        *_good(parts.good),
        *_uncovered(report, titles),
        *_questions(parts.questions, full),
        escape(rule_base_words(report.rulebase)),
    ]
    text = "\n\n".join(block for block in blocks if block) + "\n"
    return text + code_markdown(report.code)


def escape(text: str) -> str:
    """Keep a text from being read as Markdown, HTML or a mention."""
    safe = _MARKS.sub(lambda match: "\\" + match.group(), plain(text).replace("&", "&amp;"))
    return "".join(_ENTITIES.get(character, character) for character in safe)


def code(text: str) -> str:
    """Put a text into a code span, whatever backticks it holds."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if longest else ""
    return f"{fence}{room}{plain(text)}{room}{fence}"


def _wrong(wrong: Sequence[Conclusion], titles: Mapping[str, str]) -> Iterable[str]:
    if wrong:
        yield f"## What is wrong ({len(wrong)})"
    for conclusion in wrong:
        topic = escape(title_of(conclusion.topic, titles))
        yield f"### {conclusion.severity}: {conclusion.rule} {conclusion.name} ({topic})"
        yield escape(conclusion.message)
        yield "\n".join(_details(conclusion))


def _details(conclusion: Conclusion) -> Iterable[str]:
    advised = "" if step_status(conclusion) else outputs_words(conclusion.outputs)
    yield from _field("why", escape(conclusion.rationale))
    yield from _field("symptom", escape(symptom_words(conclusion)))
    label = "shows" if conclusion.kind == "diagnosis" else "advised"
    yield from _field(label, escape(advised))
    yield from _field("stated", escape(stated_words(conclusion.stated or {})))
    yield from _ranked("likely causes", conclusion.causes)
    yield from _ranked("remedies", conclusion.remedies)
    yield from _ranked("innocent explanations", conclusion.innocent_explanations)
    yield from _ranked("measure next", conclusion.measure_next)
    yield from _field("because", _because(conclusion))
    yield from _field("source", escape(source_words(conclusion.provenance)))


def _field(label: str, text: str) -> Iterable[str]:
    if text:
        yield f"- **{label}**: {text}"


def _ranked(label: str, texts: Sequence[str]) -> Iterable[str]:
    if texts:
        yield f"- **{label}**"
    for number, text in enumerate(texts, start=1):
        yield f"  {number}. {escape(text)}"


def _because(conclusion: Conclusion) -> str:
    reasons = because_words(conclusion.because, arrow="→")
    return code(reasons) if reasons else ""


def _plan(parts: Outline) -> Iterable[str]:
    if parts.plan:
        yield "## The plan"
    for group in parts.plan:
        if len(parts.plan) > 1:
            yield f"**{escape(group.title)}**"
        yield "\n".join(map(_step, group.conclusions))


def _step(conclusion: Conclusion) -> str:
    status = step_status(conclusion)
    box = "[x]" if status == "done" else "[ ]"
    step = escape(" ".join(map(symbol_words, conclusion.outputs["step"])))
    text = f"- {box} {step} ({conclusion.rule})"
    if note := step_note(conclusion):
        return f"{text}: {escape(note)}"
    if status == "next":
        return f"{text}: **next.** {escape(conclusion.message)}"
    return f"{text}: **failed.** {escape(conclusion.message)}" if status == "failed" else text


def _recommendations(parts: Outline, full: bool) -> Iterable[str]:
    total = sum(len(group.conclusions) for group in parts.recommendations)
    if total:
        yield f"## Recommendations ({total})"
    fold = total > _FOLD_ABOVE and not full
    for group in parts.recommendations:
        yield from _topic(group, fold)


def _topic(group: Group, fold: bool) -> Iterable[str]:
    lines = "\n".join(map(_recommendation, group.conclusions))
    title = escape(group.title)
    if fold:
        yield f"<details><summary>{title} ({len(group.conclusions)})</summary>"
        yield lines
        yield "</details>"
    else:
        yield f"**{title}**"
        yield lines


def _recommendation(conclusion: Conclusion) -> str:
    advised = escape(outputs_words(conclusion.outputs))
    because = _because(conclusion)
    parts = [
        f"- **{conclusion.rule} {conclusion.name}**: {escape(conclusion.message)}",
        f"  → {advised}" if advised else "",
        f"  because {because}" if because else "",
        f"  *{escape(source_words(conclusion.provenance))}*",
    ]
    return "  \n".join(part for part in parts if part)


def _good(good: Sequence[Conclusion]) -> Iterable[str]:
    if good:
        yield f"## Already right ({len(good)})"
        yield "\n".join(f"- ✓ {c.rule}: {escape(c.message)}" for c in good)


def _uncovered(report: Report, titles: Mapping[str, str]) -> Iterable[str]:
    if report.uncovered:
        yield "## Left open on purpose"
        yield "\n".join(
            f"- {escape(title_of(gap.topic, titles))}: {escape(gap.reason)}"
            for gap in report.uncovered
        )


def _questions(questions: Sequence[OpenQuestion], full: bool) -> Iterable[str]:
    shown = questions if full else questions[:_QUESTIONS]
    if questions:
        yield "## Questions whose answers would tell more"
        yield "\n".join(_question(*numbered) for numbered in enumerate(shown, start=1))
    if len(questions) > len(shown):
        yield f"and {len(questions) - len(shown)} more"


def _question(number: int, question: OpenQuestion) -> str:
    choices = choice_words(question.choices)
    asked = code(f"{question.path}: {choices}" if choices else question.path)
    return f"{number}. {escape(question.question)} {asked} (would decide {some(question.decides)})"

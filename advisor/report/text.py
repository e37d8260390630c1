"""Write a report as plain text for a person: what is wrong first, then what to do."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.report.model import Conclusion, OpenQuestion, Report
from advisor.report.outline import Group, Outline, outline, step_note, step_status, title_of
from advisor.report.page import ASCII, UNICODE, Glyphs, Line, Page
from advisor.report.words import (
    because_words,
    choice_words,
    count,
    outputs_words,
    rule_base_words,
    some,
    source_words,
    stated_words,
    summary,
    symbol_words,
    symptom_words,
)

__all__ = ["render_text", "report_lines", "write_sections"]

_FOLD_ABOVE = 12  # recommendations in one report
_KEPT_IN_A_TOPIC = 2
_QUESTIONS = 5
_NO_TITLES: Mapping[str, str] = {}
_BOXES = {"done": "[x]", "assumed": "[~]", "skipped": "[-]", "next": "[>]", "failed": "[!]"}


def render_text(
    report: Report,
    titles: Mapping[str, str] = _NO_TITLES,
    *,
    width: int = 80,
    ascii_only: bool = False,
    full: bool = False,
) -> str:
    """Write a report as plain text.

    Args:
        report: what to write.
        titles: topic names and the titles to group under.
        width: columns to wrap to.
        ascii_only: use no character outside ASCII.
        full: fold nothing.
    """
    lines = report_lines(report, titles, width=width, ascii_only=ascii_only, full=full)
    return "".join("".join(text for text, _ in line) + "\n" for line in lines)


def report_lines(
    report: Report,
    titles: Mapping[str, str] = _NO_TITLES,
    *,
    width: int = 80,
    ascii_only: bool = False,
    full: bool = False,
) -> list[Line]:
    """Write a report as lines of styled spans, for a terminal to colour."""
    page = Page(width, ASCII if ascii_only else UNICODE)
    page.paragraph(report.name or "Advice", style="title")
    page.paragraph(summary(report), style="dim")
    write_sections(page, report, titles, full=full)
    return page.lines


def write_sections(
    page: Page, report: Report, titles: Mapping[str, str], *, full: bool = False
) -> None:
    """Write all of a report but its title on a page."""
    _Writer(page, outline(report, titles), titles, full).write(report)


class _Writer:
    def __init__(self, page: Page, parts: Outline, titles: Mapping[str, str], full: bool) -> None:
        self.page = page
        self.glyphs: Glyphs = page.glyphs
        self.parts = parts
        self.titles = titles
        advice = sum(len(group.conclusions) for group in parts.recommendations)
        self.fold = not full and advice > _FOLD_ABOVE
        self.full = full

    def write(self, report: Report) -> None:
        self._wrong()
        self._plan()
        self._recommendations()
        self._good()
        self._uncovered(report)
        self._questions()
        self._footer(report)

    def _wrong(self) -> None:
        if self.parts.wrong:
            self.page.heading(f"What is wrong ({len(self.parts.wrong)})")
        for number, conclusion in enumerate(self.parts.wrong):
            if number:
                self.page.blank()
            self._problem(conclusion)

    def _problem(self, conclusion: Conclusion) -> None:
        mark = f"{getattr(self.glyphs, conclusion.severity)} {conclusion.severity} "
        name = f"{conclusion.rule} {conclusion.name}"
        topic = f"  {title_of(conclusion.topic, self.titles)}"
        fits = len(mark + name + topic) <= self.page.width
        self.page.line((mark, conclusion.severity), (name, "name"), (topic if fits else "", "dim"))
        self.page.paragraph(conclusion.message, indent=2)
        self.page.field("why", conclusion.rationale)
        self.page.field("symptom", symptom_words(conclusion))
        if not step_status(conclusion):
            label = "shows" if conclusion.kind == "diagnosis" else "advised"
            self.page.field(label, outputs_words(conclusion.outputs), style="advice")
        self.page.field("stated", stated_words(conclusion.stated or {}), style="stated")
        self.page.ranked("causes", conclusion.causes)
        self.page.ranked("remedies", conclusion.remedies)
        self.page.ranked("innocent", conclusion.innocent_explanations)
        self.page.ranked("measure", conclusion.measure_next)
        self.page.field("because", self._because(conclusion), style="dim")
        self.page.field("source", self._source(conclusion), style="dim")

    def _plan(self) -> None:
        if self.parts.plan:
            self.page.heading("The plan")
        for group in self.parts.plan:
            if len(self.parts.plan) > 1:
                self.page.paragraph(group.title, style="topic")
            for conclusion in group.conclusions:
                self._step(conclusion)

    def _step(self, conclusion: Conclusion) -> None:
        status = step_status(conclusion) or "later"
        step = " ".join(symbol_words(symbol) for symbol in conclusion.outputs["step"])
        self.page.line(
            (f"  {_BOXES.get(status, '[ ]')} ", status),
            (step, "name" if status in ("next", "failed") else ""),
            (f"  {conclusion.rule}", "dim"),
            (f"  {note}" if (note := step_note(conclusion)) else "", "dim"),
        )
        if conclusion.kind in ("finding", "diagnosis"):
            self.page.paragraph("see above", indent=6, style="dim")
        elif status in ("next", "failed") or self.full:
            self.page.paragraph(conclusion.message, indent=6)
            self._reasons(conclusion, indent=6)

    def _recommendations(self) -> None:
        groups = self.parts.recommendations
        if groups:
            total = sum(len(group.conclusions) for group in groups)
            self.page.heading(f"Recommendations ({total})")
        for number, group in enumerate(groups):
            if number:
                self.page.blank()
            self._topic(group)

    def _topic(self, group: Group) -> None:
        self.page.paragraph(group.title, style="topic")
        kept = _KEPT_IN_A_TOPIC if self.fold else len(group.conclusions)
        for conclusion in group.conclusions[:kept]:
            self._recommendation(conclusion)
        for conclusion in group.conclusions[kept:]:
            self._folded(conclusion)

    def _recommendation(self, conclusion: Conclusion) -> None:
        mark = getattr(self.glyphs, conclusion.severity)
        self.page.line(
            (f"  {mark} ", conclusion.severity), (f"{conclusion.rule} {conclusion.name}", "name")
        )
        self.page.paragraph(conclusion.message, indent=4)
        if self.full:
            self.page.paragraph(conclusion.rationale, indent=4)
        advised = outputs_words(conclusion.outputs)
        if advised:
            self.page.paragraph(advised, indent=4, first=f"{self.glyphs.arrow} ", style="advice")
        self._reasons(conclusion, indent=4)

    def _reasons(self, conclusion: Conclusion, *, indent: int) -> None:
        # A step also rests on where the procedure stands, which the list itself shows.
        given = [reason for reason in conclusion.because if reason.path is not None]
        shown = given if step_status(conclusion) and given else conclusion.because
        because = because_words(shown, arrow=self.glyphs.arrow)
        text = f"because {because} " if because else ""
        self.page.paragraph(f"{text}{self._source(conclusion)}", indent=indent, style="dim")

    def _good(self) -> None:
        if self.parts.good:
            self.page.heading(f"Already right ({len(self.parts.good)})")
        for conclusion in self.parts.good:
            first = f"{self.glyphs.good} {conclusion.rule} "
            self.page.paragraph(conclusion.message, indent=2, first=first, label="good")

    def _uncovered(self, report: Report) -> None:
        if report.uncovered:
            self.page.heading("Left open on purpose")
        for gap in report.uncovered:
            self.page.paragraph(f"{title_of(gap.topic, self.titles)}: {gap.reason}", indent=2)

    def _folded(self, conclusion: Conclusion) -> None:
        """Name an advice on one line, with what it advises where that has room."""
        mark, head = getattr(self.glyphs, conclusion.severity), f"{conclusion.rule} "
        room = self.page.width - len(head) - 4
        name = self.page.shorten(conclusion.name, room)
        advised = self.page.plain(outputs_words(conclusion.outputs))
        advised = f" {self.glyphs.arrow} {advised}" if advised else ""
        fits = len(name) + len(advised) <= room
        self.page.line(
            (f"  {mark} ", conclusion.severity),
            (head + name, "name"),
            (advised if fits else "", "advice"),
        )

    def _questions(self) -> None:
        questions = self.parts.questions
        shown = questions if self.full else questions[:_QUESTIONS]
        if questions:
            self.page.heading("Questions whose answers would tell more")
        for number, question in enumerate(shown, start=1):
            self._question(number, question)
        if len(questions) > len(shown):
            self.page.line((f"  and {len(questions) - len(shown)} more", "dim"))

    def _question(self, number: int, question: OpenQuestion) -> None:
        self.page.paragraph(question.question, indent=2, first=f"{number}. ")
        choices = choice_words(question.choices)
        self.page.paragraph(
            f"{question.path}: {choices}" if choices else question.path, indent=5, style="advice"
        )
        if question.decides:
            self.page.paragraph(f"would decide {some(question.decides)}", indent=5, style="dim")

    def _footer(self, report: Report) -> None:
        base = report.rulebase
        waiting = len(report.not_evaluable)
        self.page.blank()
        if waiting:
            self.page.paragraph(f"{count(waiting, 'rule')} cannot be decided yet.", style="dim")
        if self.fold:
            self.page.paragraph(
                "Advice on one line is folded: advisor explain RULE tells more.", style="dim"
            )
        self.page.paragraph(rule_base_words(base), style="dim")

    def _because(self, conclusion: Conclusion) -> str:
        return because_words(conclusion.because, arrow=self.glyphs.arrow)

    def _source(self, conclusion: Conclusion) -> str:
        return f"[{source_words(conclusion.provenance, section=self.glyphs.section)}]"

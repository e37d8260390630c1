"""The diagnosis of one training run: what its curves say, with the curves at hand to be drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from advisor.report.curve_text import draw
from advisor.report.diagnosis_html import Section, page_of, section_of
from advisor.report.markdown import escape, render_markdown
from advisor.report.model import HEALTHY, Conclusion, Report
from advisor.report.page import ASCII, UNICODE, Line, Page
from advisor.report.panels import Panel, panels_of
from advisor.report.text import write_sections
from advisor.report.words import symptom_words

__all__ = ["Diagnosis", "diagnosis_page"]


@dataclass(frozen=True)
class Diagnosis:
    """What the rules say of a run, most important first.

    ``report`` holds the conclusions, each cited; ``history`` the series that were read, as in
    the descriptor. ``columns`` tells which column of the log became which series, ``unused``
    which became none, and ``notes`` what the reader did.
    """

    name: str
    reader: str
    report: Report
    history: Mapping[str, object] = field(repr=False)
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def diagnoses(self) -> tuple[Conclusion, ...]:
        """The conclusions that name a symptom, most important first."""
        return tuple(c for c in self.report.conclusions if c.symptom is not None)

    @property
    def symptoms(self) -> tuple[str, ...]:
        """The symptoms, each once, most important first; nothing is said of healthy beside one."""
        found = dict.fromkeys(c.symptom for c in self.diagnoses if c.symptom is not None)
        wrong = tuple(symptom for symptom in found if symptom not in HEALTHY)
        return wrong or tuple(found)[:1]

    @property
    def healthy(self) -> bool:
        """Whether the run was seen to be healthy, which is more than that nothing was found."""
        return bool(self.symptoms) and HEALTHY.issuperset(self.symptoms)

    @property
    def panels(self) -> list[Panel]:
        """The curves to draw, with the places where symptoms begin."""
        return panels_of(self.history, self.diagnoses)

    @property
    def verdict(self) -> str:
        """The diagnosis in one sentence."""
        if self.healthy:
            return f"{symptom_words(self.diagnoses[0]).capitalize()}: nothing looks wrong."
        named = {c.symptom: symptom_words(c) for c in reversed(self.diagnoses)}
        if self.symptoms:
            return "; ".join(named[symptom] for symptom in self.symptoms).capitalize() + "."
        lacking = [q for q in self.report.open_questions if self._is_too_short(q.path)]
        if lacking:
            return f"Not enough evidence. {lacking[0].question}"
        if any(c.kind == "finding" for c in self.report.conclusions):
            seen = "The curves show nothing wrong; what is declared does."
            return seen if self.history else "Something is wrong before any curve begins."
        if self.report.open_questions:
            return "Nothing wrong is seen; the answers to the questions would tell more."
        return "Nothing wrong is seen."

    def _is_too_short(self, path: str) -> bool:
        """Whether a field that is asked for was logged, with too few values."""
        return path.removeprefix("history.") in self.history

    @property
    def section(self) -> Section:
        """What an HTML page shows of the run."""
        return Section(self.name, self.verdict, self.notes, self.panels, self.report)

    def to_json(self) -> bytes:
        """Write the diagnosis as JSON; the report in it is the same as through every door."""
        about = {
            "name": self.name,
            "reader": self.reader,
            "columns": dict(self.columns),
            "unused": list(self.unused),
            "notes": list(self.notes),
        }
        head = {"schema": 1, "run": about, "symptoms": list(self.symptoms)}
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
        return text[:-1].encode() + b',"report":' + self.report.to_json() + b"}"

    def to_text(self, *, width: int = 80, ascii_only: bool = False, full: bool = False) -> str:
        """Write the diagnosis as plain text, with the curves drawn in characters."""
        lines = self.to_lines(width=width, ascii_only=ascii_only, full=full)
        return "".join("".join(text for text, _ in line) + "\n" for line in lines)

    def to_lines(
        self, *, width: int = 80, ascii_only: bool = False, full: bool = False
    ) -> list[Line]:
        """Write the diagnosis as lines of styled spans, for a terminal to color."""
        page = Page(width, ASCII if ascii_only else UNICODE)
        page.paragraph(self.name, style="title")
        page.paragraph(self.verdict, style="good" if self.healthy else "name")
        for note in self.notes:
            page.paragraph(note, style="dim")
        for number, panel in enumerate(self.panels):
            if full or panel.marks or number == 0:
                page.blank()
                draw(page, panel)
        write_sections(page, self.report, self.titles, full=full)
        return page.lines

    def to_markdown(self, *, full: bool = False) -> str:
        """Write the diagnosis as Markdown that can be pasted into an issue."""
        rest = render_markdown(self.report, self.titles, full=full).split("\n\n", 1)[-1]
        notes = "".join(f"- {escape(note)}\n" for note in self.notes)
        return f"# {escape(self.name)}\n\n**{escape(self.verdict)}**\n\n{notes}\n{rest}"

    def to_html(self) -> str:
        """Write the diagnosis as one HTML page with the curves plotted.

        Raises:
            AdvisorError: matplotlib, which draws the curves, is not installed.
        """
        return diagnosis_page([self])

    def _repr_html_(self) -> str:
        """Show the diagnosis in a notebook."""
        return section_of(self.section, styled=True)


def diagnosis_page(diagnoses: Iterable[Diagnosis]) -> str:
    """Write some diagnoses as one HTML page, with an index where there are several.

    Raises:
        AdvisorError: matplotlib, which draws the curves, is not installed.
    """
    return page_of([diagnosis.section for diagnosis in diagnoses])

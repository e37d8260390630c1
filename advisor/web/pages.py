"""Write pages: the form with its answer, a diagnosed log, rules and statements."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from pydantic_core import to_json

from advisor.descriptor import FIELDS
from advisor.errors import AdvisorError, DescriptorError, Problem
from advisor.report import Conclusion, Diagnosis, Report, words
from advisor.report.diagnosis_html import svg_of
from advisor.report.markdown import render_markdown
from advisor.report.outline import outline, step_note, step_status
from advisor.report.questions import questions_of
from advisor.service import Advisor
from advisor.source import read_text
from advisor.web.form import Told, field_of, form_of, link, project_of

__all__ = ["Pages", "told_in_file"]

_FRONT = 8
_SLOT = re.compile(r"{(\w+)[^}]*}")
_MOODS = {"error": "▲", "warning": "◆", "info": "●", "good": "✓", "advice": "→"}


class Pages:
    """The pages over one advisor."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self._titles = {name: topic.title for name, topic in advisor.rulebase.topics.items()}

    @cached_property
    def _front(self) -> tuple[str, ...]:
        """The fields whose answers would help most where nothing is known."""
        asked = [question.path for question in self._advisor.advise({}).open_questions]
        return tuple(path for path in asked if FIELDS[path].kind != "series")[:_FRONT]

    def project(self, given: Told) -> str:
        """Write the form, filled, with the advice beside it."""
        report, problems = self._advise(given)
        return _write(
            "project.html",
            title="Describe your project",
            parts=form_of(given, self._questions, self._front, problems),
            unknown=[problem.path for problem in problems if field_of(problem) not in FIELDS],
            **self._told(given, report, problems),
        )

    def answer(self, given: Told) -> str:
        """Write the advice alone."""
        return _write("answer.html", **self._told(given, *self._advise(given)))

    def _told(
        self, given: Told, report: Report | None, problems: list[Problem]
    ) -> dict[str, object]:
        """Return what the advice is written from."""
        return {
            "given": given,
            "problems": problems,
            "report": report,
            "outline": report and outline(report, self._titles),
            "titles": self._titles,
        }

    def markdown(self, given: Told) -> str:
        """Write the advice as Markdown.

        Raises:
            DescriptorError: What was told is no descriptor.
        """
        return render_markdown(self._advisor.advise(project_of(given)), self._titles)

    def descriptor(self, given: Told) -> str:
        """Write what was told as a descriptor in JSON, right or wrong."""
        return to_json(project_of(given), indent=2, inf_nan_mode="strings").decode() + "\n"

    def opened(self, name: str, raw: bytes) -> str:
        """Return the address of the page about the descriptor in a file.

        Raises:
            SourceError: The file is no YAML, JSON or TOML, or no descriptor at all.
        """
        return link(told_in_file(name, raw))

    def log(self, given: Told, diagnosis: Diagnosis | None = None, problem: str = "") -> str:
        """Write the page of a training log: the form to send one, or what it shows."""
        return _write(
            "log.html",
            title="Diagnose a training run",
            given=given,
            diagnosis=diagnosis,
            wrong=[c for c in diagnosis.report.conclusions if c.wrong] if diagnosis else [],
            good=[c for c in diagnosis.report.conclusions if c.good] if diagnosis else [],
            plot=_plot(diagnosis) if diagnosis else "",
            problem=problem,
            titles=self._titles,
        )

    def rules(self) -> str:
        """Write the list of rules by topic."""
        topics = self._advisor.rulebase.topics.values()
        return _write("rules.html", title="Rules", topics=topics)

    def rule(self, rule: str) -> str:
        """Write the page of one rule.

        Raises:
            UnknownNameError: The rule does not exist.
        """
        told = self._advisor.explain(rule)
        return _write("rule.html", title=f"{told.rule} {told.name}", rule=told)

    def statements(self) -> str:
        """Write the list of statements by document, each with the rules that rest on it."""
        base = self._advisor.rulebase
        entries = self._advisor.coverage()
        by_document = {
            name: [entry for entry in entries if entry.document == name] for name in base.documents
        }
        stated = {name: found for name, found in by_document.items() if found}
        return _write(
            "statements.html", title="Statements", stated=stated, documents=base.documents
        )

    def refusal(self, status: int, detail: str) -> str:
        """Write the page that says that there is none."""
        return _write("refusal.html", title=f"{status}", detail=detail)

    @cached_property
    def _questions(self) -> Mapping[str, str]:
        return questions_of(self._advisor.rulebase.vocabulary.facts.values())

    def _advise(self, given: Told) -> tuple[Report | None, list[Problem]]:
        try:
            return self._advisor.advise(project_of(given)), []
        except DescriptorError as error:
            return None, list(error.problems)


def told_in_file(name: str, raw: bytes) -> dict[str, str]:
    """Return what the descriptor in a file tells of each field, as text."""
    kinds = {".json": "json", ".toml": "toml"}
    form = kinds.get(Path(name).suffix.lower())
    document = read_text(raw, name=Path(name).name or "file", format=form)  # type: ignore[arg-type]
    found: dict[str, str] = {}
    _flatten(document.data, "", found)
    return found


def _flatten(value: object, path: str, found: dict[str, str]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _flatten(inner, f"{path}.{name}" if path else str(name), found)
    elif isinstance(value, list):
        found[path] = ",".join(map(_text, value))
    elif value is not None:
        found[path] = _text(value)


def _text(value: object) -> str:
    """Write a value as a form brings it: a gap in a list is ``null``."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plot(diagnosis: Diagnosis) -> str:
    """Draw the curves as the address of an image; nothing where matplotlib is missing."""
    try:
        drawn = svg_of(diagnosis.panels) if diagnosis.panels else ""
    except AdvisorError:
        return ""
    return drawn and f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


def _mood(conclusion: Conclusion) -> str:
    if conclusion.good:
        return "good"
    return conclusion.severity if conclusion.wrong else "advice"


def _sign(mood: str) -> str:
    return _MOODS[mood]


def _unfilled(message: str) -> str:
    """Write the message of a rule where there is no project to take its numbers from."""
    return _SLOT.sub(lambda slot: f"[{words.symbol_words(slot[1])}]", message)


def _write(template: str, **told: object) -> str:
    return _PAGES.get_template(template).render(told)


_PAGES = Environment(
    loader=PackageLoader("advisor.web"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters |= {
    "because": words.because_words,
    "choice": _text,
    "cite": words.source_words,
    "mood": _mood,
    "note": step_note,
    "outputs": words.outputs_words,
    "sign": _sign,
    "stated": words.stated_words,
    "status": step_status,
    "summary": words.summary,
    "symptom": words.symptom_words,
    "unfilled": _unfilled,
    "values": words.value_words,
    "words": words.symbol_words,
}
_PAGES.globals |= {"field_of": field_of, "link": link}

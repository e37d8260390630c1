"""Sort a report into the parts that a reader wants, in the order a reader wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.report.model import Conclusion, OpenQuestion, Report

__all__ = ["Group", "Outline", "outline", "step_note", "step_status", "title_of"]


@dataclass(frozen=True, slots=True)
class Group:
    """Conclusions of one topic under its title."""

    title: str
    conclusions: tuple[Conclusion, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A report by sections: wrong, plan, recommendations, good signs, questions."""

    wrong: tuple[Conclusion, ...]
    plan: tuple[Group, ...]
    recommendations: tuple[Group, ...]
    good: tuple[Conclusion, ...]
    questions: tuple[OpenQuestion, ...]


def outline(report: Report, titles: Mapping[str, str]) -> Outline:
    """Sort the conclusions of a report; a step of a plan that failed appears twice."""
    found = report.conclusions
    steps = [c for c in found if step_status(c)]
    advice = [c for c in found if c.kind == "recommendation" and not step_status(c)]
    good = [c for c in found if c.good and not step_status(c)]
    return Outline(
        wrong=tuple(c for c in found if c.wrong),
        # A plan is read in the order of its steps, and ids are given in that order.
        plan=_groups(sorted(steps, key=lambda c: c.rule), titles),
        recommendations=_groups(advice, titles),
        good=tuple(good),
        questions=report.open_questions,
    )


def step_status(conclusion: Conclusion) -> str | None:
    """Return the status of a conclusion that is a step of a plan, else nothing."""
    outputs = conclusion.outputs
    if "step" in outputs and outputs.get("status"):
        return str(outputs["status"][0])
    return None


def step_note(conclusion: Conclusion) -> str:
    """Say of a step of a plan what its box alone does not: that it is assumed, and from what."""
    status = step_status(conclusion)
    stated = (reason.path for reason in conclusion.because if reason.value is not None)
    if status == "assumed" and (path := next(stated, None)) is not None:
        return f"assumed from {path}"
    return status if status in ("assumed", "skipped") else ""


def _groups(conclusions: Iterable[Conclusion], titles: Mapping[str, str]) -> tuple[Group, ...]:
    by_topic: dict[str, list[Conclusion]] = {}
    for conclusion in conclusions:
        by_topic.setdefault(conclusion.topic, []).append(conclusion)
    return tuple(Group(title_of(topic, titles), tuple(cs)) for topic, cs in by_topic.items())


def title_of(topic: str, titles: Mapping[str, str]) -> str:
    """Return the title of a topic, or its name in words where no title is known."""
    return titles.get(topic) or topic.replace("_", " ").capitalize()

"""A topic that was asked for and is silent on purpose says why."""

from __future__ import annotations

import pytest

from advisor import Advisor, Report
from advisor.report.markdown import render_markdown
from advisor.report.text import render_text

ADVISOR = Advisor()
RANKING = {"problem": {"task": "ranking"}}


def reasons(report: Report) -> dict[str, str]:
    """Return the reasons by topic."""
    return {gap.topic: gap.reason for gap in report.uncovered}


@pytest.mark.parametrize(
    "report",
    [
        ADVISOR.ask("last_layer", task="ranking"),
        ADVISOR.advise(RANKING, topics=["metric", "last_layer"]),
        ADVISOR.advise(RANKING, topics=["last_layer"], sources=["practical-advice"]),
    ],
)
def test_the_reason_of_the_table_is_given(report: Report) -> None:
    """Whether one topic is asked or several, in every form of the report."""
    assert list(reasons(report)) == ["last_layer"]
    assert "no head for rankings" in reasons(report)["last_layer"]
    assert Report.from_json(report.to_json()) == report
    titles = {"last_layer": "The head"}
    assert "Left open on purpose" in render_text(report, titles)
    assert "  The head: The document gives no head for rankings;" in render_text(report, titles)
    assert "- The head: The document gives no head" in render_markdown(report, titles)


@pytest.mark.parametrize(
    "report",
    [
        ADVISOR.ask("last_layer", task="regression"),
        ADVISOR.ask("last_layer", task="binary_classification"),
        ADVISOR.ask("last_layer"),
        ADVISOR.advise(RANKING),
        ADVISOR.advise(RANKING, topics=["metric"]),
        ADVISOR.advise(RANKING, topics=["last_layer"], sources=["bert"]),
    ],
)
def test_nothing_is_said_of_other_topics(report: Report) -> None:
    """Where a row fires or may, where nobody asked, where the document may not speak."""
    assert reasons(report) == {}
    assert b'"uncovered"' not in report.to_json()
    assert "on purpose" not in render_text(report)

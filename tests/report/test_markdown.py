"""The Markdown report can be pasted anywhere without breaking or calling anyone."""

from collections.abc import Callable
from typing import Any

from advisor.report.markdown import code, escape, render_markdown
from advisor.report.model import Report
from advisor.report.text import render_text

Fields = dict[str, Any]
TITLES = {"last_layer": "Last-layer activation and loss"}


def test_same_sections_as_the_text(whole: Report) -> None:
    text = render_markdown(whole, TITLES)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# spam filter",
        "## What is wrong (2)",
        "### error: DG001 overfitting (Diagnosis)",
        "### warning: LL001 head-for-two-classes (Last-layer activation and loss)",
        "## The plan",
        "## Recommendations (1)",
        "## Already right (1)",
        "## Questions whose answers would tell more",
    ]


def test_plan_has_task_boxes(whole: Report) -> None:
    text = render_markdown(whole, TITLES)
    assert "- [x] zero batch (BP001)\n- [ ] one batch (BP002): **next.** Message" in text


def test_user_text_is_harmless() -> None:
    assert escape("<b>*x* _y_ @team #3 [a](b) | a_b & `c`") == (
        r"&lt;b&gt;\*x\* \_y\_ &#64;team \#3 \[a\](b) &#124; a_b &amp; \`c\`"
    )
    assert code("a`b``c") == "``` a`b``c ```"
    assert code("line\nbreak") == "`line break`"


def test_long_advice_is_folded(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    advice = report(*(conclusion(rule=f"LL{n:03}") for n in range(20)))
    folded = "<details><summary>Last-layer activation and loss (20)</summary>"
    assert folded in render_markdown(advice, TITLES)
    assert folded not in render_markdown(advice, TITLES, full=True)


def test_failed_step_is_marked(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    failed = conclusion(kind="finding", outputs={"step": ["wiring"], "status": ["failed"]})
    text = render_markdown(report(failed, name=None), TITLES)
    assert text.startswith("# Advice\n")
    assert "- [ ] wiring (LL001): **failed.**" in text


def test_assumed_step_names_the_field_that_it_is_assumed_from(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    reasons = [
        {
            "fact": "runs",
            "symbol": "not_told",
            "path": "sanity.ran",
            "value": None,
            "threshold": None,
        },
        {
            "fact": "stage",
            "symbol": "all",
            "path": "training.stage",
            "value": "tuning",
            "threshold": None,
        },
    ]
    outputs = {"step": ["wiring"], "status": ["assumed"]}
    told = report(conclusion(outputs=outputs, because=reasons))
    assert "- [ ] wiring (LL001): assumed from training.stage" in render_markdown(told, TITLES)
    assert "[~] wiring  LL001  assumed from training.stage" in render_text(told, TITLES)
    untold = report(conclusion(outputs=outputs, because=reasons[:1]))
    assert "[~] wiring  LL001  assumed\n" in render_text(untold, TITLES)

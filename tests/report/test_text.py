"""The text report says what matters first, in as few lines as do."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from advisor.report.model import Report
from advisor.report.terminal import render_color
from advisor.report.text import render_text, report_lines

Fields = dict[str, Any]
TITLES = {"last_layer": "Last-layer activation and loss"}


def test_sections_stand_in_order(whole: Report) -> None:
    text = render_text(whole, TITLES)
    headings = [
        "What is wrong (2)",
        "The plan",
        "Recommendations (1)",
        "Already right (1)",
        "Questions whose answers would tell more",
    ]
    places = [text.index(f"\n{heading}\n") for heading in headings]
    assert places == sorted(places)
    assert text.startswith("spam filter\n1 error, 1 warning, 3 steps, 1 recommendation")


def test_problem_says_all_there_is(whole: Report) -> None:
    text = render_text(whole, TITLES)
    for part in (
        "✗ error DG001 overfitting",
        "causes    1. The model memorizes.\n            2. There is little data.",
        "remedies  Add regularization.",
        "innocent  The validation set is tiny.",
        "measure   Repeat with another seed.",
        "history.val_loss: [0.5, 0.5, 0.5, ..., 0.5, NaN] (8 values) → stuck",
        "(threshold 0.01); net: rnn (by NT003)",
        "! warning LL001 head-for-two-classes  Last-layer activation and loss",
        "advised   last activation: sigmoid; loss: mse or binary cross entropy",
        "stated    last activation: nn.Softmax",
        "source    [practical-advice §1 item 5(d), table row 1, H1, 2018]",
    ):
        assert part in text


def test_plan_is_a_checklist_in_order_of_its_rules(whole: Report) -> None:
    text = render_text(whole, TITLES)
    boxes = re.findall(r"^  (\[.\]) (.+?)  (BP\d+)$", text, re.MULTILINE)
    assert boxes == [
        ("[x]", "zero batch", "BP001"),
        ("[>]", "one batch", "BP002"),
        ("[ ]", "grow", "BP003"),
    ]
    assert "Message of step 2." in text
    assert "Message of step 1." not in text


def test_failed_step_is_told_once_and_ticked_in_the_plan(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    failed = conclusion(
        kind="finding", severity="error", outputs={"step": ["wiring"], "status": ["failed"]}
    )
    text = render_text(report(failed), TITLES)
    assert text.count("Two classes call for one sigmoid unit.") == 1
    assert "  [!] wiring  LL001\n      see above\n" in text


def test_five_questions_unless_all_are_wanted(whole: Report) -> None:
    assert "  and 2 more\n" in render_text(whole)
    assert "field 6" not in render_text(whole)
    assert "field 6" in render_text(whole, full=True)


def test_lines_fit_the_width(whole: Report) -> None:
    for width in (60, 80, 100):
        lines = render_text(whole, TITLES, width=width).splitlines()
        assert max(map(len, lines)) <= width


def test_ascii_report_is_ascii(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    text = render_text(report(conclusion(message="§ 1 → …"), name="Zürich 東京"), ascii_only=True)
    assert text.isascii()
    assert "Z?rich ??" in text
    assert "practical-advice section 1\n" in text


def test_no_character_steers_the_terminal(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    hostile = "a\x1b[31mb\x07\r\nc\u202ed"
    finding = conclusion(kind="finding", stated={"loss": hostile}, message=hostile)
    text = render_text(report(finding, name=hostile), TITLES)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


def test_many_recommendations_are_folded(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    advice = [conclusion(rule=f"LL{n:03}", message=f"Message {n}. " * 9) for n in range(60)]
    folded = render_text(report(*advice), TITLES)
    whole = render_text(report(*advice), TITLES, full=True)
    assert "\n  • LL059 head-for-two-classes" in folded
    assert "Message 59." in whole
    assert len(folded.splitlines()) < 100 < len(whole.splitlines())
    assert max(map(len, folded.splitlines())) <= 80


def test_nothing_is_cut_within_a_sentence(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    message = "A sentence that is by far too long for a single line of a page, to its very end."
    good = conclusion(kind="good_sign", message=message)
    for width in (40, 60, 100):
        text = render_text(report(good), TITLES, width=width)
        assert message in " ".join(text.split())
        assert "…" not in text


def test_folded_advice_leaves_out_what_has_no_room(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    advice = [conclusion(rule=f"LL{n:03}", outputs={"x": ["y" * 90]}) for n in range(60)]
    lines = render_text(report(*advice), TITLES).splitlines()
    assert "  • LL059 head-for-two-classes" in lines


def test_folded_name_is_cut_where_the_page_is_narrow(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    name = "a-name-that-is-far-too-long-for-so-narrow-a-page"
    advice = [conclusion(rule=f"LL{n:03}", name=name, outputs={}) for n in range(60)]
    lines = render_text(report(*advice), TITLES, width=40).splitlines()
    (last,) = [line for line in lines if "LL059" in line]
    assert last == f"  • LL059 {name[:29]}…"
    assert len(last) == 40


def test_topic_without_title_is_named_in_words(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    assert "\nLast layer\n" in render_text(report(conclusion()))


def test_nothing_to_say_is_said(report: Callable[..., Report]) -> None:
    assert render_text(report(name=None)).startswith("Advice\nnothing to say\n")


@pytest.mark.parametrize("full", [True, False])
def test_color_changes_no_word(whole: Report, full: bool) -> None:
    colored = render_color(report_lines(whole, TITLES, full=full))
    assert "\x1b[1;31m✗ error" in colored
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert plain == render_text(whole, TITLES, full=full)


def test_brackets_survive_color(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    colored = render_color(report_lines(report(conclusion(message="layer [dense_1] [/x] :bug:"))))
    assert "layer [dense_1] [/x] :bug:" in colored


def test_interpreted_advice_says_so(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    provenance = {**conclusion()["provenance"], "basis": "interpreted", "year": None}
    text = render_text(report(conclusion(provenance=provenance)), TITLES)
    assert "H1, interpreted]" in text.replace("\n    ", " ")


@pytest.mark.parametrize(
    ("value", "symbol", "shown"),
    [
        (True, "true", "a.b = true "),
        (["accuracy"], "accuracy", "a.b = [accuracy] "),
        (["accuracy"], "false", "a.b = [accuracy] → fair metric: no "),
        (0.25, "low", "a.b = 0.25 → low "),
        (None, "open", "a.b: open "),
        ("x" * 90, "long", f"a.b = {'x' * 57}... → long "),
        ({"k": 1}, "odd", 'a.b = {"k": 1} → odd '),
    ],
)
def test_evidence_is_brief(
    conclusion: Callable[..., Fields],
    report: Callable[..., Report],
    value: Any,
    symbol: str,
    shown: str,
) -> None:
    reason = {
        "fact": "fair_metric",
        "symbol": symbol,
        "path": "a.b",
        "value": value,
        "threshold": None,
    }
    assert f"because {shown}" in render_text(report(conclusion(because=[reason])), width=200)


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        (
            {
                "value": 0.15,
                "symbol": "low",
                "threshold": 0.5,
                "quantity": "class_ratio",
                "measure": "smallest to largest of a.b",
            },
            "class ratio (smallest to largest of a.b): 0.15 → low (threshold 0.5) ",
        ),
        (
            {"value": None, "symbol": "open", "threshold": None, "looked_at": ["a.b", "a.c"]},
            "some fact: open (nothing told by a.b, a.c) ",
        ),
        (
            {"value": None, "symbol": "open", "threshold": None, "looked_at": list("abcde")},
            "some fact: open (nothing told by a, b, c and 2 more) ",
        ),
    ],
)
def test_evidence_names_what_was_measured_and_what_told_nothing(
    conclusion: Callable[..., Fields], report: Callable[..., Report], more: Fields, shown: str
) -> None:
    reason = {"fact": "some_fact", "path": "a.b", **more}
    assert f"because {shown}" in render_text(report(conclusion(because=[reason])), width=200)

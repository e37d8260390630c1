"""Reports of whole projects: the same bytes every time, and every promise kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advisor, Descriptor, Report
from advisor.descriptor import FIELDS
from tests.facts.projects import projects
from tests.rulebase.conftest import SOUND

SEVERITIES = ["error", "warning", "info"]
KINDS = ["diagnosis", "finding", "recommendation", "good_sign"]
KEYS = [
    "rule",
    "name",
    "topic",
    "kind",
    "severity",
    "symptom",
    "confidence",
    "begins",
    "outputs",
    "stated",
    "agrees",
    "message",
    "rationale",
    "causes",
    "remedies",
    "innocent_explanations",
    "measure_next",
    "updates",
    "because",
    "provenance",
]
OPTIONAL = {"symptom", "confidence", "begins", "stated", "agrees", "updates"}


@cache
def advisors() -> tuple[Advisor, Advisor]:
    """Build the shipped rule base twice: two memories with different pasts."""
    return Advisor(), Advisor()


def strictly(text: bytes) -> dict[str, Any]:
    """Parse JSON as the standard has it: no NaN, no key twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    parsed: dict[str, Any] = json.loads(text, parse_constant=pytest.fail, object_pairs_hook=once)
    return parsed


@settings(deadline=None, max_examples=60)
@given(st.lists(projects(), min_size=1, max_size=4))
def test_answers_do_not_depend_on_the_past(asked: list[Descriptor]) -> None:
    """Two advisors asked in different order give the same bytes, and so does each again."""
    one, other = advisors()
    first = [one.advise(project).to_json() for project in asked]
    assert [other.advise(project).to_json() for project in reversed(asked)] == first[::-1]
    assert [one.advise(project).to_json() for project in asked] == first


def test_new_advisor_answers_like_an_old_one() -> None:
    """What all the other tests have asked before changes nothing."""
    asked: list[dict[str, object]] = [
        {"history": {"train_loss": [0.0, 1, 2.5]}},
        {"history": {"train_loss": [-0.0, 1.0, 2.5]}},
        {"sanity": {"zero_data": {"loss": [1, 0.5]}}, "name": "ö"},
        {"gan": {"generator_steps": 1, "discriminator_steps": 1}, "model": {"loss": "nn.L1Loss"}},
        {"gan": {"generator_steps": 2, "discriminator_steps": 2}, "model": {"loss": "l1"}},
    ]
    old, _ = advisors()
    texts = [old.advise(project).to_json() for project in asked]
    new = Advisor()
    assert [new.advise(project).to_json() for project in asked[::-1]] == texts[::-1]
    new.close()


@settings(deadline=None, max_examples=120)
@given(projects())
def test_report_has_the_form_it_promises(project: Descriptor) -> None:
    """Strict JSON with the keys in their order, ranked, explained and cited."""
    advisor, _ = advisors()
    report = advisor.advise(project)
    text = report.to_json()
    written = strictly(text)
    assert written["name"] == project.name
    assert Report.from_json(text).to_json() == text
    assert strictly(report.model_dump_json().encode()) == written
    ranks = []
    for conclusion in written["conclusions"]:
        check(conclusion, advisor)
        rule = advisor.rulebase.rules[conclusion["rule"]]
        place = SEVERITIES.index(conclusion["severity"]), KINDS.index(conclusion["kind"])
        ranks.append((*place, -rule.salience))
    assert ranks == sorted(ranks)
    assert len({c["rule"] for c in written["conclusions"]}) == len(ranks)


def check(conclusion: dict[str, Any], advisor: Advisor) -> None:
    """Check what is true of every conclusion of a stated project."""
    rule = advisor.rulebase.rules[conclusion["rule"]]
    keys = [key for key in KEYS if key in conclusion]
    assert list(conclusion) == keys
    assert set(KEYS) - set(keys) <= OPTIONAL
    assert conclusion["topic"] == rule.topic
    assert set(conclusion["outputs"]) == set(rule.then)
    assert all(conclusion["outputs"].values())
    assert not re.search(r"[{}?]|None|\bnan\b", conclusion["message"]), conclusion["message"]
    reviewed = conclusion["kind"] == "finding" and rule.kind == "recommendation"
    assert ("stated" in conclusion) == reviewed
    assert conclusion["severity"] == (rule.review_severity if reviewed else rule.severity)
    assert not set(conclusion.get("stated", ())) & set(conclusion.get("agrees", ()))
    check_because(conclusion, advisor)
    provenance = conclusion["provenance"]
    document = advisor.rulebase.documents[provenance["document"]]
    assert provenance["year"] == document.year
    for statement in provenance["statements"]:
        assert advisor.rulebase.statements[statement].document == document.key


def check_because(conclusion: dict[str, Any], advisor: Advisor) -> None:
    """Check that every condition of the rule is among its reasons, with its evidence."""
    rule = advisor.rulebase.rules[conclusion["rule"]]
    reasons = {reason["fact"]: reason for reason in conclusion["because"]}
    assert reasons
    assert len(reasons) == len(conclusion["because"])
    assert set(rule.when) <= set(reasons)
    for fact, wanted in rule.when.items():
        symbol = reasons[fact]["symbol"]
        assert (str(symbol).lower() if isinstance(symbol, bool) else symbol) in wanted
    for reason in reasons.values():
        if reason["path"] is not None:
            assert reason["path"] in FIELDS
            assert "rule" not in reason
        if isinstance(reason["value"], list):
            assert len(reason["value"]) <= 20


@settings(deadline=None, max_examples=60)
@given(projects(), st.data())
def test_fewer_topics_and_sources_say_the_same_of_less(
    project: Descriptor, data: st.DataObject
) -> None:
    """Restricting who speaks drops conclusions and rules, and changes none."""
    advisor, _ = advisors()
    topics = data.draw(st.lists(st.sampled_from(sorted(advisor.rulebase.topics)), max_size=5))
    sources = data.draw(st.lists(st.sampled_from(sorted(advisor.rulebase.documents)), max_size=5))
    whole = advisor.advise(project)
    part = advisor.advise(project, topics=topics, sources=sources)
    rules = advisor.rulebase.rules

    def heard(rule: str) -> bool:
        return rules[rule].topic in topics and rules[rule].provenance.document in sources

    assert part.conclusions == tuple(c for c in whole.conclusions if heard(c.rule))
    assert part.not_evaluable == tuple(e for e in whole.not_evaluable if heard(e.rule))
    assert part.rulebase.sources == tuple(sorted(set(sources)))


ODD = ['"', "\\", "{task}", "}{", "</script>", "\x00\x1b[2J", "ö ✓ 深 🙂", "\u2028", "'"]


@pytest.mark.parametrize("odd", ODD)
def test_odd_characters_of_the_caller_survive(odd: str) -> None:
    """Names and given spellings come back as they went in, and are filled in nowhere."""
    advisor, _ = advisors()
    loss, activation = f"nn.MSELoss({odd})", f"Softmax({odd})"
    told = {
        "name": odd,
        "problem": {"task": "binary_classification"},
        "model": {"loss": loss, "last_activation": activation},
    }
    written = strictly(advisor.advise(told).to_json())
    assert written["name"] == odd
    values = [reason["value"] for c in written["conclusions"] for reason in c["because"]]
    assert loss in values
    stated = {k: v for c in written["conclusions"] for k, v in c.get("stated", {}).items()}
    assert (stated["loss"], stated["last_activation"]) == (loss, activation)


TOPIC = """\
schema: 1
topic: odd
title: 'An "odd" \\ topic {of} ours'
kind: heuristics
inputs: [task, size, choice]
outputs: [last_activation, folds, remark]
provenance: {document: paper, locator: 'page "2" \\ 深'}
rules:
  - id: OD001
    name: odd-words
    kind: finding
    when: {task: binary_classification}
    then: {remark: ['say "no"', 'back\\slash', '{not} filled', true, 2, 0.5]}
    message: 'Say "{task}" \\ and {{task}} in 深 words; {folds:.2f} folds.'
    rationale: 'It is "so" \\ {so}.'
    causes: ['A "cause".']
    remedies: ['A \\ remedy.']
  - id: OD002
    name: computed
    kind: finding
    when: {size: small}
    then: {folds: [{quantity: samples}, 7, {quantity: folds}]}
    message: Only {samples:,} of {samples}.
  - id: OD004
    name: optimizer-open
    when: {choice: open}
    then: {last_activation: [relu, tanh]}
    message: The choice is open.
examples:
  - {name: odd, given: {task: binary_classification, choice: made}, fires: [OD001]}
  - {name: computed, given: {size: small, choice: open}, fires: [OD002, OD004]}
  - {name: silent, given: {choice: made}, fires: []}
"""


@pytest.fixture
def odd(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Ask rules whose words hold everything that JSON has to escape."""
    for name, text in {**SOUND, "odd.yaml": TOPIC}.items():
        (tmp_path / name).write_text(text)
    advisor = Advisor([tmp_path], shipped=False)

    def ask(descriptor: dict[str, Any], **given: Any) -> dict[str, Any]:
        report = advisor.ask("odd", **given) if given else advisor.advise(descriptor)
        return {c["rule"]: c for c in strictly(report.to_json())["conclusions"]}

    return ask


def test_words_of_rules_are_written_as_json(odd: Callable[..., dict[str, Any]]) -> None:
    """Quotes, backslashes, braces and other alphabets in rule files come out as they are."""
    said = odd({"problem": {"task": "binary"}, "evaluation": {"k": 4}})["OD001"]
    remark = ['say "no"', "back\\slash", "{not} filled", True, 2, 0.5]
    assert said["message"] == 'Say "binary" \\ and {task} in 深 words; 4.00 folds.'
    assert said["rationale"] == 'It is "so" \\ {so}.'
    assert said["causes"] == ['A "cause".']
    assert said["remedies"] == ["A \\ remedy."]
    assert said["provenance"]["locator"] == 'page "2" \\ 深'
    assert said["outputs"] == {"remark": remark}


def test_numbers_of_an_answer_are_its_own(odd: Callable[..., dict[str, Any]]) -> None:
    """The same symbol with another number gives another text."""
    for samples in (10, 999, 11):
        said = odd({"data": {"n_samples": samples}})["OD002"]
        assert said["message"] == f"Only {samples} of {samples}."
        assert said["outputs"] == {"folds": [samples, 7, 5]}
        assert said["because"][0]["value"] == samples


def test_number_nobody_told_is_left_out(odd: Callable[..., dict[str, Any]]) -> None:
    """Where a measured fact is told by its symbol, the numbers behind it stay unknown."""
    said = odd({}, size="small")["OD002"]
    assert said["message"] == "Only ? of ?."
    assert said["outputs"] == {"folds": [7, 5]}


def test_nothing_known_is_a_reason_too(odd: Callable[..., dict[str, Any]]) -> None:
    """A rule may rest on nothing being known; then the field is shown without a value."""
    (reason,) = odd({})["OD004"]["because"]
    assert (reason["fact"], reason["symbol"]) == ("choice", "open")
    assert (reason["path"], reason["value"]) == ("training.optimizer", None)


def test_stated_choice_is_shown_among_the_reasons(odd: Callable[..., dict[str, Any]]) -> None:
    """A review rests on what it compares with as well."""
    said = odd({"model": {"last_activation": "Sigmoid"}})["OD004"]
    assert (said["kind"], said["severity"]) == ("finding", "warning")
    assert said["stated"] == {"last_activation": "Sigmoid"}
    assert [reason["value"] for reason in said["because"]] == [None, "Sigmoid"]
    agreed = odd({"model": {"last_activation": "Tanh"}})["OD004"]
    assert (agreed["kind"], agreed["severity"]) == ("good_sign", "info")
    assert agreed["agrees"] == ["last_activation"]
    assert agreed["message"] == "As advised: The choice is open."


def test_derived_fact_is_followed_by_what_it_rests_on(odd: Callable[..., dict[str, Any]]) -> None:
    """The reasons of another topic's conclusion stand behind it, with the rule that drew it."""
    said = odd({"problem": {"task": "multiclass"}, "data": {"n_samples": 10}})["PL001"]
    scheme, task, size, choice = said["because"]
    assert (scheme["fact"], scheme["path"], scheme["rule"]) == ("scheme", None, "HD002")
    assert (task["fact"], task["value"]) == ("task", "multiclass")
    assert (size["fact"], size["value"], size["threshold"]) == ("size", 10, 1000)
    assert choice["fact"] == "choice"
    assert said["updates"] == ["HD002"]


@pytest.mark.parametrize("length", [20, 21, 5000])
def test_long_series_are_shortened_and_broken_numbers_written_as_words(length: int) -> None:
    """Twenty values are shown whole, more by their ends."""
    advisor, _ = advisors()
    losses = [float("nan"), 1.0, float("inf"), *[0.5] * (length - 4), float("-inf")]
    report = advisor.advise({"sanity": {"zero_data": {"loss": losses}}})
    shown = [
        reason["value"]
        for conclusion in strictly(report.to_json())["conclusions"]
        for reason in conclusion["because"]
        if reason["path"] == "sanity.zero_data.loss" and isinstance(reason["value"], list)
    ]
    assert shown
    for value in shown:
        assert value[:3] == ["NaN", 1.0, "Infinity"]
        assert value[-1] == "-Infinity"
        assert len(value) == (20 if length == 20 else 7)
        assert length == 20 or value[3] == f"... {length - 6} more ..."

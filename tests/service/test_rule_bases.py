"""Advisors of one's own making: rules left out, thresholds moved, files added, broken files."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from advisor import Advisor, AdvisorError, EngineError, RuleBaseError, SourceError, UnknownNameError
from tests.rulebase.conftest import SOUND

DIGITS = {"problem": {"task": "multiclass"}, "data": {"n_samples": 10}}
ALL_OF_HEAD = dict.fromkeys(("HD001", "HD002", "HD003"), "Not for us.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the sound rule base."""
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def build(folder: Path) -> Iterator[Callable[..., Advisor]]:
    """Build the sound rule base in some way, and close it afterwards."""
    made: list[Advisor] = []

    def advisor(*more: Path, **given: object) -> Advisor:
        made.append(Advisor([folder, *more], shipped=False, **given))  # type: ignore[arg-type]
        return made[-1]

    yield advisor
    for each in made:
        each.close()


def rules(advisor: Advisor, descriptor: object) -> list[str]:
    """Return the rules that speak."""
    return [c.rule for c in advisor.advise(descriptor).conclusions]  # type: ignore[arg-type]


def test_topic_may_lose_all_its_rules(build: Callable[..., Advisor]) -> None:
    """What builds on a topic without rules is decided: the topic concludes nothing."""
    advisor = build(disable=ALL_OF_HEAD)
    report = advisor.advise(DIGITS)
    assert (report.conclusions, report.not_evaluable) == ((), ())
    assert advisor.advise({}).open_questions == ()
    assert advisor.why_not("PL001", DIGITS).outcome == "clear"
    assert advisor.rulebase.topics["head"].rules == ()
    assert advisor.ask("head", task="regression").conclusions == ()
    assert advisor.rulebase.disabled == ALL_OF_HEAD
    assert advisor.explain("HD001").disabled == "Not for us."


def test_rule_left_out_no_longer_feeds_others(build: Callable[..., Advisor]) -> None:
    """The other rules of its topic still speak."""
    assert sorted(rules(build(), DIGITS)) == ["HD002", "PL001"]
    assert rules(build(disable={"HD002": "No."}), DIGITS) == []


def test_threshold_moves_the_symbol_and_the_evidence(build: Callable[..., Advisor]) -> None:
    """A moved cut-point is the one that is applied, shown and explained."""
    advisor = build(thresholds={"few": 5, "usual_folds": 3})
    report = advisor.advise(DIGITS)
    (conclusion,) = report.conclusions
    assert conclusion.rule == "HD003"
    assert {b.fact: b.threshold for b in conclusion.because}["size"] == 5
    use = advisor.explain("HD003").when[1].thresholds[0]
    assert (use.value, use.reason) == (5, "set by the caller")
    smaller = advisor.advise({**DIGITS, "data": {"n_samples": 4}})
    said = {conclusion.rule: conclusion.message for conclusion in smaller.conclusions}
    assert said["HD002"] == "Only 4 samples, so use 3 folds."


PROFILE = """\
schema: 1
kind: profile
disable: [{rule: PL001, reason: We never fold.}]
thresholds: {few: {value: 5, reason: Our samples are rich.}}
"""


def test_arguments_come_on_top_of_a_profile(build: Callable[..., Advisor], tmp_path: Path) -> None:
    """A profile file and arguments add up; of two values for a threshold the argument counts."""
    profile = tmp_path / "profile.yml"
    profile.write_text(PROFILE)
    assert rules(build(), DIGITS) == ["HD003"]  # a folder's own profile counts
    profile.rename(tmp_path / "profile.txt")
    assert sorted(rules(build(), DIGITS)) == ["HD002", "PL001"]
    other = tmp_path / "own" / "profile.yaml"
    other.parent.mkdir()
    (tmp_path / "profile.txt").rename(other)
    assert rules(build(other), DIGITS) == ["HD003"]
    assert build(other).rulebase.thresholds["few"].reason == "Our samples are rich."
    both = build(other, thresholds={"few": 50}, disable={"HD001": "No."})
    assert both.rulebase.thresholds["few"].reason == "set by the caller"
    assert rules(both, DIGITS) == ["HD002"]
    assert set(both.rulebase.disabled) == {"PL001", "HD001"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("PL001", "PL01", "S006"),
        ("PL001", "PL009", "did you mean 'PL001'"),
        ("few:", "fw:", "did you mean 'few'"),
        ("value: 5", "value: .nan", "S003"),
    ],
)
def test_broken_profile_is_refused(
    build: Callable[..., Advisor], tmp_path: Path, old: str, new: str, words: str
) -> None:
    """What a profile names has to exist; the fault is told with its place."""
    (tmp_path / "profile.yaml").write_text(PROFILE.replace(old, new))
    with pytest.raises(RuleBaseError, match=rf"profile\.yaml:\d+:\d+: .*{words}"):
        build()


def test_adjustments_are_refused_with_the_nearest_name(build: Callable[..., Advisor]) -> None:
    """An unknown rule or threshold among the arguments is an error, not a silence."""
    with pytest.raises(UnknownNameError, match="did you mean 'HD001'"):
        build(disable={"HD01": "No."})
    with pytest.raises(UnknownNameError, match="did you mean 'few'"):
        build(thresholds={"fewer": 1})


@pytest.mark.parametrize("value", ["5", None, True, math.nan, math.inf, [5]])
def test_thresholds_are_finite_numbers(build: Callable[..., Advisor], value: object) -> None:
    """What no number can be held against is refused by its name, with what was given."""
    with pytest.raises(
        AdvisorError, match=r"threshold 'few' must be a finite number, not"
    ) as error:
        build(thresholds={"few": value})
    assert repr(value) in str(error.value)


@pytest.mark.parametrize("reason", ["", "  ", None, True])
def test_a_rule_is_disabled_with_a_reason(build: Callable[..., Advisor], reason: object) -> None:
    """Whoever reads the answers later wants to know why a rule is silent."""
    with pytest.raises(AdvisorError, match="HD001 is disabled without a reason"):
        build(disable={"HD001": reason})


def test_choices_change_the_hash(build: Callable[..., Advisor]) -> None:
    """Reports of an adjusted rule base can be told from those of the files as they are."""

    def digest(**choices: object) -> str:
        return build(**choices).advise(DIGITS).rulebase.hash

    plain = digest()
    assert digest(disable={}, thresholds={}) == plain
    moved, without = digest(thresholds={"few": 5}), digest(disable={"HD001": "No."})
    assert len({plain, moved, without, digest(thresholds={"few": 6})}) == 4
    both = {"few": 5, "usual_folds": 3}
    assert digest(thresholds=both) == digest(thresholds=dict(reversed(both.items())))


def test_a_disabled_rule_is_explained_with_the_reason(build: Callable[..., Advisor]) -> None:
    """It is known, and out; all that is said of it is why, and what it would say."""
    advisor = build(disable={"HD002": "We know better."}, thresholds={"few": 5})
    told = advisor.explain("HD002")
    assert told.disabled == "We know better."
    assert told.when[1].thresholds[0].value == 5
    assert advisor.explain("HD001").disabled is None
    with pytest.raises(AdvisorError, match=r"HD002 is disabled: We know better\."):
        advisor.why_not("HD002", DIGITS)


def test_a_rule_s_place_does_not_tell_where_it_is_installed(
    build: Callable[..., Advisor], folder: Path
) -> None:
    """The folder of the rule base, the file in it and the line are all that is told."""
    assert build().explain("HD001").place == f"{folder.name}/head.yaml:14"


def test_closed_advisor_answers_no_more(build: Callable[..., Advisor]) -> None:
    """Not even what it was asked before; closing twice does no harm."""
    advisor = build()
    assert rules(advisor, DIGITS)
    advisor.close()
    advisor.close()
    with pytest.raises(EngineError, match="closed"):
        advisor.advise(DIGITS)


def test_nothing_of_a_broken_set_is_loaded(folder: Path) -> None:
    """All files' faults are told together, and another advisor is none the worse."""
    with closing(Advisor([folder], shipped=False)) as good:
        before = good.advise(DIGITS).to_json()
        (folder / "head.yaml").write_text(SOUND["head.yaml"].replace("small}", "smal}"))
        (folder / "list.yaml").write_text("- 1\n")
        (folder / "broken.yaml").write_text("a: [\n")
        with pytest.raises(RuleBaseError) as refused:
            Advisor([folder, folder / "absent.yaml"], shipped=False)
        places = {problem.location.file for problem in refused.value.problems}
        assert places >= {str(folder / n) for n in ("list.yaml", "broken.yaml", "absent.yaml")}
        assert good.advise(DIGITS).to_json() == before


def test_example_that_does_not_hold_is_refused(folder: Path) -> None:
    """Examples are run before anything is answered."""
    edited = SOUND["head.yaml"].replace(
        "{task: multiclass_classification}, fires: []", "{task: binary_classification}, fires: []"
    )
    (folder / "head.yaml").write_text(edited)
    with pytest.raises(RuleBaseError, match=r"R111 .*'size not told': fires HD001, not nothing"):
        Advisor([folder], shipped=False)


def test_own_file_may_not_take_a_shipped_name(tmp_path: Path) -> None:
    """Ids, topics and documents of the shipped rules are taken."""
    (tmp_path / "sources.yaml").write_text(
        SOUND["sources.yaml"].replace("  book:", "  practical-advice:")
    )
    with pytest.raises(RuleBaseError, match=r"R124 .*'practical-advice' is defined already"):
        Advisor([tmp_path])


def test_unreadable_descriptor_is_refused(build: Callable[..., Advisor], tmp_path: Path) -> None:
    """A file that is not there and text that is no JSON are told as such."""
    with pytest.raises(SourceError, match="Y001"):
        build().advise(tmp_path / "absent.yaml")
    for verb in (build().advise, build().advise_json):
        with pytest.raises(SourceError, match="Y005"):
            verb(b"{")


BLOCK = "problem:\n  task: regression\n"
FLOW = '{"problem": {"task": "regression"}}'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", BLOCK),
        ("a.yml", FLOW),
        ("a.json", FLOW),
        ("a.toml", "[problem]\ntask = 'regression'\n"),
        ("a.txt", BLOCK),
        ("a", FLOW),
    ],
)
def test_descriptor_files_of_every_format(
    build: Callable[..., Advisor], tmp_path: Path, name: str, text: str
) -> None:
    """A file says the same as the mapping, whatever its format."""
    advisor = build()
    path = tmp_path / name
    path.write_text(text)
    told = advisor.advise(path)
    assert told == advisor.advise(str(path)) == advisor.advise({"problem": {"task": "regression"}})


def test_asking_takes_facts_of_the_topics_below(build: Callable[..., Advisor]) -> None:
    """A topic that builds on another takes the facts of both, and answers for itself."""
    advisor = build()
    report = advisor.ask("plan", task="multiclass", size=10)
    assert [conclusion.rule for conclusion in report.conclusions] == ["PL001"]
    waiting = advisor.ask("plan", task="multiclass")
    assert [entry.rule for entry in waiting.not_evaluable] == ["PL001"]
    with pytest.raises(UnknownNameError, match=r"unknown topic 'plam'.*'plan'"):
        advisor.ask("plam")
    with pytest.raises(UnknownNameError, match="unknown fact 'metrics'"):
        advisor.ask("plan", metrics="f1")


def test_coverage_lists_every_statement(build: Callable[..., Advisor]) -> None:
    """Each statement with its document, words and the rules that claim it, disabled ones not."""
    covered = {entry.statement: entry for entry in build().coverage()}
    assert covered["S1"].rules == ("HD001",)
    assert (covered["S2"].document, covered["S2"].where) == ("book", "page 2")
    without = {entry.statement: entry for entry in build(disable=ALL_OF_HEAD).coverage()}
    assert without["S1"].rules == ()

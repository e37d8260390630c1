"""Reviews in the forms that other programs read."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from sarif_pydantic import Sarif

from advisor.review.calls import review
from advisor.review.exchange import github_lines, render_junit
from advisor.review.model import Review
from advisor.review.sarif import render_sarif

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "tests/inspect/programs"


@pytest.fixture(scope="module")
def found() -> Review:
    return review([PROGRAMS], root=ROOT)


def test_sarif_is_read_by_its_model_and_points_at_the_lines(found: Review) -> None:
    log = Sarif.model_validate_json(render_sarif(found, "1.2.3"))
    (run,) = log.runs
    assert run.results is not None
    assert run.tool.driver.rules is not None
    assert len(run.results) == len(found.findings)
    for result, finding in zip(run.results, found.findings, strict=True):
        assert run.tool.driver.rules[result.rule_index or 0].id == result.rule_id == finding.rule
        (location,) = result.locations or []
        place = location.physical_location
        assert place is not None
        assert place.region is not None
        assert (place.region.start_line, place.region.start_column) == (
            finding.place.line,
            finding.place.column,
        )
        assert result.message.text is not None
        assert result.message.text.startswith(finding.message)
    assert {str(result.level) for result in run.results} <= {"note", "warning", "error"} | {
        "Level.NOTE",
        "Level.WARNING",
        "Level.ERROR",
    }


def test_fingerprints_tell_findings_apart(found: Review) -> None:
    prints = [finding.fingerprint for finding in found.findings]
    assert len(set(prints)) == len(prints)


def test_github_takes_each_finding_on_one_line(found: Review) -> None:
    lines = list(github_lines(found))
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


def test_the_action_calls_what_there_is() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    steps = action["runs"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    used = {name for step in steps for name in str(step.get("env", "")).split("inputs.")[1:]}
    assert {name.split(" ")[0] for name in used} == set(action["inputs"])
    assert sum("advisor review" in command for command in commands) == 2

"""The report survives a journey through JSON without losing a byte."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from advisor.report.model import Report

Fields = dict[str, Any]


def compact(fields: Fields) -> bytes:
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()


def test_text_is_kept_byte_for_byte(conclusion: Callable[..., Fields], fields: Any) -> None:
    text = json.dumps(fields(conclusion()), indent=3).encode()
    assert Report.from_json(text).to_json() == text
    assert Report.from_json(text.decode()).to_json() == text


def test_dump_equals_compact_text(conclusion: Callable[..., Fields], fields: Any) -> None:
    finding = conclusion(kind="finding", severity="error")
    message = finding.pop("message")
    text = compact(fields({**finding, "message": message}))
    dumped = Report.from_json(text).model_dump_json()
    assert json.loads(dumped) == json.loads(text)


def test_optional_keys_are_left_out_and_null_evidence_stays(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    derived = {"fact": "net", "symbol": "rnn", "path": None, "value": None, "threshold": None}
    written = json.loads(report(conclusion(because=[derived]), name=None).to_json())
    assert written["name"] is None
    assert written["conclusions"][0]["because"] == [derived]
    assert written["conclusions"][0].keys().isdisjoint({"symptom", "stated", "agrees", "updates"})


def test_not_finite_values_are_written_as_words(
    conclusion: Callable[..., Fields], report: Callable[..., Report]
) -> None:
    reason = {"fact": "f", "symbol": "s", "path": "p", "value": float("inf"), "threshold": None}
    assert b'"value":"Infinity"' in report(conclusion(because=[reason])).to_json()


def test_reports_that_say_the_same_are_equal(fields: Any) -> None:
    tight, wide = compact(fields()), json.dumps(fields(), indent=2).encode()
    assert Report.from_json(tight) == Report.from_json(wide)
    assert Report.from_json(tight) == Report.model_validate(json.loads(wide))
    other = Report.from_json(compact(fields(name="other")))
    assert Report.from_json(tight) != other
    assert Report.from_json(tight) != tight


def test_changed_copy_forgets_the_text(fields: Any) -> None:
    original = Report.from_json(compact(fields()))
    assert b'"name":"other"' in original.model_copy(update={"name": "other"}).to_json()
    assert original.model_copy().to_json() == original.to_json()


@pytest.mark.parametrize("changed", [{"severity": "fatal"}, {"kind": "x"}, {"surplus": 1}])
def test_unknown_content_is_refused(
    conclusion: Callable[..., Fields], report: Callable[..., Report], changed: Fields
) -> None:
    with pytest.raises(ValidationError):
        report(conclusion(**changed))


def test_report_cannot_be_changed(report: Callable[..., Report]) -> None:
    with pytest.raises(ValidationError):
        report().name = "other"


def test_schema_names_every_required_key() -> None:
    schema = Report.model_json_schema(mode="serialization")
    conclusion = schema["$defs"]["Conclusion"]
    assert "schema" in schema["properties"]
    assert {"because", "provenance", "causes"} <= set(conclusion["required"])
    assert "stated" not in conclusion["required"]

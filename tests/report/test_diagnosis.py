"""What a diagnosis makes of a report that was written by hand."""

from __future__ import annotations

import pytest

from advisor.report import Diagnosis, Report
from tests.report.conftest import conclusion_fields


def diagnosis_of(*symptoms: str) -> Diagnosis:
    """Return the diagnosis of a report with one conclusion a symptom."""
    report = {
        "schema": 1,
        "name": None,
        "rulebase": {"version": "0", "hash": "0" * 64, "sources": []},
        "conclusions": [
            conclusion_fields(rule=f"TC{n:03}", kind="diagnosis", symptom=symptom)
            for n, symptom in enumerate(symptoms)
        ],
        "open_questions": [],
        "not_evaluable": [],
    }
    return Diagnosis("run", "test", Report.model_validate(report), history={})


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (("healthy", "stuck"), ("stuck",)),
        (("healthy", "gan_healthy"), ("healthy",)),
        (("stuck", "diverging", "stuck"), ("stuck", "diverging")),
        ((), ()),
    ],
)
def test_healthy_stands_alone(found: tuple[str, ...], told: tuple[str, ...]) -> None:
    """Each symptom is told once, in order; what is wrong goes before what is well."""
    diagnosis = diagnosis_of(*found)
    assert diagnosis.symptoms == told
    assert diagnosis.healthy == (told == ("healthy",))

"""The diagnosis of a run as it is written down, for who reads it back."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from advisor.report.model import Report

__all__ = ["DiagnosisAnswer", "RunAbout"]


class RunAbout(BaseModel):
    """What was read of a log: the series of each column, and the columns without one."""

    name: str
    reader: str
    columns: dict[str, str]
    unused: list[str]
    notes: list[str]


class DiagnosisAnswer(BaseModel):
    """The diagnosis of one run, as ``Diagnosis.to_json`` writes it."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_version: int = Field(alias="schema")
    run: RunAbout
    symptoms: list[str]
    report: Report

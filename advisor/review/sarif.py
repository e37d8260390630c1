"""Write a review as SARIF 2.1.0, the form that code scanners exchange.

Reference: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from advisor.inspect.result import Place
from advisor.review.model import Finding, Remark, Review

__all__ = ["render_sarif"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render_sarif(review: Review, version: str) -> bytes:
    """Return a review as a SARIF log with one run.

    Args:
        review: The review.
        version: The version of this package, as three numbers.
    """
    rules = {finding.rule: finding for finding in review.findings}
    places = {rule: at for at, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "advisor",
                "semanticVersion": version,
                "rules": [_rule(finding) for finding in rules.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder reviewed from."}}},
        "results": [_result(finding, places[finding.rule]) for finding in review.findings],
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_notice(each) for each in review.remarks],
            }
        ],
        "properties": {"rulebase": review.rulebase},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False).encode() + b"\n"


def _rule(finding: Finding) -> dict[str, object]:
    source = f"{finding.document}, {', '.join(finding.statements) or finding.locator}"
    return {
        "id": finding.rule,
        "name": "".join(part.capitalize() for part in finding.name.split("-")),
        "shortDescription": {"text": f"{finding.name.replace('-', ' ').capitalize()}."},
        "fullDescription": {"text": finding.rationale},
        "help": _help(finding, source),
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tags": [finding.topic], "statements": list(finding.statements)},
    }


def _help(finding: Finding, source: str) -> dict[str, str]:
    remedies = "".join(f"\n- {remedy}" for remedy in finding.remedies)
    unless = "".join(f"\n- {reason}" for reason in finding.innocent_explanations)
    parts = (
        ("", finding.rationale),
        ("What to do:\n", remedies),
        ("Unless:\n", unless),
        ("Source: ", source),
    )
    text = "\n\n".join(f"{name}{part}" for name, part in parts if part)
    return {"text": text, "markdown": f"{text}\n\n`advisor explain {finding.rule}` says more."}


def _result(finding: Finding, rule: int) -> dict[str, object]:
    remedies = "".join(f"\n- {remedy}" for remedy in finding.remedies)
    related = [
        {"message": {"text": each.words}, "physicalLocation": _location(each.place)}
        for each in finding.because
        if each.place is not None and each.place != finding.place
    ]
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message + remedies},
        "locations": [_located(finding)],
        "relatedLocations": related,
        "partialFingerprints": {"advisor/v1": finding.fingerprint},
        "properties": {"project": finding.project, "field": finding.path},
    }


def _located(finding: Finding) -> dict[str, object]:
    name = ".".join(part for part in (finding.project, finding.path) if part)
    return {
        "physicalLocation": _location(finding.place),
        "logicalLocations": [{"fullyQualifiedName": name, "kind": "member"}],
    }


def _notice(remark: Remark) -> dict[str, object]:
    return {
        "level": "warning",
        "message": {"text": f"{remark.code} {remark.message}"},
        "locations": [{"physicalLocation": _location(remark.place)}],
    }


def _location(place: Place) -> dict[str, object]:
    location: dict[str, object] = {"artifactLocation": _artifact(place.file)}
    # A notebook's lines count within cells, which SARIF cannot say.
    if place.line is not None and place.cell is None:
        location["region"] = _region(place)
    return location


def _artifact(file: str) -> Mapping[str, str]:
    if file.startswith("/"):
        return {"uri": f"file://{quote(file)}"}
    return {"uri": quote(file), "uriBaseId": "SRCROOT"}


def _region(place: Place) -> Mapping[str, object]:
    region: dict[str, object] = {"startLine": place.line}
    if place.column is not None:
        region["startColumn"] = place.column
    if place.text:
        # A region without an end reaches to the end of its line.
        region["snippet"] = {"text": place.text[(place.column or 1) - 1 :]}
    return region

"""Write a review for programs that run checks: GitHub's annotations, JUnit's XML."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from advisor.review.model import Finding, Review

__all__ = ["github_lines", "render_junit"]

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_MOST_SHOWN = 10


def github_lines(review: Review) -> Iterator[str]:
    """Give workflow commands, which GitHub shows beside the lines of a change.

    GitHub drops all but ten of a kind without a word; a notice says so first.

    Reference: GitHub Docs, workflow commands for GitHub Actions.
    """
    if max(review.counts().values(), default=0) > _MOST_SHOWN:
        told = f"{len(review.findings)} findings, of which {_MOST_SHOWN} of each kind are marked"
        yield f"::notice title=advisor review::{told}; the log has them all"
    for each in review.findings:
        place = each.place
        fields = {"file": place.file, "line": place.line, "col": place.column}
        if place.cell is not None:
            fields |= {"line": None, "col": None}
        fields["title"] = f"{each.rule} {each.name}"
        told = ",".join(
            f"{name}={_property(str(value))}" for name, value in fields.items() if value is not None
        )
        yield f"::{_COMMANDS[each.severity]} {told}::{_data(_whole(each))}"


def render_junit(review: Review, fail_on: str) -> bytes:
    """Return a review as JUnit XML: a test case a finding, failed where it is bad enough.

    Args:
        review: The review.
        fail_on: The least severity that fails; ``never`` fails none.
    """
    failures = sum(each.fails(fail_on) for each in review.findings)
    root = ElementTree.Element("testsuites", name="advisor")
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name="advisor review",
        tests=str(max(len(review.findings), 1)),
        failures=str(failures),
        errors="0",
    )
    for each in review.findings:
        case = _case(suite, f"{each.rule} {each.name}", each.place.file, each.place.line)
        if each.fails(fail_on):
            told = ElementTree.SubElement(case, "failure", message=each.message, type=each.severity)
        else:
            told = ElementTree.SubElement(case, "system-out")
        told.text = f"{each.place}\n{_whole(each)}"
    if not review.findings:
        _case(suite, "nothing wrong found", f"{review.files} files", None)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _case(
    suite: ElementTree.Element, name: str, file: str, line: int | None
) -> ElementTree.Element:
    named = {"name": name, "classname": file, "file": file}
    if line is not None:
        named["line"] = str(line)
    return ElementTree.SubElement(suite, "testcase", named)


def _whole(finding: Finding) -> str:
    return "\n".join([finding.message, *(f"- {remedy}" for remedy in finding.remedies)])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

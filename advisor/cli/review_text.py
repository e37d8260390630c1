"""Write a review in the form asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from advisor.cli.screen import emit, new_page, show
from advisor.report.page import UNICODE, Line, Page
from advisor.review.exchange import github_lines, render_junit
from advisor.review.lines import concise_lines, text_lines
from advisor.review.model import Review
from advisor.review.sarif import render_sarif

__all__ = ["FORMS", "write_review"]

FORMS = ("text", "concise", "json", "sarif", "github", "junit")

_FILE_WIDTH = 100


def write_review(
    found: Review, form: str, output: Path | None, fail_on: str, *, statistics: bool
) -> None:
    """Write a review to a file or to standard output.

    Args:
        found: The review.
        form: One of `FORMS`.
        output: The file, or None for standard output.
        fail_on: The least severity that fails, which JUnit's XML tells.
        statistics: Count findings by rule instead of telling them.
    """
    if statistics:
        emit(_joined(_statistics(found)), output)
    elif form == "text":
        _write_text(found, output)
    elif form == "json":
        emit(found.to_json() + b"\n", output)
    elif form == "sarif":
        emit(render_sarif(found, version("nn-advisor")), output)
    elif form == "junit":
        emit(render_junit(found, fail_on), output)
    else:
        emit(_joined(concise_lines(found) if form == "concise" else github_lines(found)), output)


def _write_text(found: Review, output: Path | None) -> None:
    page = new_page() if output is None else Page(_FILE_WIDTH, UNICODE)
    text_lines(page, found)
    if output is None:
        show(page.lines)
    else:
        emit(_joined(map(_plain, page.lines)), output)


def _plain(line: Line) -> str:
    return "".join(text for text, _ in line)


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _statistics(found: Review) -> Iterable[str]:
    counts = Counter((each.rule, each.severity, each.name) for each in found.findings)
    for (rule, severity, name), count in sorted(
        counts.items(), key=lambda item: (-item[1], item[0])
    ):
        yield f"{count:>6}  {rule}  {severity:<7}  {name}"

"""Code under a report, as text and as Markdown."""

import pytest

from advisor import Advisor, Report
from advisor.report.code_text import code_lines
from advisor.report.markdown import render_markdown
from advisor.report.page import UNICODE, Page

SPAM = {"problem": {"task": "binary_classification"}}


@pytest.fixture(scope="module")
def report() -> Report:
    return Advisor().advise(SPAM, framework="pytorch", topics=["last_layer", "evaluation"])


def test_each_piece_stands_under_what_it_is_for(report: Report) -> None:
    page = Page(80, UNICODE)
    code_lines(page, report.code)
    lines = ["".join(text for text, _ in line) for line in page.lines]
    assert "In code (PyTorch)" in lines
    assert "LL001 last activation: sigmoid, loss: binary cross entropy" in lines
    assert "    from torch import nn" in lines


def test_markdown_fences_the_code(report: Report) -> None:
    text = render_markdown(report)
    assert "## In code (PyTorch)\n" in text
    assert text.count("```python\n") == sum(each.code is not None for each in report.code)
    for each in report.code:
        assert (each.code or each.lacks or "") in text


def test_what_a_framework_lacks_is_said() -> None:
    report = Advisor().advise(
        {"problem": {"task": "multilabel_classification"}, "model": {"architecture": "rnn"}},
        framework="sklearn",
    )
    lacking = [each for each in report.code if each.lacks]
    page = Page(200, UNICODE)
    code_lines(page, lacking)
    shown = "\n".join("".join(text for text, _ in line) for line in page.lines)
    assert lacking
    assert all(each.lacks is not None and each.lacks in shown for each in lacking)
    page = Page(80, UNICODE)
    code_lines(page, [])
    assert not page.lines

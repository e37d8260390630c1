"""Write code as text and as Markdown, each piece under what it stands for."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.report.model import CodeExample
from advisor.report.page import Page
from advisor.report.words import symbol_words

__all__ = ["FRAMEWORKS", "code_lines", "code_markdown"]

FRAMEWORKS = {"pytorch": "PyTorch", "keras": "Keras", "sklearn": "scikit-learn"}
"""The frameworks as their people write them, by their name here."""


def code_lines(page: Page, examples: Iterable[CodeExample]) -> None:
    """Write code on a page, each piece under what it stands for."""
    shown = list(examples)
    if not shown:
        return
    page.heading(f"In code ({FRAMEWORKS[shown[0].framework]})")
    for number, example in enumerate(shown):
        if number:
            page.blank()
        page.line((_title(example), "name"))
        page.blank()
        if example.lacks:
            page.paragraph(example.lacks, indent=4, style="dim")
        for line in (example.code or "").splitlines():
            page.line((f"    {line}" if line else "", ""))


def code_markdown(examples: Iterable[CodeExample]) -> str:
    """Write code as Markdown, each piece under what it stands for."""
    shown = list(examples)
    blocks = [f"## In code ({FRAMEWORKS[shown[0].framework]})"] if shown else []
    for example in shown:
        body = example.lacks or f"```python\n{example.code}\n```"
        blocks += [f"### {_title(example)}", body]
    return "".join(f"\n{block}\n" for block in blocks)


def _title(example: CodeExample) -> str:
    advised = ", ".join(
        f"{symbol_words(name)}: {symbol_words(value)}" for name, value in example.advises.items()
    )
    return f"{example.rule} {advised}"

"""Comments that ask for a finding to be left out: ``# advisor: ignore[LL004] reason``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import UnknownNameError
from advisor.inspect.result import Place
from advisor.review.model import Finding, Remark
from advisor.review.selection import Selector
from advisor.review.texts import TextLine, comments_in

__all__ = ["Ignores", "ignores_in"]

_COMMENT = re.compile(
    r"#\s*advisor:\s*ignore(?P<file>-file)?\s*(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)"
)


_LONGEST = 200

_Line = tuple[int | None, int | None]
"""A cell and a line in it."""


@dataclass(slots=True)
class _Ignore:
    place: Place
    lines: tuple[_Line, ...] | None
    rules: tuple[str, ...]
    used: bool = False


class Ignores:
    """The comments of one file, and which of them left something out."""

    def __init__(self, found: list[_Ignore], remarks: list[Remark], selector: Selector) -> None:
        self._found = found
        self._remarks = remarks
        self._selector = selector

    def covers(self, finding: Finding) -> bool:
        """Whether a comment asks to leave a finding out; that comment then counts as used."""
        covered = False
        for ignore in self._found:
            line = (finding.place.cell, finding.place.line)
            here = ignore.lines is None or line in ignore.lines
            if here and (not ignore.rules or self._selector.chosen(finding, ignore.rules)):
                ignore.used = covered = True
        return covered

    def remarks(self) -> Iterator[Remark]:
        """Give what is wrong with the comments, those that left nothing out included."""
        yield from self._remarks
        for ignore in self._found:
            if not ignore.used:
                message = "the comment ignores nothing that is found here; remove it"
                yield Remark(code="A002", message=message, place=ignore.place)


def ignores_in(path: Path, lines: Sequence[TextLine], file: str, selector: Selector) -> Ignores:
    """Read the comments of a file; one on a line of its own is for the next line too.

    Args:
        path: The file.
        lines: Its lines.
        file: How the file is named in places.
        selector: Knows the rules that comments may name.
    """
    found: list[_Ignore] = []
    remarks: list[Remark] = []
    if not any("advisor:" in line.text for line in lines):
        return Ignores(found, remarks, selector)
    for line, begin in comments_in(path, lines):
        matched = _COMMENT.search(line.text, begin)
        if matched is None:
            continue
        place = _place(file, line, matched.start())
        rules = tuple(each.strip() for each in (matched["rules"] or "").split(",") if each.strip())
        known = tuple(each for each in rules if _is_known(each, selector, place, remarks.append))
        if not matched["reason"].strip():
            message = "an ignore wants its reason behind it: # advisor: ignore[LL004] why"
            remarks.append(Remark(code="A003", message=message, place=place))
        if known or not rules:
            found.append(_Ignore(place, None if matched["file"] else _near(line), known))
    return Ignores(found, remarks, selector)


def _place(file: str, line: TextLine, index: int) -> Place:
    text = line.text.rstrip()[:_LONGEST]
    return Place(file=file, line=line.number, column=index + 1, text=text, cell=line.cell)


def _near(line: TextLine) -> tuple[_Line, ...]:
    alone = line.text.lstrip().startswith("#")
    numbers = (line.number, line.number + 1) if alone else (line.number,)
    return tuple((line.cell, number) for number in numbers)


def _is_known(
    rule: str, selector: Selector, place: Place, remark: Callable[[Remark], None]
) -> bool:
    try:
        selector.check(rule)
    except UnknownNameError as error:
        remark(Remark(code="A001", message=str(error), place=place))
        return False
    return True

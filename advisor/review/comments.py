"""Comments that ask for a finding to be left out: ``# advisor: ignore[LL004] reason``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from advisor.errors import UnknownNameError
from advisor.review.model import Finding, Remark, Spot
from advisor.review.selection import Selector

__all__ = ["Ignores", "ignores_in"]

_COMMENT = re.compile(
    r"#\s*advisor:\s*ignore(?P<file>-file)?\s*(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)"
)


@dataclass(slots=True)
class _Ignore:
    place: Spot
    lines: tuple[int, ...] | None
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
            here = ignore.lines is None or finding.place.line in ignore.lines
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


def ignores_in(lines: list[str], file: str, selector: Selector) -> Ignores:
    """Read the comments of a file; one on a line of its own is for the next line too."""
    found: list[_Ignore] = []
    remarks: list[Remark] = []
    for number, line in enumerate(lines, 1):
        matched = _COMMENT.search(line) if "advisor" in line else None
        if matched is None:
            continue
        place = Spot(file=file, line=number, column=matched.start() + 1, text=line.strip()[:200])
        rules = tuple(each.strip() for each in (matched["rules"] or "").split(",") if each.strip())
        known = tuple(each for each in rules if _is_known(each, selector, place, remarks.append))
        if not matched["reason"].strip():
            message = "an ignore wants its reason behind it: # advisor: ignore[LL004] why"
            remarks.append(Remark(code="A003", message=message, place=place))
        alone = line.strip().startswith("#")
        near = (number, number + 1) if alone else (number,)
        if known or not rules:
            found.append(_Ignore(place, None if matched["file"] else near, known))
    return Ignores(found, remarks, selector)


def _is_known(rule: str, selector: Selector, place: Spot, remark: Callable[[Remark], None]) -> bool:
    try:
        selector.check(rule)
    except UnknownNameError as error:
        remark(Remark(code="A001", message=str(error), place=place))
        return False
    return True

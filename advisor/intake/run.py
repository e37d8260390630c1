"""What a reader brings in: a sheet of numbers, and the run that it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import IntakeError, Location, Problem

__all__ = ["Row", "Run", "Sheet", "Unreadable", "refuse"]

Row = tuple[int | None, Mapping[str, object]]
"""The line of a row, where there is one, and its cells by column; None was not logged."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A log as its reader found it: named columns, and rows that are read once.

    ``from_zero`` says that a first epoch with the number 0 was logged after it was trained.
    ``stated`` holds parts of a descriptor that the log tells beside its series. ``notes`` may
    grow while the rows are read.
    """

    name: str
    reader: str
    columns: tuple[str, ...]
    rows: Iterable[Row]
    from_zero: bool = False
    stated: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Run:
    """One training run, ready for a descriptor.

    ``history`` is the section of that name: the unit, the steps and the series. ``stated``
    holds what the log says of other sections. ``columns`` tells which column became which
    series, ``unused`` which became none, and ``notes`` what a reader should know.
    """

    name: str
    reader: str
    history: Mapping[str, object]
    stated: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file among several that is no log, or a broken one."""

    name: str
    error: IntakeError


def refuse(code: str, message: str, file: str | Path, line: int | None = None) -> IntakeError:
    """Make the error of one problem with a file."""
    return IntakeError([Problem(code, message, location=Location(str(file), line))])

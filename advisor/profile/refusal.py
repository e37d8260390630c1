"""Refuse a table: one problem, its code and its place."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Location, Problem, TableError

__all__ = ["refuse"]


def refuse(code: str, message: str, file: str | Path, line: int | None = None) -> TableError:
    """Make the error of one problem with a table."""
    return TableError([Problem(code, message, location=Location(str(file), line))])

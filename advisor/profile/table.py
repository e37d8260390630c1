"""A table as the profile sees it: names, and batches that can be gone through again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

__all__ = ["Batches", "Misread", "Table", "batch_rows"]

Batches = Callable[[], Iterator[pl.DataFrame]]
"""Gives the batches of a table from the beginning."""

_CELLS = 2_000_000
_ROWS = 65_536


class Misread(Exception):
    """A cell does not fit the type that the first rows showed: read the table another way."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is read in batches, each time from the beginning.

    ``rows`` is the number of rows where it is known before reading, and ``rows_about`` an
    estimate for a progress bar. Where ``batches`` raises `Misread`, ``other_ways`` to read are
    tried, each slower and surer than the one before.
    """

    name: str
    source: str
    names: tuple[str, ...]
    batches: Batches
    reader: str
    path: str | None = None
    rows: int | None = None
    rows_about: int | None = None
    other_ways: tuple[Batches, ...] = ()
    decimal_comma: bool = False
    delimiter: str | None = None


def batch_rows(columns: int) -> int:
    """Return how many rows are held at a time."""
    return max(min(_ROWS, _CELLS // max(columns, 1)), 64)

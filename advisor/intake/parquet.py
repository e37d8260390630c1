"""Read Parquet tables, through polars."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.intake.run import Row, Sheet, refuse

__all__ = ["is_parquet", "read_parquet"]

_MAGIC = b"PAR1"
_SLICE = 64 * 1024
"""The rows that are held at a time."""


def is_parquet(head: bytes) -> bool:
    """Whether a file begins as Parquet files do."""
    return head.startswith(_MAGIC)


def read_parquet(path: Path) -> Sheet:
    """Read a Parquet file in slices.

    Raises:
        IntakeError: polars is not installed, or the file is broken.
    """
    try:
        import polars
    except ImportError:
        message = "reading Parquet needs polars: pip install 'nn-advisor[parquet]'"
        raise refuse("I010", message, path) from None
    try:
        table = polars.scan_parquet(path)
        names = tuple(table.collect_schema().names())
        length = table.select(polars.len()).collect().item()
    except (polars.exceptions.PolarsError, OSError) as error:
        raise refuse("I006", f"broken Parquet: {error}", path) from None

    def rows() -> Iterator[Row]:
        for begin in range(0, length, _SLICE):
            for row in table.slice(begin, _SLICE).collect().iter_rows(named=True):
                yield None, row

    return Sheet(str(path), "parquet", names, rows())

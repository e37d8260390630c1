"""Write flat rows as Parquet or Arrow, through polars."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from advisor.batch.records import COLUMNS
from advisor.errors import AdvisorError

__all__ = ["SUFFIXES", "converter"]

SUFFIXES = (".parquet", ".arrow")
"""What the files are called that are made of flat rows when all of them are there."""

_NUMBERS = frozenset({"line", "errors", "warnings", "notes", "open_questions"})
_LISTS = frozenset({"findings", "recommendations"})


def converter(suffix: str, form: str) -> Callable[[Path, Path], None]:
    """Return what turns a file of flat rows in JSON Lines into a table, a part at a time.

    Raises:
        AdvisorError: polars is not installed.
    """
    try:
        import polars
    except ImportError:
        message = f"writing {suffix} needs polars: pip install 'nn-advisor[parquet]'"
        raise AdvisorError(message) from None
    schema = {name: _kind(polars, name) for name in COLUMNS[form]}

    def convert(rows: Path, table: Path) -> None:
        empty = not rows.stat().st_size  # polars takes an empty file for a broken one
        frame = (
            polars.LazyFrame(schema=schema) if empty else polars.scan_ndjson(rows, schema=schema)
        )
        frame.sink_parquet(table) if suffix == ".parquet" else frame.sink_ipc(table)

    return convert


def _kind(polars: Any, name: str) -> Any:
    if name in _LISTS:
        return polars.List(polars.String)
    return polars.Int64 if name in _NUMBERS else polars.String

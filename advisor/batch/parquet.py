"""Write flat rows as Parquet, through polars."""

from __future__ import annotations

from pathlib import Path

from advisor.batch.records import FLAT_COLUMNS
from advisor.errors import AdvisorError

__all__ = ["to_parquet"]


def to_parquet(rows: Path, table: Path) -> None:
    """Turn flat rows in JSON Lines into a Parquet file, a part at a time.

    Raises:
        AdvisorError: polars is not installed.
    """
    try:
        import polars
    except ImportError:
        message = "writing Parquet needs polars: pip install 'nn-advisor[parquet]'"
        raise AdvisorError(message) from None
    schema = {name: polars.Int64 if name == "line" else polars.String for name in FLAT_COLUMNS}
    if rows.stat().st_size:
        polars.scan_ndjson(rows, schema=schema).sink_parquet(table)
    else:
        polars.DataFrame(schema=schema).write_parquet(table)

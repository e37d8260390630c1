"""Open a table: delimited text, Parquet, Arrow, JSON Lines, or a data frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from advisor.profile.delimited import Dialect, explain_break, sniff
from advisor.profile.refusal import refuse
from advisor.profile.table import Misread, Table, batch_rows

__all__ = ["open_frame", "open_table"]

_HEAD = 1 << 20
_JSON_LARGEST = 256 << 20
_KNOWN_STRANGERS = {
    b"PK\x03\x04": "an archive or a spreadsheet; unpack it, or export the sheet as CSV",
    b"\x1f\x8b": "compressed; unpack it first",
    b"BZh": "compressed; unpack it first",
    b"\xfd7zXZ": "compressed; unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed; unpack it first",
    b"7z\xbc\xaf": "an archive; unpack it first",
    b"\x80\x02": "a pickle, which could run code when opened; export the table as Parquet",
    b"\x80\x03": "a pickle, which could run code when opened; export the table as Parquet",
    b"\x80\x04": "a pickle, which could run code when opened; export the table as Parquet",
    b"\x80\x05": "a pickle, which could run code when opened; export the table as Parquet",
    b"\xd0\xcf\x11\xe0": "an old or encrypted spreadsheet; export the sheet as CSV",
    b"\x89HDF": "an HDF5 file; export the table as Parquet",
    b"SQLite format 3": "a database; export the table as Parquet or CSV",
    b"%PDF": "a PDF document",
    b"PARE": "an encrypted Parquet file; decrypt it first",
}
_TRIED_FIRST = 10_000
_LONG = 24
_GAPS_AS_WRITTEN = ("", "NA", "N/A", "#N/A", "n/a", "na", "NaN", "nan", "null", "NULL", "?", "-")
_FRAMES = "a frame of polars or pandas, an Arrow table, a mapping of columns, or a path"


def open_table(path: Path) -> Table:
    """Open a table by what the file holds, whatever its name is.

    Raises:
        TableError: It cannot be read, is of no kind that is known, or its header is unusable.
    """
    head = _head(path)
    for magic, what in _KNOWN_STRANGERS.items():
        if head.startswith(magic):
            raise refuse("T002", f"the file is {what}", path)
    if head.startswith(b"PAR1"):
        return _scanned(path, "parquet")
    if head.startswith((b"ARROW1", b"\xff\xff\xff\xff")):
        return _scanned(path, "arrow")
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first in (b"{", b"["):
        return _json(path, first)
    return _delimited(path, head)


def open_frame(frame: object) -> Table:
    """Take a data frame as a table.

    Raises:
        TableError: It is none, or its columns cannot be told apart or hold a mixture.
    """
    table = _as_polars(frame)
    step = batch_rows(table.width)
    return Table(
        name="data frame",
        source="<frame>",
        names=tuple(table.columns),
        batches=lambda: table.iter_slices(step),
        reader="frame",
        rows=table.height,
        rows_about=table.height,
    )


def _head(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise refuse("T001", "is no regular file", path)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise refuse("T001", f"cannot be read: {reason}", path) from None
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise refuse("T002", "the file is empty", path)
    return head


def _scanned(path: Path, reader: str) -> Table:
    """Open a file of typed columns, which knows how many rows it has."""
    try:
        frame = pl.scan_parquet(path) if reader == "parquet" else _scan_arrow(path)
        names = tuple(frame.collect_schema().names())
        rows = frame.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise refuse("T003", f"broken or encrypted {reader.capitalize()} file", path) from error
    return Table(
        name=path.stem,
        source=str(path),
        path=str(path),
        names=names,
        batches=lambda: _checked(path, frame, None),
        reader=reader,
        rows=rows,
        rows_about=rows,
    )


def _scan_arrow(path: Path) -> pl.LazyFrame:
    """Scan the file form of Arrow; the stream form has no index and is read whole."""
    with path.open("rb") as file:
        if file.read(6) == b"ARROW1":
            return pl.scan_ipc(path)
    return pl.read_ipc_stream(path).lazy()


def _json(path: Path, first: bytes) -> Table:
    if first == b"[" and path.stat().st_size > _JSON_LARGEST:
        message = "more than 256 MB of JSON in one list; write one object a line instead"
        raise refuse("T002", message, path)
    try:
        frame = pl.scan_ndjson(path, infer_schema_length=10_000)
        names = tuple(frame.collect_schema().names()) if first == b"{" else ()
        if first == b"[":
            frame = pl.read_json(path, infer_schema_length=None).lazy()
            names = tuple(frame.collect_schema().names())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        message = "no table: neither one JSON object a line nor a list of objects"
        raise refuse("T003", message, path) from None
    return Table(
        name=path.stem,
        source=str(path),
        path=str(path),
        names=names,
        batches=lambda: _checked(path, frame, None),
        reader="json lines" if first == b"{" else "json",
    )


def _delimited(path: Path, head: bytes) -> Table:
    dialect = sniff(path, head)
    size = path.stat().st_size
    return Table(
        name=path.stem,
        source=str(path),
        path=str(path),
        names=dialect.names,
        batches=lambda: _checked(path, _typed(path, dialect, ()), dialect, typed=True),
        other_ways=(
            lambda: _checked(path, _typed(path, dialect, _GAPS_AS_WRITTEN), dialect, typed=True),
            lambda: _checked(path, _scan_texts(path, dialect), dialect),
        ),
        reader="csv",
        rows_about=int(size / dialect.row_bytes) if dialect.row_bytes else None,
        decimal_comma=dialect.decimal_comma,
        delimiter=dialect.delimiter,
    )


def _scan_texts(path: Path, dialect: Dialect) -> pl.LazyFrame:
    frame = pl.scan_csv(path, separator=dialect.delimiter, infer_schema=False, glob=False)
    return _renamed(frame, dialect)


def _renamed(frame: pl.LazyFrame, dialect: Dialect) -> pl.LazyFrame:
    if dialect.names == dialect.written:
        return frame
    return frame.rename(dict(zip(dialect.written, dialect.names, strict=True)))


def _typed(path: Path, dialect: Dialect, gaps: Sequence[str]) -> pl.LazyFrame:
    """Scan with the columns as numbers that hold nothing else in the first rows: it is faster.

    ``gaps`` are signs for a gap that may come later, beside those of the first rows; each takes
    time to look for.
    """
    if dialect.decimal_comma:
        return _scan_texts(path, dialect)
    try:
        first = _scan_texts(path, dialect).head(_TRIED_FIRST).collect()
    except pl.exceptions.PolarsError:
        return _scan_texts(path, dialect)
    types = [pl.Float64 if _all_numbers(first[name]) else pl.String for name in dialect.names]
    written = zip(dialect.names, types, strict=True)
    signs = {sign for name, type_ in written if type_ == pl.Float64 for sign in _signs(first[name])}
    frame = pl.scan_csv(
        path,
        separator=dialect.delimiter,
        schema=dict(zip(dialect.written, types, strict=True)),
        null_values=sorted({*signs, *gaps}) or None,
        glob=False,
    )
    return _renamed(frame, dialect)


def _signs(cells: pl.Series) -> list[str]:
    signs = cells.filter(cells.is_in(list(_GAPS_AS_WRITTEN)) & (cells != ""))
    return [str(sign) for sign in signs.unique()]


def _all_numbers(cells: pl.Series) -> bool:
    """Whether nothing but numbers and the usual signs for a gap stand in a column of texts."""
    cells = cells.filter(~cells.is_in(list(_GAPS_AS_WRITTEN))).drop_nulls()
    if not len(cells) or bool((cells.str.len_bytes() >= _LONG).any()):
        return False  # nothing at all; or a key, of which a float would lose digits
    return bool(cells.cast(pl.Float64, strict=False).null_count() == 0)


def _checked(
    path: Path, frame: pl.LazyFrame, dialect: Dialect | None, *, typed: bool = False
) -> Iterator[pl.DataFrame]:
    """Go through a file in batches; what breaks it is said in our words."""
    try:
        width = len(frame.collect_schema().names())
        batches = frame.collect_batches(chunk_size=batch_rows(width), maintain_order=True)
        for batch in batches:
            yield batch if dialect is None else _without_blank_lines(batch)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        if typed:
            raise Misread from None
        if dialect is None:
            message = "broken: a row or block cannot be read, or a column changes its type"
            raise refuse("T003", message, path) from None
        message, line = explain_break(path, dialect)
        code = "T004" if "UTF-8" in message else "T003"
        raise refuse(code, message, path, line) from None


def _without_blank_lines(batch: pl.DataFrame) -> pl.DataFrame:
    if batch.width == 1 or not batch.to_series(0).null_count():
        return batch
    return batch.filter(~pl.all_horizontal(pl.all().is_null()))


def _as_polars(frame: object) -> pl.DataFrame:
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    try:
        if hasattr(frame, "iloc") and hasattr(frame, "columns"):
            return _from_pandas(frame)
        if isinstance(frame, Mapping) or hasattr(frame, "__arrow_c_stream__"):
            made: Any = frame
            return pl.DataFrame(made)
    except pl.exceptions.DuplicateError:
        raise refuse("T005", "columns have the same name", "<frame>") from None
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError) as error:
        message = f"columns of different lengths or mixed types: {_first_line(error)}"
        raise refuse("T009", message, "<frame>") from None
    raise refuse("T002", f"no table; it may be {_FRAMES}", "<frame>")


def _from_pandas(frame: Any) -> pl.DataFrame:
    """Convert a frame of pandas by way of numpy, which takes no further package."""
    names = [str(name) for name in frame.columns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise refuse("T005", f"columns have the same name: {', '.join(twice[:3])}", "<frame>")
    columns = []
    for place, name in enumerate(names):
        cells = frame.iloc[:, place]
        plain = cells.to_numpy()
        if plain.dtype.kind in "OUSV":
            gaps = cells.isna().to_numpy()
            plain = [None if gap else value for value, gap in zip(plain, gaps, strict=True)]
        columns.append(pl.Series(name, plain, nan_to_null=True))
    return pl.DataFrame(columns)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]

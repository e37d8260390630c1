"""Write rows and records as text."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Mapping, Sequence

from advisor.batch.messages import Shape

__all__ = ["COLUMNS", "csv_row", "error_record", "header", "json_line"]

COLUMNS = {
    "conclusions": ("input", "line", "name", "rule", "topic", "kind", "severity", "message"),
    "descriptors": (
        *("input", "line", "name", "worst", "errors", "warnings", "notes"),
        *("findings", "recommendations", "open_questions", "first_question"),
    ),
}
"""The columns of flat rows: one a conclusion, or one a descriptor."""


def header(shape: Shape) -> bytes:
    """Return what stands before the first row."""
    return csv_row(COLUMNS[shape.form]) if shape.csv else b""


def error_record(name: str, line: int, reason: str, raw: bytes) -> bytes:
    """Write one line of the errors file; a raw text that is no UTF-8 is written in base64."""
    record: dict[str, object] = {"input": name, "line": line, "reason": reason}
    try:
        record["raw"] = raw.decode()
    except UnicodeDecodeError:
        record["raw_base64"] = base64.b64encode(raw).decode()
    return json_line(record)


def csv_row(values: Sequence[object]) -> bytes:
    """Write one row of CSV; the parts of a list stand in one cell, parted by spaces."""
    text = io.StringIO()
    cells = [" ".join(value) if isinstance(value, list) else value for value in values]
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def json_line(record: Mapping[str, object]) -> bytes:
    """Write one line of JSON Lines."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

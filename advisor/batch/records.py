"""Write rows and records as text."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterable, Mapping

from advisor.batch.messages import Shape

__all__ = ["COLUMNS", "csv_rows", "error_record", "header", "json_line"]

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
    return csv_rows([COLUMNS[shape.form]]) if shape.csv else b""


def error_record(name: str, line: int, reason: str, raw: bytes) -> bytes:
    """Write one line of the errors file; a raw text that is no UTF-8 is written in base64."""
    record: dict[str, object] = {"input": name, "line": line, "reason": reason}
    try:
        record["raw"] = raw.decode()
    except UnicodeDecodeError:
        record["raw_base64"] = base64.b64encode(raw).decode()
    return json_line(record)


def csv_rows(rows: Iterable[Iterable[object]]) -> bytes:
    """Write rows of CSV; the parts of a list stand in one cell, parted by spaces."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    return " ".join(value) if isinstance(value, list) else value


def json_line(record: Mapping[str, object]) -> bytes:
    """Write one line of JSON Lines."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

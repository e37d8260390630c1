"""Turn reports into what a batch writes: whole, cut to what was asked for, or flat rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from advisor.batch.messages import Shape
from advisor.batch.records import FLAT_COLUMNS, csv_row, json_line
from advisor.errors import UnknownNameError
from advisor.report import Conclusion

__all__ = ["check_selected", "conclusions_and_questions_of", "conclusions_of", "writer"]

# Within a text each quote is escaped, so these can only be the keys of the report.
_QUESTIONS = b'],"open_questions":['
_NOT_EVALUABLE = b'],"not_evaluable":['

Writer = Callable[[str, int, bytes], bytes]


def check_selected(names: Iterable[str]) -> None:
    """See that a conclusion has all the parts asked for.

    Raises:
        UnknownNameError: a conclusion has no part of that name.
    """
    for name in names:
        if name not in Conclusion.model_fields:
            raise UnknownNameError("part of a conclusion", name, Conclusion.model_fields)


def writer(shape: Shape) -> Writer:
    """Return the function that writes one report, each line ended: (input, line, report)."""
    if shape.form == "bare":
        return lambda name, line, report: report
    if shape.form == "jsonl":
        return _selecting(shape.select) if shape.select else _whole
    row = csv_row if shape.form == "csv" else _json_row

    def flat(name: str, line: int, report: bytes) -> bytes:
        found = conclusions_of(report)
        return b"".join(row(values) for values in _flat_rows(name, line, found))

    return flat


def conclusions_of(report: bytes) -> dict[str, Any]:
    """Parse a report up to its conclusions; that takes half the time of the whole."""
    return _object(report[: report.find(_QUESTIONS)] + b"]}")


def conclusions_and_questions_of(report: bytes) -> dict[str, Any]:
    """Parse a report without the rules that could not be decided."""
    return _object(report[: report.find(_NOT_EVALUABLE)] + b"]}")


def _whole(name: str, line: int, report: bytes) -> bytes:
    return b'{"input":%b,"line":%d,"report":%b}\n' % (_text(name), line, report)


def _selecting(select: tuple[str, ...]) -> Writer:
    def write(name: str, line: int, report: bytes) -> bytes:
        found = conclusions_of(report)
        kept = [
            {part: conclusion[part] for part in select if part in conclusion}
            for conclusion in found["conclusions"]
        ]
        place = {"input": name, "line": line, "name": found["name"]}
        return json_line({**place, "conclusions": kept})

    return write


def _flat_rows(name: str, line: int, report: Mapping[str, Any]) -> list[list[object]]:
    place = [name, line, report["name"]]
    return [
        [*place, *(conclusion[column] for column in FLAT_COLUMNS[3:])]
        for conclusion in report["conclusions"]
    ]


def _json_row(values: Sequence[object]) -> bytes:
    return json_line(dict(zip(FLAT_COLUMNS, values, strict=True)))


def _text(name: str) -> bytes:
    return json.dumps(name, ensure_ascii=False).encode()


def _object(text: bytes) -> dict[str, Any]:
    found = from_json(text)
    assert isinstance(found, dict)
    return found

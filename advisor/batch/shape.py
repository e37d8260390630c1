"""Turn reports into what a batch writes: whole, cut to what was asked for, or flat rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from pydantic_core import from_json

from advisor.batch import excerpt
from advisor.batch.excerpt import Head
from advisor.batch.messages import Shape
from advisor.batch.records import csv_rows, json_line
from advisor.batch.summary import summary_of
from advisor.errors import UnknownNameError
from advisor.report.model import Conclusion

__all__ = ["Writer", "check_selected", "writer"]

Writer = Callable[[str, int, bytes], bytes]
"""Writes one report: of an input and a line, each line ended."""


def check_selected(names: Iterable[str]) -> None:
    """See that a conclusion has all the parts asked for.

    Raises:
        UnknownNameError: a conclusion has no part of that name.
    """
    for name in names:
        if name not in Conclusion.model_fields:
            raise UnknownNameError("part of a conclusion", name, Conclusion.model_fields)


def writer(shape: Shape) -> Writer:
    """Return the function that writes one report."""
    match shape.form:
        case "bare":
            return lambda name, line, report: report
        case "reports":
            return _selecting(shape.select) if shape.select else _whole
        case "conclusions":
            return _csv_conclusions if shape.csv else _json_conclusions
        case "descriptors":
            return _csv_descriptor if shape.csv else _json_descriptor


def _whole(name: str, line: int, report: bytes) -> bytes:
    return b'{"input":%b,"line":%d,"report":%b}\n' % (_text(name), line, report)


def _selecting(select: tuple[str, ...]) -> Writer:
    parts = _of_heads(select) if set(select) <= set(Head._fields) else _of_all(select)

    def write(name: str, line: int, report: bytes) -> bytes:
        values = (_text(name), line, excerpt.name(report), b",".join(parts(report)))
        return b'{"input":%b,"line":%d,"name":%b,"conclusions":[%b]}\n' % values

    return write


def _of_heads(select: tuple[str, ...]) -> Callable[[bytes], Iterator[bytes]]:
    @lru_cache(maxsize=4096)
    def cut(head: Head) -> bytes:
        return _kept({part: value for part, value in head._asdict().items() if value}, select)

    return lambda report: (cut(head) for head, _ in excerpt.heads(report))


def _of_all(select: tuple[str, ...]) -> Callable[[bytes], Iterator[bytes]]:
    return lambda report: (
        _kept(from_json(b'{"rule":"%b}' % text), select) for text in excerpt.conclusions(report)
    )


def _kept(conclusion: dict[str, object], select: tuple[str, ...]) -> bytes:
    return json_line({part: conclusion[part] for part in select if part in conclusion})[:-1]


def _json_conclusions(name: str, line: int, report: bytes) -> bytes:
    place = b'{"input":%b,"line":%d,"name":%b' % (_text(name), line, excerpt.name(report))
    return b"".join(
        b'%b,%b,"message":%b}\n' % (place, _fixed(head), excerpt.message(text))
        for head, text in excerpt.heads(report)
    )


def _csv_conclusions(name: str, line: int, report: bytes) -> bytes:
    place = (name, line, from_json(excerpt.name(report)))
    return csv_rows(
        (*place, *_cells(head), from_json(excerpt.message(text)))
        for head, text in excerpt.heads(report)
    )


def _cells(head: Head) -> tuple[str, ...]:
    return head.rule, head.topic, head.kind, head.severity


def _json_descriptor(name: str, line: int, report: bytes) -> bytes:
    return json_line({"input": name, "line": line, **summary_of(report)})


def _csv_descriptor(name: str, line: int, report: bytes) -> bytes:
    return csv_rows([(name, line, *summary_of(report).values())])


@lru_cache(maxsize=4096)
def _fixed(head: Head) -> bytes:
    found = {"rule": head.rule, "topic": head.topic, "kind": head.kind, "severity": head.severity}
    return json_line(found)[1:-2]


@lru_cache(maxsize=16)
def _text(name: str) -> bytes:
    return json.dumps(name, ensure_ascii=False).encode()

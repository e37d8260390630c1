"""Write the preprocessing that the document asks for as a Python module on scikit-learn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from pydantic import JsonValue

from advisor.errors import AdvisorError
from advisor.profile.cells import GAPS
from advisor.profile.model import Column, Inferred
from advisor.profile.preparation_text import TEMPLATE
from advisor.profile.shown import one_line

__all__ = ["preparation_code"]

_READERS = {
    "parquet": "pl.read_parquet(path)",
    "arrow": "pl.read_ipc(path)",
    "json lines": "pl.read_ndjson(path, infer_schema_length=None)",
    "json": "pl.read_json(path, infer_schema_length=None)",
    "frame": "pl.read_parquet(path)",
}
_WHY_LEFT_OUT = {
    "identifier": "differs in every row, so nothing can be learned from it",
    "constant": "never changes",
    "empty": "holds nothing",
    "text": "phrases, which take a tokenizer",
    "address": "several things in one; split it into street, place and code first",
    "list": "several values in one cell",
}
_SOURCE_MOST = 50
_TYPOS_SHOWN = 50
_PLACE = re.compile(r"<<(\w+)>>")


def preparation_code(
    source: str,
    columns: Sequence[Column],
    inferred: Iterable[Inferred],
    *,
    reader: str,
    delimiter: str | None,
    decimal_comma: bool,
    ordered_by: str | None,
    show_values: bool,
) -> str:
    """Write the module; nothing of the data stands in it but names, and slips to confirm.

    Raises:
        AdvisorError: No target is known, or there is nothing to prepare.
    """
    target = next((column for column in columns if column.role == "target"), None)
    if target is None:
        raise AdvisorError("the preprocessing needs to know the target of a table (--target)")
    task = {field.path: field.value for field in inferred}.get("problem.task")
    features = [column for column in columns if column.role != "target"]
    parts = {
        "SOURCE": _comment(PurePath(source).name)[:_SOURCE_MOST],
        "READ": _read(reader, delimiter),
        "DECIMAL_COMMA": repr(decimal_comma),
        "GAPS": _list(sorted(GAPS)),
        "TARGET": _quoted(target.name),
        "CLASSES": repr(_is_classes(task)),
        "NUMBERS": _list(_named(features, "number")),
        "CATEGORIES": _list(_named(features, "category", "boolean")),
        "DATES": _mapping(_dates(features)),
        "PART": _quoted(_part_sign([column.name for column in features])),
        "SUSPECTED": _list([c.name for c in features if c.suspected_outliers]),
        "LEFT_OUT": _mapping(_left_out(features)),
        "MEANT": _meant(features, show_values=show_values),
        "IDENTIFIERS": _list(_named(features, "identifier")),
        "ORDERED_BY": "None" if ordered_by is None else _quoted(ordered_by),
    }
    if not any(column.kind not in _WHY_LEFT_OUT for column in features):
        raise AdvisorError("no column is left to be prepared")
    return _PLACE.sub(lambda place: parts[place[1]], TEMPLATE)


def _is_classes(task: JsonValue) -> bool:
    return isinstance(task, str) and task.endswith("_classification")


def _named(columns: Sequence[Column], *kinds: str) -> list[str]:
    return [column.name for column in columns if column.kind in kinds]


def _dates(columns: Sequence[Column]) -> dict[str, str]:
    forms = {c.name: "None" if c.date_format is None else _quoted(c.date_format) for c in columns}
    return {c.name: f"({forms[c.name]}, {c.time_of_day})" for c in columns if c.kind == "date"}


def _part_sign(names: Sequence[str]) -> str:
    """Return dots enough that no part of a date can have the name of a column."""
    sign = "."
    while any(sign in name for name in names):
        sign += "."
    return sign


def _left_out(columns: Sequence[Column]) -> dict[str, str]:
    return {c.name: _quoted(_WHY_LEFT_OUT[c.kind]) for c in columns if c.kind in _WHY_LEFT_OUT}


def _read(reader: str, delimiter: str | None) -> str:
    if delimiter is not None:
        options = f"separator={_quoted(delimiter)}, infer_schema=False"
        return f"pl.read_csv(path, {options}).rename(str.strip)"
    return _READERS[reader]


def _list(names: Sequence[str]) -> str:
    if not names:
        return "[]"
    return "[\n" + "".join(f"    {_quoted(name)},\n" for name in names) + "]"


def _mapping(entries: Mapping[str, str]) -> str:
    """Write a mapping of names to expressions."""
    if not entries:
        return "{}"
    return "{\n" + "".join(f"    {_quoted(n)}: {value},\n" for n, value in entries.items()) + "}"


def _quoted(text: str) -> str:
    """Write a text as a literal of Python, whatever it holds."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else ascii(text)


def _meant(columns: Sequence[Column], *, show_values: bool) -> str:
    """Offer probable slips as comments: whoever knows the data takes away the sign."""
    lines = [*_slips(columns)] if show_values else []
    if not lines:
        return "{}"
    return "{\n" + "\n".join(lines[:_TYPOS_SHOWN]) + "\n}"


def _slips(columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        if column.typos and column.role == "feature":
            yield f"    {_quoted(column.name)}: {{"
            for slip, word in sorted(column.typos.items()):
                yield f"        # {_quoted(_folded(slip))}: {_quoted(_folded(word))},"
            yield "    },"


def _folded(text: str) -> str:
    return text.strip().lower()


def _comment(text: str) -> str:
    """Put a text where neither a quotation mark nor a backslash can end what it stands in."""
    return one_line(text).replace("\\", "/").replace('"', "'")

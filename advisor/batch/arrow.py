"""Answer Arrow tables: what engines for many machines pass to and fro."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pyarrow

from advisor.batch.cargo import Cargo
from advisor.batch.summary import summary_of
from advisor.descriptor import FIELDS
from advisor.errors import AdvisorError, did_you_mean, shortened

__all__ = ["ADDED", "SLICE", "ArrowAdvisor", "arrow_advisor", "check_columns"]

SLICE = 256
"""Rows answered at a time, so that their reports fit in little memory."""

ADDED = pyarrow.schema(
    [
        ("report", pyarrow.string()),
        ("refused", pyarrow.string()),
        ("worst", pyarrow.string()),
        ("errors", pyarrow.int64()),
        ("warnings", pyarrow.int64()),
        ("notes", pyarrow.int64()),
        ("findings", pyarrow.list_(pyarrow.string())),
        ("recommendations", pyarrow.list_(pyarrow.string())),
        ("open_questions", pyarrow.int64()),
        ("first_question", pyarrow.string()),
    ]
)
"""The columns that are added to each row: its report as JSON or why there is none, and in brief."""

_SECTIONS = frozenset(path.split(".")[0] for path in FIELDS)


def check_columns(names: Iterable[str], column: str | None) -> None:
    """See that a table holds descriptors, and none of the columns that are to be added.

    With ``column`` the descriptors are JSON texts in it. Otherwise columns are named as
    fields (``problem.task``) or hold sections as structs (``problem``); others are kept as
    they are, except those that look like a misspelt field.

    Raises:
        AdvisorError: it does not.
    """
    names = list(names)
    for name in names:
        if name in ADDED.names:
            raise AdvisorError(f"the column {name!r} is one that is to be added; rename it")
        section, dot, _ = name.partition(".")
        if column is None and dot and section in _SECTIONS and name not in FIELDS:
            near = did_you_mean(name, FIELDS)
            raise AdvisorError(f"the column {shortened(name)!r} is no field{near}")
    if column is None and not any(_is_field(name) for name in names):
        raise AdvisorError("no column is named as a field or section of a descriptor")
    if column is not None and column not in names:
        raise AdvisorError(f"there is no column {shortened(column)!r}{did_you_mean(column, names)}")


class ArrowAdvisor:
    """Answers the rows of Arrow tables."""

    def __init__(self, cargo: Cargo, column: str | None = None) -> None:
        """Load the rule base; ``column`` is that of `check_columns`."""
        self._advisor, self._column = cargo.advisor(), column

    def __call__(self, table: pyarrow.Table) -> pyarrow.Table:
        """Return the table with the columns of ``ADDED``, rows in their order."""
        found = [self._answer(text) for text in self._texts(table)]
        for field in ADDED:
            values = [row.get(field.name) for row in found]
            table = table.append_column(field, pyarrow.array(values, field.type))
        return table

    def slices(self, batch: pyarrow.RecordBatch) -> Iterator[pyarrow.RecordBatch]:
        """Return a batch with the columns of ``ADDED``, a slice at a time."""
        for begin in range(0, batch.num_rows, SLICE):
            part = pyarrow.Table.from_batches([batch.slice(begin, SLICE)])
            yield from self(part).to_batches()

    def _texts(self, table: pyarrow.Table) -> Iterator[bytes | None]:
        if self._column is not None:
            for text in table.column(self._column).to_pylist():
                yield text.encode() if isinstance(text, str) else text
            return
        names = [name for name in table.column_names if _is_field(name)]
        for row in table.select(names).to_pylist():
            yield json.dumps(_nested(row), default=str, ensure_ascii=False).encode()

    def _answer(self, text: bytes | None) -> Mapping[str, object]:
        if text is None:
            return {"refused": "there is no descriptor"}
        try:
            report = self._advisor.advise_json(text)
        except AdvisorError as error:
            return {"refused": str(error)}
        return {**summary_of(report), "report": report.decode()}


@lru_cache(maxsize=1)
def arrow_advisor(cargo: Cargo, column: str | None) -> ArrowAdvisor:
    """Return the advisor of this process; the tasks of one worker share it."""
    return ArrowAdvisor(cargo, column)


def _is_field(name: str) -> bool:
    return name in FIELDS or name in _SECTIONS


def _nested(row: Mapping[str, object]) -> dict[str, Any]:
    """Put dotted names into sections; nulls say nothing."""
    data: dict[str, Any] = {}
    for path, value in row.items():
        *sections, last = path.split(".")
        inner = data
        for section in sections:
            inner = inner.setdefault(section, {})
        if isinstance(value, dict):
            inner.setdefault(last, {}).update(_nested(value))
        elif value is not None:
            inner[last] = value
    return data

"""What Keras writes: the table of its CSVLogger, and what ``model.fit`` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from advisor.intake.run import Row, Sheet
from advisor.intake.text import open_text

__all__ = ["as_keras", "prints_epochs", "read_printed"]

_EPOCH = re.compile(r"^Epoch (\d+)(?:/\d+)?\s*$")
_VALUE = re.compile(r"([A-Za-z_][\w./-]*): ([-+]?(?:\d[\d.]*(?:[eE][-+]?\d+)?|nan|inf))\b")
_BAR = re.compile(r"^\s*(\d+)/(\d+)\b")
_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x08+")
_BREAKS = re.compile(r"[\r\n]+|\x08+")


def as_keras(sheet: Sheet) -> Sheet:
    """Return a sheet as one of Keras' CSVLogger where it has its form: epochs from 0.

    Its columns stand in alphabetical order behind the epoch, and ``loss`` has no prefix.
    """
    first, *rest = sheet.columns
    if first != "epoch" or "loss" not in rest or rest != sorted(rest):
        return sheet
    return replace(sheet, reader="keras", from_zero=True)


def prints_epochs(head: bytes) -> bool:
    """Whether a text looks like the output of ``model.fit``."""
    text = head.decode("utf-8", "replace")
    lines = _BREAKS.split(_STEERING.sub("\n", text))
    return any(_EPOCH.match(line.strip()) for line in lines) and " loss: " in text


def read_printed(path: Path) -> Sheet:
    """Read the output of ``model.fit`` with its progress bars or one line an epoch.

    An epoch whose bar has not come to its end is left out.
    """
    names: dict[str, None] = {"epoch": None}
    for _, cells in _printed_rows(path, []):
        names.update(dict.fromkeys(cells))
    notes: list[str] = []
    rows = _printed_rows(path, notes)
    return Sheet(str(path), "keras_text", tuple(names), rows, notes=notes)


def _printed_rows(path: Path, notes: list[str]) -> Iterator[Row]:
    """Give one row an epoch: the last values that were printed for it."""
    epoch: int | None = None
    at: int | None = None
    found: dict[str, object] = {}
    partial = False
    with open_text(path) as file:
        for number, line in enumerate(file, start=1):
            for part in _BREAKS.split(_STEERING.sub("\n", line)):
                if started := _EPOCH.match(part.strip()):
                    if found:
                        yield at, {"epoch": epoch, **found}
                    epoch, at, found, partial = int(started[1]), number, {}, False
                elif epoch is not None:
                    if bar := _BAR.match(part):
                        partial = bar[1] != bar[2]
                    found |= {} if partial else dict(_VALUE.findall(part))
    if found:
        yield at, {"epoch": epoch, **found}
    elif partial:
        notes.append(f"Epoch {epoch} was not finished, and is left out.")

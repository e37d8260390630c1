"""Read the file that Weights & Biases keeps of a run logged without a network, ``run-*.wandb``.

It is a log in blocks of 32 KiB, in the manner of LevelDB; each record is a protocol buffer
``Record``, of which those of the history and of the run are decoded, by their numbers in
``wandb_internal.proto``.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from advisor.intake.points import sheet_of_points
from advisor.intake.run import Sheet, refuse
from advisor.intake.settings import stated_by
from advisor.signals.series import Log
from advisor.source.protobuf import fields

__all__ = ["is_wandb_run", "read_wandb_run"]

_MAGIC = b":W&B"
_HEADER, _HEAD, _BLOCK = 7, 7, 32768
_WHOLE, _FIRST, _LAST = 1, 2, 4

_HISTORY, _RUN = 2, 17
_ITEM, _STEP = 1, 2
_KEY, _NESTED_KEY, _VALUE = 1, 2, 16
_CONFIG = 4
_CUT = "The last record is cut short, as of a log that is still written, and left out."


def is_wandb_run(head: bytes) -> bool:
    """Whether a file begins as those of Weights & Biases do."""
    return head.startswith(_MAGIC)


def read_wandb_run(path: Path) -> Sheet:
    """Read the history and the settings of a run.

    Raises:
        IntakeError: A checksum is wrong, or a record is none of a run.
    """
    log, notes = Log(), list[str]()
    settings: dict[str, object] = {}
    with path.open("rb") as file:
        for record in _records(file, path, notes):
            try:
                for number, value in fields(record):
                    if number == _HISTORY and isinstance(value, bytes):
                        log.add(*_row(value))
                    elif number == _RUN and isinstance(value, bytes):
                        settings = _settings(value) or settings
            except ValueError:
                raise refuse("I006", f"broken record before byte {file.tell()}", path) from None
    return sheet_of_points(str(path), "wandb", log, stated=stated_by(settings), notes=notes)


def _row(message: bytes) -> tuple[float, dict[str, float | None]]:
    """Return the step of a row of the history and its numbers by name."""
    items = _items(message)
    step = items.pop("_step", 0)
    for number, value in fields(message):
        if number == _STEP and isinstance(value, bytes):
            step = next((count for key, count in fields(value) if key == 1), 0)
    numbers = {name: _number(value) for name, value in items.items()}
    return _number(step) or 0.0, numbers


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def _settings(run: bytes) -> dict[str, object]:
    return next((_items(v) for key, v in fields(run) if key == _CONFIG), {})


def _items(message: int | bytes) -> dict[str, object]:
    """Return names and values; what is nested is named by its path."""
    found: dict[str, object] = {}
    for number, item in fields(message) if isinstance(message, bytes) else ():
        if number != _ITEM or not isinstance(item, bytes):
            continue
        parts = list(fields(item))
        names = [part for key, part in parts if key in (_KEY, _NESTED_KEY)]
        name = "/".join(part.decode() for part in names if isinstance(part, bytes) and part)
        text = next((part for key, part in parts if key == _VALUE), b"null")
        value = json.loads(text) if isinstance(text, bytes) else text
        nested = value if isinstance(value, dict) else {}
        found |= {f"{name}/{key}": inner for key, inner in nested.items()} or {name: value}
    return found


def _records(file: BinaryIO, path: Path, notes: list[str]) -> Iterator[bytes]:
    held: list[bytes] = []
    at = _HEADER
    while block := file.read(_BLOCK):
        while at + _HEAD <= len(block):
            check, size, kind = struct.unpack_from("<IHB", block, at)
            data = block[at + _HEAD : at + _HEAD + size]
            if kind == 0 or len(data) < size:
                break
            if zlib.crc32(data, zlib.crc32(bytes((kind,)))) != check:
                raise refuse("I006", f"wrong checksum before byte {file.tell()}", path)
            held = [data] if kind in (_WHOLE, _FIRST) else [*held, data]
            if kind in (_WHOLE, _LAST):
                yield b"".join(held)
                held = []
            at += _HEAD + size
        cut = at + _HEAD <= len(block) or (len(block) < _BLOCK and at < len(block))
        if (cut or held) and len(block) < _BLOCK:
            notes.append(_CUT)
        at = 0

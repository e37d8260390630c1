"""Read TensorBoard event files: scalars by tag, without TensorFlow.

A file is a row of records (length, checksum, message, checksum); a message is a protocol
buffer ``Event``. Only the fields that scalars need are decoded, by their numbers in
``tensorflow/core/util/event.proto``, ``summary.proto`` and ``tensor.proto``.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from advisor.intake.points import sheet_of_points
from advisor.intake.run import Sheet, refuse
from advisor.intake.settings import stated_beside
from advisor.signals.series import Log
from advisor.source.protobuf import fields

__all__ = ["SIDES", "is_events", "read_events"]

_HEAD = 12
_LONGEST = 64 * 1024 * 1024
_CHECKED = 64 * 1024
"""Events that are longer hold pictures or weights, never a scalar, and are passed over."""

_MASK = 0xA282EAD8
SIDES = frozenset({"train", "validation", "val", "eval", "test"})
"""Folders that hold one side of a run, whatever lies in the folder above."""

_FORMATS = {1: "<f", 2: "<d", 3: "<i", 9: "<q", 19: "<e"}
_PLAIN = {5: "<f", 6: "<d"}


def is_events(head: bytes) -> bool:
    """Whether a file begins with a sound record header."""
    if len(head) < _HEAD:
        return False
    (checksum,) = struct.unpack("<I", head[8:_HEAD])
    return bool(_masked(head[:8]) == checksum)


def read_events(paths: list[Path], name: str) -> Sheet:
    """Read the event files of one run, in the order of their names.

    Files in folders below that of the run are sides of it, such as the train and validation of
    the Keras callback; the folder's name stands before their tags. A tag that goes back in
    steps was taken up again: later values count.
    """
    log = Log()
    notes: list[str] = []
    last: dict[str, float] = {}
    top = min(len(path.parts) for path in paths)
    for path in sorted(paths):
        inner = len(path.parts) > top or path.parent.name in SIDES
        for tag, step, value in _scalars(path, notes):
            column = f"{path.parent.name}/{tag}" if inner else tag
            if step < last.get(column, -math.inf):
                log.curves[column].rewind(step)
                again = f"{column} was taken up again; from there on the later values count."
                notes += [again] if again not in notes else []
            log.add(step, {column: value})
            last[column] = step
    # Keras logs by epoch and by batch under one tag each; epochs are what can be compared.
    by_epoch = any(_last(tag).startswith("epoch_") for tag in log.curves)
    if by_epoch:
        for tag in [tag for tag in log.curves if not _last(tag).startswith("epoch_")]:
            del log.curves[tag]
    # Lightning logs the epoch as a scalar, from 0.
    from_zero = by_epoch or "epoch" in log.curves
    counter = "epoch" if by_epoch else "step"
    return sheet_of_points(
        name,
        "tensorboard",
        log,
        counter=counter,
        from_zero=from_zero,
        stated=stated_beside(min(paths).with_name("hparams.yaml")),
        notes=notes,
    )


def _last(tag: str) -> str:
    return tag.rsplit("/", 1)[-1]


def _scalars(path: Path, notes: list[str]) -> Iterator[tuple[str, float, float]]:
    with path.open("rb") as file:
        for message in _records(file, path, notes):
            try:
                yield from _of_event(message)
            except ValueError:
                raise refuse("I006", f"no event before byte {file.tell()}", path) from None


def _of_event(message: bytes) -> Iterator[tuple[str, float, float]]:
    step, summaries = 0, []
    for number, value in fields(message):
        if number == 2 and isinstance(value, int):
            step = value if value < 1 << 63 else value - (1 << 64)
        elif number == 5 and isinstance(value, bytes):
            summaries.append(value)
    for summary in summaries:
        for number, value in fields(summary):
            if number == 1 and isinstance(value, bytes):
                tag, scalar = _value(value)
                if scalar is not None:
                    yield tag, float(step), scalar


def _records(file: BinaryIO, path: Path, notes: list[str]) -> Iterator[bytes]:
    while head := file.read(_HEAD):
        if len(head) < _HEAD:
            break
        (length,) = struct.unpack("<Q", head[:8])
        if not is_events(head) or length > _LONGEST:
            raise refuse("I006", f"broken record before byte {file.tell()}", path)
        message, checksum = file.read(length), file.read(4)
        if len(message) < length or len(checksum) < 4:
            break
        if length > _CHECKED:
            continue
        if int.from_bytes(checksum, "little") != _masked(message):
            raise refuse("I006", f"wrong checksum before byte {file.tell()}", path)
        yield message
    else:
        return
    notes.append(f"The last record of {path.name} is cut short, and left out.")


def _value(message: bytes) -> tuple[str, float | None]:
    tag, scalar = "", None
    for number, value in fields(message):
        if number == 1 and isinstance(value, bytes):
            tag = value.decode("utf-8", "replace")
        elif number == 2 and isinstance(value, bytes) and len(value) == 4:
            (scalar,) = struct.unpack("<f", value)
        elif number == 8 and isinstance(value, bytes):
            scalar = _tensor(value)
    return tag, scalar


def _tensor(message: bytes) -> float | None:
    """Return the number of a tensor that holds a single one."""
    kind, content = 0, b""
    for number, value in fields(message):
        if number == 1 and isinstance(value, int):
            kind = value
        elif number == 4 and isinstance(value, bytes):
            content = value
        elif number in _PLAIN and isinstance(value, bytes):
            size = struct.calcsize(_PLAIN[number])
            return float(struct.unpack(_PLAIN[number], value)[0]) if len(value) == size else None
    form = _FORMATS.get(kind)
    if form is None or len(content) != struct.calcsize(form):
        return None
    return float(struct.unpack(form, content)[0])


def _table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
        table.append(crc)
    return table


_TABLE = _table()


def _masked(data: bytes) -> int:
    """Return the masked CRC-32C of some bytes, as TFRecord files hold it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 255] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF

"""Read the fields of protocol buffers, by their numbers, without a schema."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["Field", "fields"]

Field = tuple[int, int | bytes]
"""The number of a field, and its value: an integer, or the bytes of every other kind."""

_LONGEST = 63


def fields(message: bytes) -> Iterator[Field]:
    """Give the fields of a message in their order.

    Raises:
        ValueError: The bytes are no whole message.
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == 2:
            length, at = _varint(message, at)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ValueError(f"wire type {wire}")
        if at + length > len(message):
            raise ValueError("a field ends behind its message")
        yield number, message[at : at + length]
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift <= _LONGEST:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise ValueError("a number does not end")

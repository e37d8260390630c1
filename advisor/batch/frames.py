"""Send objects between a batch and its workers, each in a frame of known length."""

from __future__ import annotations

import pickle
import struct
from typing import BinaryIO

__all__ = ["receive", "send"]

_COUNT = struct.Struct(">I")
_LENGTH = struct.Struct(">Q")


def send(stream: BinaryIO, thing: object) -> None:
    """Write one object; what stands in a ``PickleBuffer`` follows it and is not copied.

    Raises:
        OSError: the other end is gone.
    """
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(thing, protocol=5, buffer_callback=buffers.append)
    pieces: list[bytes | memoryview] = [body, *(buffer.raw() for buffer in buffers)]
    stream.write(_COUNT.pack(len(pieces)))
    for piece in pieces:
        stream.write(_LENGTH.pack(len(piece)))
        stream.write(piece)
    stream.flush()


def receive(stream: BinaryIO) -> object:
    """Read one object, sent by our own process at the other end.

    Raises:
        EOFError: the other end is gone, or went in the middle of a frame.
    """
    (count,) = _COUNT.unpack(_exactly(stream, _COUNT.size))
    body, *buffers = [_sized(stream) for _ in range(count)]
    return pickle.loads(body, buffers=buffers)


def _sized(stream: BinaryIO) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data

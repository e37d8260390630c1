"""Send objects between a batch and its workers, each in a frame of known length."""

from __future__ import annotations

import pickle
import struct
from typing import BinaryIO

__all__ = ["receive", "send"]

_LENGTH = struct.Struct(">Q")


def send(stream: BinaryIO, thing: object) -> None:
    """Write one object.

    Raises:
        OSError: the other end is gone.
    """
    body = pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> object:
    """Read one object, sent by our own process at the other end.

    Raises:
        EOFError: the other end is gone, or went in the middle of a frame.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return pickle.loads(_exactly(stream, length))


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data

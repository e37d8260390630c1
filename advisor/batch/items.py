"""What goes through a batch: numbered texts, in chunks that are done or redone as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.source import Format

__all__ = ["CHUNK_BYTES", "CHUNK_LINES", "FIRST_LINES", "Item", "Position", "chunks"]

CHUNK_LINES = 128
CHUNK_BYTES = 1_000_000
FIRST_LINES = 8  # the first answers come soon


class Position(NamedTuple):
    """How far the inputs have been read.

    ``source`` counts inputs, ``line`` the lines read of that one, and ``offset`` is where
    reading goes on in it: a byte of its text unpacked, a row of a table, or a file of a folder.
    """

    source: int = 0
    line: int = 0
    offset: int = 0


class Item(NamedTuple):
    """One descriptor to be: where it stands, its raw text, and what to make of it.

    ``text`` is the JSON made of a table's row, where the raw text is none. ``problem`` says
    why nothing can be made of it at all.
    """

    input: str
    line: int
    raw: bytes
    after: Position
    text: bytes | None = None
    format: Format = "json"
    problem: str | None = None


def chunks(items: Iterable[Item], done: int = 0) -> Iterator[list[Item]]:
    """Cut items into chunks; the cuts depend on nothing but the items before them.

    ``done`` counts the items before these.
    """
    chunk: list[Item] = []
    size, most = 0, CHUNK_LINES if done else FIRST_LINES
    for item in items:
        chunk.append(item)
        size += len(item.raw)
        if len(chunk) >= most or size >= CHUNK_BYTES:
            yield chunk
            chunk, size, most = [], 0, CHUNK_LINES
    if chunk:
        yield chunk

"""Open packed files, and pack what is written; the suffix tells how."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

from advisor.errors import AdvisorError

__all__ = ["UNPACKING_ERRORS", "opened", "packer", "unpacked_suffix"]

UNPACKING_ERRORS = (EOFError, gzip.BadGzipFile)
"""What reading a broken packed file raises, besides OSError."""

_PACKED = frozenset({".gz", ".zst"})
_ZSTD_MODULES = ("compression.zstd", "backports.zstd")


def unpacked_suffix(path: Path) -> str:
    """Return the suffix that tells what a file holds: ``.jsonl`` for ``a.jsonl.gz``."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def opened(path: Path) -> BinaryIO:
    """Open a file for reading, unpacked where it is packed.

    Raises:
        OSError: it cannot be opened.
        AdvisorError: it is packed by Zstandard, and no module for that is installed.
    """
    match path.suffix.lower():
        case ".gz":
            return cast("BinaryIO", gzip.open(path, "rb"))
        case ".zst":
            return cast("BinaryIO", _zstd().open(path, "rb"))
        case _:
            return path.open("rb")


def packer(path: Path | None) -> Callable[[bytes], bytes]:
    """Return what makes of each chunk of an output a packed piece that can stand alone.

    Raises:
        AdvisorError: Zstandard is asked for, and no module for it is installed.
    """
    match "" if path is None else path.suffix.lower():
        case ".gz":
            return lambda data: gzip.compress(data, compresslevel=6, mtime=0) if data else b""
        case ".zst":
            compress = _zstd().compress
            return lambda data: cast("bytes", compress(data)) if data else b""
        case _:
            return lambda data: data


def _zstd() -> Any:
    for name in _ZSTD_MODULES:
        try:
            return import_module(name)
        except ImportError:
            continue
    raise AdvisorError("Zstandard needs Python 3.14 or: pip install backports.zstd")

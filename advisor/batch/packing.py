"""Open packed files, and pack what is written; the suffix tells how."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

from advisor.errors import AdvisorError

__all__ = ["Packer", "is_packed", "opened", "packer", "unpacked_suffix", "unpacking_errors"]

Packer = Callable[[bytes], bytes]
"""Makes of a piece of an output a packed piece that can stand alone, and of nothing nothing."""

_PACKED = frozenset({".gz", ".bz2", ".xz", ".zst"})
_ZSTD_MODULES = ("compression.zstd", "backports.zstd")


def is_packed(path: Path) -> bool:
    """Say whether the suffix tells that a file is packed."""
    return path.suffix.lower() in _PACKED


def unpacked_suffix(path: Path) -> str:
    """Return the suffix that tells what a file holds: ``.jsonl`` for ``a.jsonl.gz``."""
    return Path(path.stem if is_packed(path) else path.name).suffix.lower()


def opened(path: Path) -> BinaryIO:
    """Open a file for reading, unpacked where it is packed.

    Raises:
        OSError: it cannot be opened.
        AdvisorError: it is packed by Zstandard, and no module for that is installed.
    """
    match path.suffix.lower():
        case ".gz":
            return cast("BinaryIO", gzip.open(path, "rb"))
        case ".bz2":
            return cast("BinaryIO", bz2.open(path, "rb"))
        case ".xz":
            return cast("BinaryIO", lzma.open(path, "rb"))
        case ".zst":
            return cast("BinaryIO", _zstd().open(path, "rb"))
        case _:
            return path.open("rb")


def unpacking_errors() -> tuple[type[Exception], ...]:
    """Return what reading a broken packed file raises, besides OSError."""
    errors: tuple[type[Exception], ...] = (EOFError, zlib.error, lzma.LZMAError)
    try:
        return (*errors, _zstd().ZstdError)
    except AdvisorError:
        return errors


def packer(path: Path | None) -> Packer:
    """Return what packs each piece of an output.

    Raises:
        AdvisorError: Zstandard is asked for, and no module for it is installed.
    """
    match "" if path is None else path.suffix.lower():
        case ".gz":
            return lambda data: gzip.compress(data, compresslevel=6, mtime=0) if data else b""
        case ".bz2":
            return lambda data: bz2.compress(data) if data else b""
        case ".xz":
            return lambda data: lzma.compress(data, preset=2) if data else b""
        case ".zst":
            compress = _zstd().compress
            return lambda data: cast("bytes", compress(data)) if data else b""
        case _:
            return lambda data: data


@cache
def _zstd() -> Any:
    for name in _ZSTD_MODULES:
        try:
            return import_module(name)
        except ImportError:
            continue
    raise AdvisorError("Zstandard needs Python 3.14, or a package: pip install 'nn-advisor[zstd]'")

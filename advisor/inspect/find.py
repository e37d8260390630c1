"""Tell what a file is that models are read from, and hand it to its reader."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from advisor.inspect.program.source import read_notebook, read_source
from advisor.inspect.result import Inspection, refuse

__all__ = ["MODELS", "PROGRAMS", "inspect"]

PROGRAMS = frozenset({".py", ".ipynb"})
"""Suffixes of programs, which hold a model or not."""

MODELS = frozenset[str]()
"""Suffixes of model files."""

_MOST = 64 * 1024 * 1024
"""Bytes of the largest file that is read."""

_READERS: dict[str, Callable[[bytes, str], Iterable[Inspection]]] = {
    ".py": read_source,
    ".ipynb": read_notebook,
}


def inspect(target: str | os.PathLike[str]) -> tuple[Inspection, ...]:
    """Read the models that a file holds, without running anything.

    Args:
        target: A Python source file or a notebook that uses Keras or PyTorch.

    Returns:
        One inspection for each model, in the order of the file.

    Raises:
        InspectError: The file cannot be read, or holds no model.
    """
    path = Path(target)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise refuse("M002", f"no kind of file that models are read from: {path.suffix!r}", path)
    return tuple(reader(_content(path), str(path)))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST:
            raise refuse("M002", f"larger than {_MOST >> 20} MB", path)
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise refuse("M001", f"cannot be read: {reason}", path) from None

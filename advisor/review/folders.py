"""Find what can be reviewed in folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from advisor.errors import SourceError
from advisor.inspect.find import MODELS, PROGRAMS
from advisor.inspect.models.hugging_face import is_hugging_face
from advisor.inspect.models.keras import is_keras
from advisor.review.subjects import DESCRIPTORS, reads_as_descriptor
from advisor.source import read_path

__all__ = ["counts", "files_in", "matches"]

_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "build", "dist", "venv"})
# Fragments of programs leave the imports out.
_FRAMEWORKS = (b"keras", b"tensorflow", b"torch", b"Sequential(", b"nn.Module")
_MOST = 2_000_000
_MOST_NOTEBOOK = 100_000_000
"""Most of a notebook is the pictures that its cells drew."""


def files_in(folder: Path, exclude: Sequence[str] = ()) -> Iterator[Path]:
    """Give the files below a folder that hold a descriptor, a program or a model, sorted.

    Hidden folders, virtual environments and what packages are built in are left out. Of
    YAML, JSON and TOML files those count that read as a descriptor, and JSON that is a model of
    Keras or a configuration of Hugging Face; of programs those that name Keras, TensorFlow or
    PyTorch.

    Args:
        folder: Where to begin.
        exclude: Patterns of paths to leave out, as ``tests/*``.
    """
    for here, folders, names in os.walk(folder):
        base = Path(here)
        folders[:] = sorted(name for name in folders if not _is_skipped(base / name))
        for name in sorted(names):
            path = base / name
            if not matches(path.relative_to(folder), exclude) and counts(path):
                yield path


def matches(path: Path, patterns: Sequence[str]) -> bool:
    """Whether a path, its name or a folder above it fits one of the patterns."""
    parts = [path.name, *(str(each) for each in (path, *path.parents))]
    return any(fnmatch(part, pattern.rstrip("/")) for part in parts for pattern in patterns)


def _is_skipped(folder: Path) -> bool:
    name = folder.name
    return name.startswith(".") or name in _SKIPPED or (folder / "pyvenv.cfg").exists()


def counts(path: Path) -> bool:
    """Whether a file seems to hold a descriptor, a program with a model, or a model."""
    suffix = path.suffix.lower()
    try:
        if not path.is_file():
            return False
        most = _MOST_NOTEBOOK if suffix == ".ipynb" else _MOST
        if path.name.startswith(".") or path.stat().st_size > most:
            return suffix in MODELS
        if suffix in PROGRAMS:
            content = path.read_bytes()
            return any(name in content for name in _FRAMEWORKS)
        if suffix in DESCRIPTORS:
            data = read_path(path).data
            model = suffix == ".json" and (is_keras(data) or is_hugging_face(data))
            return model or reads_as_descriptor(data)
    except (OSError, SourceError):
        return False
    return suffix in MODELS

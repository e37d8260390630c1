"""Tell what a file is that models are read from, and hand it to its reader."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from advisor.inspect.models.hugging_face import (
    is_hugging_face,
    read_hugging_face,
    read_safetensors,
)
from advisor.inspect.models.keras import (
    is_keras,
    read_keras_archive,
    read_keras_config,
    read_keras_hdf5,
)
from advisor.inspect.models.onnx import read_onnx
from advisor.inspect.program.source import read_notebook, read_source
from advisor.inspect.result import Inspection, refuse

__all__ = ["MODELS", "PROGRAMS", "inspect"]

PROGRAMS = frozenset({".py", ".ipynb"})
"""Suffixes of programs, which hold a model or not."""

MODELS = frozenset({".keras", ".h5", ".hdf5", ".onnx", ".safetensors"})
"""Suffixes of model files."""

_PICKLES = frozenset({".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".bin", ".joblib"})
_PICKLED = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_TARGET = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*\Z")
_MOST = 2 * 1024 * 1024 * 1024
_MOST_HEADER = 100_000_008

Read = Callable[[bytes, str], tuple[Inspection, ...]]


def inspect(
    target: str | os.PathLike[str],
    *,
    run: bool = False,
    pickles: Iterable[str | os.PathLike[str]] = (),
) -> tuple[Inspection, ...]:
    """Read the models that a file holds, without running anything.

    Args:
        target: A Python source file or a notebook that uses Keras or PyTorch, a model of Keras
            (.keras, JSON, .h5), an ONNX model, a ``config.json`` of Hugging Face, a safetensors
            file, or ``package.module:factory`` of a PyTorch module.
        run: Whether the code may be run that makes a PyTorch module.
        pickles: Files that may be opened although they are pickles, which run code when they
            are opened.

    Returns:
        One inspection for each model, in the order of the file.

    Raises:
        InspectError: The file cannot be read, or holds no model, or wants code to be run.
    """
    found = _read(Path(target), str(target), run, pickles)
    return tuple(replace(each, file=str(target)) for each in found)


def _read(
    path: Path, file: str, run: bool, pickles: Iterable[str | os.PathLike[str]]
) -> tuple[Inspection, ...]:
    if _TARGET.match(file) and not path.exists():
        return (_module(file, run),)
    suffix = path.suffix.lower()
    content = _content(path, _MOST_HEADER if suffix == ".safetensors" else _MOST)
    if suffix in (".h5", ".hdf5"):
        return (read_keras_hdf5(file),)
    if suffix in _PICKLES or content[:2] in _PICKLED:
        return (_pickle(path, pickles),)
    reader = _READERS.get(suffix)
    if reader is None:
        raise refuse("M002", f"no kind of file that models are read from: {suffix!r}", file)
    if not content:
        raise refuse("M002", "the file is empty", file)
    return reader(content, file)


def _module(target: str, run: bool) -> Inspection:
    if not run:
        message = "making the model runs its code; say so with --run (in Python: run=True)"
        raise refuse("M008", message, target)
    from advisor.inspect.models.torch_module import read_torch_module

    return read_torch_module(target)


def _pickle(path: Path, allowed: Iterable[str | os.PathLike[str]]) -> Inspection:
    if path.resolve() not in {Path(each).resolve() for each in allowed}:
        message = (
            "a pickle, which runs code when it is opened, so it is not; give the program that "
            "makes the model or an ONNX export, or allow it by name with --allow-pickle"
        )
        raise refuse("M006", message, path)
    from advisor.inspect.models.torch_module import read_pickle

    return read_pickle(path)


def _content(path: Path, most: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > most and path.suffix.lower() != ".safetensors":
            raise refuse("M002", f"larger than {most >> 30} GB", path)
        with path.open("rb") as stream:
            return stream.read(most)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse("M001", f"cannot be read: {reason.lower()}", path) from None


def _read_json(content: bytes, file: str) -> tuple[Inspection, ...]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise refuse("M005", f"no JSON: {error}", file) from None
    if isinstance(data, dict) and is_keras(data):
        return (read_keras_config(data, file),)
    if isinstance(data, dict) and is_hugging_face(data):
        return (read_hugging_face(data, file),)
    raise refuse("M004", "neither a model of Keras nor a Hugging Face configuration", file)


_READERS: dict[str, Read] = {
    ".py": read_source,
    ".ipynb": read_notebook,
    ".json": _read_json,
    ".keras": lambda content, file: (read_keras_archive(content, file),),
    ".onnx": lambda content, file: (read_onnx(content, file),),
    ".safetensors": lambda content, file: (read_safetensors(content, file),),
}

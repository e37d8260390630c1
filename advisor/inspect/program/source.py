"""Read a Python source file or a notebook."""

from __future__ import annotations

from advisor.inspect.result import Inspection

__all__ = ["read_notebook", "read_source"]


def read_source(content: bytes, file: str) -> tuple[Inspection, ...]:
    """Read the models of a source file."""
    raise NotImplementedError


def read_notebook(content: bytes, file: str) -> tuple[Inspection, ...]:
    """Read the models of a notebook."""
    raise NotImplementedError

"""Read a Python source file or a notebook."""

from __future__ import annotations

import ast
import contextlib
import json
import re
import tokenize
import warnings
from collections.abc import Callable
from io import BytesIO

from advisor.errors import InspectError
from advisor.inspect.program.conclusion import conclude
from advisor.inspect.program.imports import uses_a_framework
from advisor.inspect.program.modules import Modules, Text
from advisor.inspect.program.older import modern
from advisor.inspect.program.reader import Reader
from advisor.inspect.result import Inspection, refuse
from advisor.source import split_lines

__all__ = ["code_cells", "program_text", "read_notebook", "read_source"]

_MAGIC = re.compile(r"^(\s*)[%!?]")
_MOST = 2_000_000

Where = Callable[[int], tuple[int, int | None]]
"""Gives the line within its cell, and the cell, of a line."""


def read_source(content: bytes, file: str) -> tuple[Inspection, ...]:
    """Read the models of a Python source file without running it.

    Args:
        content: What the file holds.
        file: Its name, for places.

    Returns:
        One inspection for each model; for a generator with its discriminator one more.

    Raises:
        InspectError: The source does not parse (M003), or holds no model (M004).
    """
    return _read(program_text(content, file), file, "python", _plain_lines)


def read_notebook(content: bytes, file: str) -> tuple[Inspection, ...]:
    """Read the models of a Jupyter notebook: its cells of code, one after another.

    Raises:
        InspectError: It is no notebook (M005), does not parse, or holds no model.
    """
    lines: list[str] = []
    places: list[tuple[int, int | None]] = []
    for number, source in enumerate(code_cells(content, file), 1):
        for line, text in enumerate(split_lines(source), 1):
            lines.append(_MAGIC.sub(r"\1pass  # ", text))
            places.append((line, number))
    return _read("\n".join(lines), file, "notebook", lambda line: places[line - 1])


def code_cells(content: bytes, file: str) -> list[str]:
    """Return the cells of a notebook in order, those that hold no Python empty.

    Raises:
        InspectError: It is no notebook (M005).
    """
    try:
        book = json.loads(content)
        cells = book["cells"] if "cells" in book else book["worksheets"][0]["cells"]
        sources = [
            cell.get("source", cell.get("input", "")) if cell["cell_type"] == "code" else ""
            for cell in cells
        ]
        # A cell in another language begins with its magic word.
        joined = [source if isinstance(source, str) else "".join(source) for source in sources]
        return ["" if source.startswith("%%") else source for source in joined]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise refuse("M005", "no notebook: its cells cannot be found", file) from None


def program_text(content: bytes, file: str) -> str:
    """Return the text of a program in the encoding that it declares, else in UTF-8.

    Raises:
        InspectError: It cannot be decoded (M003), or is larger than any program (M002).
    """
    if len(content) > _MOST:
        raise refuse("M002", f"larger than {_MOST // 1_000_000} MB, more than a program", file)
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        name = "UTF-8" if encoding.startswith("utf-8") else encoding
        message = f"the text is not {name}: byte {error.start + 1} cannot be read"
        raise refuse("M003", message, file) from None
    except (SyntaxError, LookupError) as error:
        raise refuse("M003", f"the text cannot be read: {error}", file) from None


def _read(text: str, file: str, form: str, where: Where) -> tuple[Inspection, ...]:
    tree = _parse(text, file, where)
    try:
        reader = Reader(Modules(Text(file, split_lines(text), where), _neighbour))
        reader.read(tree)
        found = tuple(conclude(reader, form))
    except RecursionError:
        raise refuse("M003", "nested too deeply to be read", file) from None
    if not found:
        without = "holds no model whose layers stand in it, and trains none that it fetches"
        reason = without if uses_a_framework(tree) else "uses neither Keras nor PyTorch"
        raise refuse("M004", reason, file)
    return found


def _neighbour(content: bytes, file: str) -> tuple[ast.Module, Text] | None:
    """Read a module beside the program; one that cannot be read says nothing."""
    try:
        text = program_text(content, file)
        where = _plain_lines
        return _parse(text, file, where), Text(file, split_lines(text), where)
    except InspectError:
        return None


def _plain_lines(line: int) -> tuple[int, None]:
    return line, None


def _parse(text: str, file: str, where: Where) -> ast.Module:
    try:
        return _tree(text)
    except SyntaxError as error:
        with contextlib.suppress(SyntaxError, ValueError):
            return _tree(modern(text))
        line, cell = where(error.lineno) if error.lineno else (None, None)
        place = f"{file}#cell{cell}" if cell is not None else file
        message = f"does not parse: {error.msg}"
        raise refuse("M003", message, place, line, error.offset) from None
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or "nested too deeply"
        raise refuse("M003", f"does not parse: {reason}", file) from None


def _tree(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        return ast.parse(text)

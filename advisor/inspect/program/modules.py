"""The modules of a program: the one that is read, and those beside it that it imports from."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.inspect.result import Place

__all__ = ["Modules", "Text"]

_MARK = "advisor_text"
_MOST_MODULES = 12
_MOST_BYTES = 200_000
_LONGEST = 200
_FRAMEWORKS = frozenset({"keras", "lightning", "numpy", "pandas", "sklearn", "tensorflow", "torch"})

Parse = Callable[[bytes, str], "tuple[ast.Module, Text] | None"]
"""Gives the tree of a file and its text, or None where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a file; ``where`` gives the line within its cell, and the cell, of a line."""

    file: str
    lines: Sequence[str]
    where: Callable[[int], tuple[int, int | None]]

    def place(self, node: ast.AST) -> Place:
        """Return where a node of this file stands."""
        line = getattr(node, "lineno", 1)
        inner, cell = self.where(line)
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        # The parser counts bytes, editors count characters.
        before = text.encode()[: getattr(node, "col_offset", 0)].decode(errors="ignore")
        return Place(self.file, inner, len(before) + 1, text.strip()[:_LONGEST], cell)


class Modules:
    """Finds the modules that a program imports from files beside it, and places in all of them.

    Only files in the program's own folder, or in that of its package, are looked for; they are
    read and not run, like the program itself.
    """

    def __init__(self, main: Text, parse: Parse) -> None:
        self.main = main
        self._parse = parse
        self._found: dict[Path, ast.Module | None] = {}

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands, in whichever file."""
        text: Text = getattr(node, _MARK, self.main)
        return text.place(node)

    def is_own(self, node: ast.AST) -> bool:
        """Whether a node stands in the program itself, and not in a module beside it."""
        return not hasattr(node, _MARK)

    def find(self, module: str, level: int, node: ast.AST) -> ast.Module | None:
        """Return the tree of a module that is imported at a node, None for one from elsewhere."""
        first = module.partition(".")[0]
        if not level and (not first or first in _FRAMEWORKS or first in sys.stdlib_module_names):
            return None
        above = Path(self.place(node).file).parent.joinpath(*[".."] * (level - 1))
        folder = Path(os.path.normpath(above))
        path = folder.joinpath(*module.split(".")) if module else folder
        for file in (path.with_name(f"{path.name}.py"), path / "__init__.py"):
            if file in self._found or self._is_readable(file):
                return self._read(file)
        return None

    def _is_readable(self, file: Path) -> bool:
        try:
            return (
                len(self._found) < _MOST_MODULES
                and file.is_file()
                and file.stat().st_size <= _MOST_BYTES
            )
        except OSError:
            return False

    def _read(self, file: Path) -> ast.Module | None:
        if file not in self._found:
            self._found[file] = None
            try:
                parsed = self._parse(file.read_bytes(), str(file))
            except OSError:
                parsed = None
            if parsed is not None:
                tree, text = parsed
                for node in ast.walk(tree):
                    setattr(node, _MARK, text)
                self._found[file] = tree
        return self._found[file]

"""What the parts that read a program ask of each other."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Protocol

from advisor.inspect.program.evidence import Evidence, Loop
from advisor.inspect.program.values import Argument, Scope, Value, given_argument
from advisor.inspect.result import Place

__all__ = ["Arguments", "Reading"]


class Arguments:
    """What a call was given, by position and by name."""

    __slots__ = ("args", "keywords")

    def __init__(self, args: Sequence[Argument] = (), keywords: dict[str, Argument] | None = None):
        self.args = list(args)
        self.keywords = keywords or {}

    def get(self, position: int | None, *names: str) -> Argument | None:
        """Return an argument by any of its names or, failing that, by its position."""
        return given_argument(self.args, self.keywords, position, names)

    def value(self, position: int | None, *names: str) -> Value | None:
        """Return the value of an argument, or None where it was not given."""
        found = self.get(position, *names)
        return found.value if found is not None else None


class Reading(Protocol):
    """A program that is being read: what was seen, and the ways to go on."""

    evidence: Evidence
    loops: list[Loop]
    running: list[ast.AST]
    without_gradients: int

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands."""

    def neighbour(self, module: str, level: int, node: ast.AST) -> Scope | None:
        """Return the names of a module beside the program, None for one from elsewhere."""

    def value(self, node: ast.AST | None, scope: Scope) -> Value:
        """Return what an expression comes to."""

    def execute(self, body: Sequence[ast.stmt], scope: Scope, returned: list[Value]) -> bool:
        """Go through statements; whether they surely end in a return or another way out."""

    def call(self, function: Value, given: Arguments, node: ast.AST) -> Value:
        """Return what calling something gives."""

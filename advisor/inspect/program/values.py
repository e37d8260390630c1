"""What the expressions of a program come to when it is read and not run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from advisor.inspect.network import Step

__all__ = [
    "UNKNOWN",
    "Argument",
    "Array",
    "Class",
    "Flow",
    "Items",
    "Known",
    "Made",
    "Method",
    "Named",
    "Parent",
    "Routine",
    "Scope",
    "Space",
    "Table",
    "Thing",
    "Unknown",
    "Value",
    "constant",
    "given_argument",
]


class Value:
    """Anything that an expression may come to."""

    __slots__ = ()


class Unknown(Value):
    """What cannot be known without running the program."""

    __slots__ = ()


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Known(Value):
    """A plain constant: number, text, bool or None."""

    value: object


@dataclass(eq=False, slots=True)
class Argument(Value):
    """A value together with the node that it was given by."""

    value: Value
    node: ast.AST


@dataclass(eq=False, slots=True)
class Items(Value):
    """A list, tuple or set, each item with the node that made it."""

    items: list[Argument]


@dataclass(eq=False, slots=True)
class Table(Value):
    """A dictionary with keys that are known."""

    items: dict[object, Argument]


@dataclass(frozen=True, slots=True)
class Named(Value):
    """Something imported, by its full dotted name."""

    path: str

    @property
    def name(self) -> str:
        """The last part of the dotted name."""
        return self.path.rpartition(".")[2]


@dataclass(eq=False, slots=True)
class Made(Value):
    """What calling something imported gave: a layer, a loss, an optimizer, a Keras model.

    ``parts`` are the layers of a sequential model or a list of modules. ``outputs`` is what a
    functional model gives back.
    """

    path: str
    args: list[Argument]
    keywords: dict[str, Argument]
    node: ast.AST
    parts: list[Argument] = field(default_factory=list)
    attributes: dict[str, Value] = field(default_factory=dict)
    outputs: Value | None = None

    @property
    def name(self) -> str:
        """The last part of the dotted name."""
        return self.path.rpartition(".")[2]

    def argument(self, position: int | None, *names: str) -> Argument | None:
        """Return an argument by any of its names or, failing that, by its position."""
        return given_argument(self.args, self.keywords, position, names)


def given_argument(
    args: Sequence[Argument],
    keywords: Mapping[str, Argument],
    position: int | None,
    names: Iterable[str],
) -> Argument | None:
    """Return what a call was given under any of some names or, failing that, at a position."""
    for name in names:
        if name in keywords:
            return keywords[name]
    if position is not None and position < len(args):
        return args[position]
    return None


@dataclass(eq=False, slots=True)
class Flow(Value):
    """Numbers on their way through layers, and the networks that they came through."""

    steps: tuple[Step, ...] = ()
    through: tuple[Value, ...] = ()

    def then(self, *steps: Step) -> Flow:
        """Return the numbers after further steps."""
        return Flow(self.steps + steps, self.through)


@dataclass(frozen=True, slots=True)
class Array(Value):
    """Data with what is known of them.

    ``encoding`` is that of labels: integer, one_hot, binary or continuous; ``low`` and ``high``
    bound the numbers, ``classes`` counts them where they are labels. ``standardized`` tells of
    mean 0 and deviation 1.
    """

    encoding: str | None = None
    low: float | None = None
    high: float | None = None
    classes: int | None = None
    standardized: bool | None = None
    node: ast.AST | None = None

    def rescaled(self, factor: float, shift: float = 0.0) -> Array:
        """Return the numbers times a factor and plus a shift."""
        ends = [None if end is None else end * factor + shift for end in (self.low, self.high)]
        low, high = reversed(ends) if factor < 0 else ends
        standardized = None if (factor, shift) != (1.0, 0.0) else self.standardized
        encoding = self.encoding if factor == 1.0 else "continuous" if self.encoding else None
        return replace(self, low=low, high=high, standardized=standardized, encoding=encoding)


@dataclass(eq=False, slots=True)
class Scope:
    """Names and their values, with the scope around it."""

    names: dict[str, Value] = field(default_factory=dict)
    around: Scope | None = None
    owner: Thing | None = None
    kind: Class | None = None

    def find(self, name: str) -> Value | None:
        """Return the value of a name in this scope or the ones around it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.around
        return None


@dataclass(eq=False, slots=True)
class Space(Value):
    """A module of the program, by the names in it."""

    scope: Scope


@dataclass(eq=False, slots=True)
class Routine(Value):
    """A function of the program, with the object and the class it is bound to, if any."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    owner: Thing | None = None
    kind: Class | None = None


@dataclass(eq=False, slots=True)
class Class(Value):
    """A class of the program: its methods, and what it derives from."""

    node: ast.ClassDef
    scope: Scope
    methods: dict[str, ast.FunctionDef | ast.AsyncFunctionDef]
    bases: tuple[Value, ...]
    constants: dict[str, Value] = field(default_factory=dict)

    @property
    def roots(self) -> tuple[str, ...]:
        """Dotted names of the imported classes that it derives from."""
        found: list[str] = []
        for base in self.bases:
            if isinstance(base, Named):
                found.append(base.path)
            elif isinstance(base, Class):
                found += base.roots
        return tuple(found)

    def method(self, name: str) -> tuple[Class, ast.FunctionDef | ast.AsyncFunctionDef] | None:
        """Return a method and the class that has it, own before inherited."""
        if name in self.methods:
            return self, self.methods[name]
        return self.inherited(name)

    def inherited(self, name: str) -> tuple[Class, ast.FunctionDef | ast.AsyncFunctionDef] | None:
        """Return a method of the classes it derives from, and the class that has it."""
        for base in self.bases:
            if isinstance(base, Class) and (found := base.method(name)):
                return found
        return None


@dataclass(eq=False, slots=True)
class Thing(Value):
    """An object of a class of the program."""

    kind: Class
    node: ast.AST
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parent(Value):
    """An object as its parent class sees it: what ``super()`` gives."""

    kind: Class
    owner: Thing


@dataclass(frozen=True, slots=True)
class Method(Value):
    """A method, or an attribute, of something that is not of the program."""

    owner: Value
    name: str


def constant(value: Value | None) -> object:
    """Return the plain constant that a value is, or None."""
    return value.value if isinstance(value, Known) else None

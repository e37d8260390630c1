"""Go through a program once, as it would run, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from advisor.inspect.program.calls import call_anything, unknown_arguments
from advisor.inspect.program.evidence import Evidence, Loop
from advisor.inspect.program.expressions import evaluate
from advisor.inspect.program.modules import Modules
from advisor.inspect.program.networks import is_network
from advisor.inspect.program.reading import Arguments
from advisor.inspect.program.statements import go_through
from advisor.inspect.program.values import UNKNOWN, Class, Known, Routine, Scope, Thing, Value
from advisor.inspect.result import Place

__all__ = ["Reader"]

_MOST_STEPS = 400_000
_MOST_AT_ONCE = 100_000
"""Steps for one statement of the program, so that what follows is read too."""
_MOST_DEEP = 120


class Reader:
    """A program as it is read: names, loops around the present place, and all that was seen."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.scope = Scope()
        self.evidence = Evidence()
        self.loops: list[Loop] = []
        self.running: list[ast.AST] = []
        self.without_gradients = 0
        self._steps = 0
        self._limit = 0
        self._deep = 0
        self._ran: set[ast.AST] = set()
        self._spaces: dict[ast.Module, Scope] = {}

    def read(self, tree: ast.Module) -> None:
        """Go through a whole program, then through what it only defines."""
        for statement in tree.body:
            self._begin()
            if self.execute([statement], self.scope, []):
                break
        own = [value for value in self.scope.names.values() if self._is_own(value)]
        # What uses networks comes before networks that nothing has made until then.
        for value in sorted(own, key=_is_network_class):
            self._visit(value)
        for model in list(self.evidence.models):
            if isinstance(model, Thing):
                self._visit_methods(model)
        self._limit = self._steps + _MOST_STEPS  # for those who conclude from what was seen

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands."""
        return self.modules.place(node)

    def neighbour(self, module: str, level: int, node: ast.AST) -> Scope | None:
        """Return the names of a module beside the program, None for one from elsewhere."""
        tree = self.modules.find(module, level, node)
        if tree is None:
            return None
        if tree not in self._spaces:
            self._spaces[tree] = Scope({"__name__": Known(module)})
            self.execute(tree.body, self._spaces[tree], [])
        return self._spaces[tree]

    def value(self, node: ast.AST | None, scope: Scope) -> Value:
        """Return what an expression comes to, unknown where it goes too deep or too long."""
        if node is None or self._steps >= self._limit or self._deep >= _MOST_DEEP:
            return UNKNOWN
        self._steps += 1
        self._deep += 1
        try:
            return evaluate(self, node, scope)
        finally:
            self._deep -= 1

    def execute(self, body: Sequence[ast.stmt], scope: Scope, returned: list[Value]) -> bool:
        """Go through statements; whether they surely end in a return or another way out."""
        if self._deep >= _MOST_DEEP:
            return False
        self._deep += 1
        try:
            return go_through(self, body, scope, returned)
        finally:
            self._deep -= 1

    def call(self, function: Value, given: Arguments, node: ast.AST) -> Value:
        """Return what calling something gives."""
        if isinstance(function, Routine):
            self._ran.add(function.node)
        return call_anything(self, function, given, node)

    def _begin(self) -> None:
        self._limit = min(self._steps + _MOST_AT_ONCE, _MOST_STEPS)

    def _is_own(self, value: Value) -> bool:
        return isinstance(value, Routine | Class) and self.modules.is_own(value.node)

    def _visit(self, value: Value) -> None:
        """Go through a function that nobody called, or make an object that nobody made."""
        self._begin()
        if isinstance(value, Routine) and value.node not in self._ran:
            self.call(value, unknown_arguments(self, value), value.node)
        elif isinstance(value, Class) and not self._was_made(value):
            made = self.call(value, Arguments(), value.node)
            if isinstance(made, Thing) and not is_network(made):
                self._visit_methods(made)

    def _was_made(self, kind: Class) -> bool:
        init = kind.method("__init__")
        if init is not None and init[1] in self._ran:
            return True
        return any(isinstance(each, Thing) and each.kind is kind for each in self.evidence.models)

    def _visit_methods(self, thing: Thing) -> None:
        for routine in list(_methods(thing)):
            if routine.node not in self._ran:
                self.call(routine, unknown_arguments(self, routine), routine.node)


def _is_network_class(value: Value) -> bool:
    return isinstance(value, Class) and is_network(Thing(value, value.node))


def _methods(thing: Thing) -> Iterator[Routine]:
    for name, node in thing.kind.methods.items():
        if not name.startswith("__") and name not in ("forward", "call"):
            yield Routine(node, thing.kind.scope, thing, thing.kind)

"""What the statements of a program do to its names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from advisor.inspect.program.augmenting import changes_in_place
from advisor.inspect.program.data import batches_of
from advisor.inspect.program.evidence import Loop
from advisor.inspect.program.expressions import items_of, truth
from advisor.inspect.program.imports import imported
from advisor.inspect.program.networks import is_network
from advisor.inspect.program.reading import Reading
from advisor.inspect.program.values import (
    UNKNOWN,
    Argument,
    Array,
    Class,
    Flow,
    Known,
    Made,
    Method,
    Routine,
    Scope,
    Space,
    Table,
    Thing,
    Value,
    constant,
)

__all__ = ["go_through"]

_MOST_TURNS = 64
_LEARNING = frozenset(
    [
        "backward",
        "step",
        "fit",
        "fit_generator",
        "train_on_batch",
        "zero_grad",
        "apply_gradients",
        "GradientTape",
    ]
)
_ANY_NAME = ("", "model", "net", "network")
"""Names that functions give to the model they build, before others give it its own."""


def go_through(
    reader: Reading, body: Sequence[ast.stmt], scope: Scope, returned: list[Value]
) -> bool:
    """Go through statements; whether they surely end in a return or another way out."""
    for statement in body:
        way = _WAYS.get(type(statement))
        if way is not None and way(reader, statement, scope, returned):
            return True
    return False


def bind(reader: Reading, target: ast.expr, value: Value, scope: Scope) -> None:
    """Give a value to a name, an attribute, or several names at once."""
    if isinstance(target, ast.Name):
        scope.names[target.id] = value
        _name_model(reader, value, target.id)
    elif isinstance(target, ast.Attribute):
        _set_attribute(reader, reader.value(target.value, scope), target.attr, value)
    elif isinstance(target, ast.Subscript):
        _set_item(reader, target, value, scope)
    elif isinstance(target, ast.Starred):
        bind(reader, target.value, UNKNOWN, scope)
    elif isinstance(target, ast.Tuple | ast.List):
        for each, part in zip(target.elts, _parts(value, len(target.elts)), strict=True):
            bind(reader, each, part, scope)


def _parts(value: Value, count: int) -> list[Value]:
    items = items_of(value)
    if items is not None and len(items) == count:
        return [item.value for item in items]
    if isinstance(value, Flow) or (isinstance(value, Array) and value.encoding is None):
        return [value] * count
    return [UNKNOWN] * count


def _name_model(reader: Reading, value: Value, name: str) -> None:
    models = reader.evidence.models
    if value in models and models[value] in _ANY_NAME:
        models[value] = name


def _set_attribute(reader: Reading, owner: Value, name: str, value: Value) -> None:
    if isinstance(owner, Thing | Made):
        owner.attributes[name] = value
        _name_model(reader, value, name)
        if isinstance(owner, Made) and is_network(value):
            reader.evidence.inside.add(value)
    elif isinstance(owner, Method) and isinstance(owner.owner, Made):
        # The head of a network made elsewhere: `model.classifier[6] = ...`.
        owner.owner.attributes[owner.name] = value


def _set_item(reader: Reading, target: ast.Subscript, value: Value, scope: Scope) -> None:
    owner = reader.value(target.value, scope)
    key = constant(reader.value(target.slice, scope))
    if isinstance(owner, Table) and isinstance(key, str | int | float):
        owner.items[key] = Argument(value, target)
    elif isinstance(owner, Method):
        _set_attribute(reader, owner, "[]", value)


def _import(reader: Reading, node: ast.Import | ast.ImportFrom, scope: Scope, _: object) -> bool:
    scope.names.update(imported(node))
    if isinstance(node, ast.Import):
        for alias in node.names:
            there = reader.neighbour(alias.name, 0, node)
            if there is not None and (alias.asname or "." not in alias.name):
                scope.names[alias.asname or alias.name] = Space(there)
    else:
        _import_from(reader, node, scope)
    return False


def _import_from(reader: Reading, node: ast.ImportFrom, scope: Scope) -> None:
    module = node.module or ""
    there = reader.neighbour(module, node.level, node)
    for alias in node.names:
        if there is not None and alias.name == "*":
            public = {name: value for name, value in there.names.items() if name[0] != "_"}
            scope.names.update(public)
        elif there is not None and alias.name in there.names:
            scope.names[alias.asname or alias.name] = there.names[alias.name]
        elif inner := reader.neighbour(f"{module}.{alias.name}".lstrip("."), node.level, node):
            scope.names[alias.asname or alias.name] = Space(inner)


def _assign(reader: Reading, node: ast.Assign, scope: Scope, _: object) -> bool:
    value = reader.value(node.value, scope)
    if changes_in_place(node):
        reader.evidence.in_place.append(node)
    for target in node.targets:
        bind(reader, target, value, scope)
    return False


def _annotated(reader: Reading, node: ast.AnnAssign, scope: Scope, _: object) -> bool:
    if node.value is not None:
        bind(reader, node.target, reader.value(node.value, scope), scope)
    return False


def _augmented(reader: Reading, node: ast.AugAssign, scope: Scope, _: object) -> bool:
    computed = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
    bind(reader, node.target, reader.value(computed, scope), scope)
    return False


def _expression(reader: Reading, node: ast.Expr, scope: Scope, _: object) -> bool:
    reader.value(node.value, scope)
    return False


def _return(reader: Reading, node: ast.Return, scope: Scope, returned: list[Value]) -> bool:
    returned.append(reader.value(node.value, scope) if node.value else Known(None))
    return True


def _way_out(reader: Reading, node: ast.stmt, scope: Scope, _: object) -> bool:
    return True


def _if(reader: Reading, node: ast.If, scope: Scope, returned: list[Value]) -> bool:
    found = truth(reader.value(node.test, scope))
    if found is not None:
        return reader.execute(node.body if found else node.orelse, scope, returned)
    before = dict(scope.names)
    first = reader.execute(node.body, scope, returned)
    middle = dict(scope.names)
    second = reader.execute(node.orelse, scope, returned)
    if not (first or second):
        _forget_differences(scope, before, middle)
    return first and second


def _forget_differences(scope: Scope, before: dict[str, Value], middle: dict[str, Value]) -> None:
    """A constant that each branch sets otherwise is not known afterwards."""
    for name, value in scope.names.items():
        there = middle.get(name, value)
        if isinstance(value, Known) and isinstance(there, Known):
            old = before.get(name, value)
            if value != there or (isinstance(old, Known) and old != value):
                scope.names[name] = UNKNOWN


def _for(
    reader: Reading, node: ast.For | ast.AsyncFor, scope: Scope, returned: list[Value]
) -> bool:
    over = reader.value(node.iter, scope)
    items = items_of(over)
    if items is not None and len(items) <= _MOST_TURNS and not _learns(node):
        for item in items:
            bind(reader, node.target, item.value, scope)
            if reader.execute(node.body, scope, returned):
                break
        return False
    turns = len(items) if items is not None else None
    first = items[0].value if items else batches_of(reader, over)
    bind(reader, node.target, UNKNOWN if isinstance(first, Known) else first, scope)
    _in_loop(reader, node, Loop(node, turns, over), scope, returned)
    return False


def _while(reader: Reading, node: ast.While, scope: Scope, returned: list[Value]) -> bool:
    _in_loop(reader, node, Loop(node), scope, returned)
    return False


def _in_loop(
    reader: Reading,
    node: ast.For | ast.AsyncFor | ast.While,
    loop: Loop,
    scope: Scope,
    returned: list[Value],
) -> None:
    reader.loops.append(loop)
    try:
        reader.execute(node.body, scope, [])
    finally:
        reader.loops.pop()
    reader.execute(node.orelse, scope, returned)


def _learns(node: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Attribute) and each.attr in _LEARNING for each in ast.walk(node)
    )


def _with(
    reader: Reading, node: ast.With | ast.AsyncWith, scope: Scope, returned: list[Value]
) -> bool:
    quiet = 0
    for item in node.items:
        value = reader.value(item.context_expr, scope)
        if isinstance(value, Made) and value.name in ("no_grad", "inference_mode"):
            quiet += 1
        if item.optional_vars is not None:
            bind(reader, item.optional_vars, value, scope)
    reader.without_gradients += quiet
    try:
        return reader.execute(node.body, scope, returned)
    finally:
        reader.without_gradients -= quiet


def _try(reader: Reading, node: ast.Try, scope: Scope, returned: list[Value]) -> bool:
    ended = reader.execute([*node.body, *node.orelse], scope, returned)
    if all(isinstance(each, ast.Import | ast.ImportFrom) for each in node.body):
        ended = False
    return reader.execute(node.finalbody, scope, returned) or ended


def _function(
    reader: Reading, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope, _: object
) -> bool:
    scope.names[node.name] = Routine(node, scope)
    return False


def _class(reader: Reading, node: ast.ClassDef, scope: Scope, _: object) -> bool:
    methods = {
        each.name: each
        for each in node.body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    inner = Scope({}, scope)
    plain = [each for each in node.body if isinstance(each, ast.Assign | ast.AnnAssign)]
    reader.execute(plain, inner, [])
    bases = tuple(reader.value(base, scope) for base in node.bases)
    scope.names[node.name] = Class(node, scope, methods, bases, inner.names)
    return False


_WAYS: dict[type[ast.stmt], Callable[..., bool]] = {
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.Return: _return,
    ast.Raise: _way_out,
    ast.Break: _way_out,
    ast.Continue: _way_out,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}

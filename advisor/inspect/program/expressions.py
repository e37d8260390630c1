"""What expressions come to."""

from __future__ import annotations

import ast
import builtins
import operator
from collections.abc import Callable, Iterator
from typing import Any

from advisor.inspect.network import Step
from advisor.inspect.program.data import literal_array, part_of
from advisor.inspect.program.imports import usual
from advisor.inspect.program.reading import Arguments, Reading
from advisor.inspect.program.values import (
    UNKNOWN,
    Argument,
    Array,
    Class,
    Flow,
    Items,
    Known,
    Made,
    Method,
    Named,
    Parent,
    Routine,
    Scope,
    Space,
    Table,
    Thing,
    Value,
    constant,
)

__all__ = ["attribute", "evaluate", "items_of", "truth"]

_MOST_ITEMS = 512
_LONGEST = 10_000
_LARGEST = 1 << 64
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


def evaluate(reader: Reading, node: ast.AST, scope: Scope) -> Value:
    """Return what an expression comes to."""
    way = _WAYS.get(type(node))
    return UNKNOWN if way is None else way(reader, node, scope)


def truth(value: Value) -> bool | None:
    """Whether a condition holds, or None where that cannot be told."""
    if isinstance(value, Known):
        return bool(value.value)
    if isinstance(value, Items):
        return bool(value.items)
    return None


def items_of(value: Value) -> list[Argument] | None:
    """Return what a loop over a value goes through, or None where that is not known."""
    if isinstance(value, Items):
        return value.items
    if isinstance(value, Made) and value.parts:
        return value.parts
    if isinstance(value, Table):
        return [Argument(Known(key), item.node) for key, item in value.items.items()]
    return None


def attribute(reader: Reading, value: Value, name: str) -> Value:
    """Return an attribute of something."""
    if isinstance(value, Named):
        return Named(f"{value.path}.{name}")
    if isinstance(value, Space):
        return value.scope.names.get(name, UNKNOWN)
    if isinstance(value, Thing):
        return _of_thing(value, name)
    if isinstance(value, Parent):
        if found := value.kind.inherited(name):
            return Routine(found[1], found[0].scope, value.owner, found[0])
        return Method(value, name)
    if isinstance(value, Class):
        if found := value.method(name):
            return Routine(found[1], found[0].scope, None, found[0])
        return value.constants.get(name, UNKNOWN)
    if isinstance(value, Made) and name in value.attributes:
        return value.attributes[name]
    if isinstance(value, Made) and name in ("output", "outputs"):
        return reader.call(value, Arguments(), value.node)
    if isinstance(value, Array) and name == "T":
        return value
    return Method(value, name)


def _of_thing(thing: Thing, name: str) -> Value:
    if name in thing.attributes:
        return thing.attributes[name]
    if found := thing.kind.method(name):
        return Routine(found[1], found[0].scope, thing, found[0])
    if name in thing.kind.constants:
        return thing.kind.constants[name]
    # What a program does only when it predicts is of no weight for its training.
    return Known(True) if name == "training" else Method(thing, name)


def _constant(reader: Reading, node: ast.Constant, scope: Scope) -> Value:
    return Known(node.value)


def _name(reader: Reading, node: ast.Name, scope: Scope) -> Value:
    found = scope.find(node.id)
    if found is not None:
        return found
    if node.id == "__name__":
        return Known("__main__")
    if hasattr(builtins, node.id):
        return Named(f"builtins.{node.id}")
    return usual(node.id) or UNKNOWN


def _attribute(reader: Reading, node: ast.Attribute, scope: Scope) -> Value:
    return attribute(reader, reader.value(node.value, scope), node.attr)


def _call(reader: Reading, node: ast.Call, scope: Scope) -> Value:
    function = reader.value(node.func, scope)
    if function == Named("builtins.super") and scope.owner is not None and scope.kind is not None:
        return Parent(scope.kind, scope.owner)
    args: list[Argument] = []
    for arg in node.args:
        args += _spread(reader, arg, scope)
    keywords: dict[str, Argument] = {}
    for keyword in node.keywords:
        value = reader.value(keyword.value, scope)
        if keyword.arg is not None:
            keywords[keyword.arg] = Argument(value, keyword.value)
        elif isinstance(value, Table):
            keywords |= {str(key): item for key, item in value.items.items()}
    return reader.call(function, Arguments(args, keywords), node)


def _spread(reader: Reading, node: ast.expr, scope: Scope) -> list[Argument]:
    if not isinstance(node, ast.Starred):
        return [Argument(reader.value(node, scope), node)]
    found = items_of(reader.value(node.value, scope))
    return [Argument(UNKNOWN, node)] if found is None else found


def _sequence(reader: Reading, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
    found: list[Argument] = []
    for item in node.elts:
        found += _spread(reader, item, scope)
    return Items(found)


def _dictionary(reader: Reading, node: ast.Dict, scope: Scope) -> Value:
    items: dict[object, Argument] = {}
    for key, item in zip(node.keys, node.values, strict=True):
        value = reader.value(item, scope)
        if key is None:
            items |= value.items if isinstance(value, Table) else {}
            continue
        known = reader.value(key, scope)
        if isinstance(known, Known) and isinstance(known.value, str | int | float):
            items[known.value] = Argument(value, item)
    return Table(items)


def _binary(reader: Reading, node: ast.BinOp, scope: Scope) -> Value:
    left, right = reader.value(node.left, scope), reader.value(node.right, scope)
    if isinstance(left, Flow) or isinstance(right, Flow):
        return _of_flows(reader, node, left, right)
    if isinstance(left, Known) and isinstance(right, Known):
        return _computed(node.op, left.value, right.value)
    if isinstance(left, Items) and isinstance(right, Items) and isinstance(node.op, ast.Add):
        whole = left.items + right.items
        return Items(whole) if len(whole) <= _LONGEST else UNKNOWN
    if isinstance(left, Items) and isinstance(right, Known) and isinstance(node.op, ast.Mult):
        times = right.value if isinstance(right.value, int) else 0
        return Items((left.items * min(times, _MOST_ITEMS))[:_MOST_ITEMS])
    return _of_arrays(node.op, left, right)


def _computed(sign: ast.operator, left: object, right: object) -> Value:
    if isinstance(sign, ast.Pow):
        small = isinstance(left, int | float) and isinstance(right, int | float)
        if small and abs(left) <= 1e6 and abs(right) <= 64:  # type: ignore[arg-type]
            return _safely(operator.pow, left, right)
        return UNKNOWN
    if any(isinstance(side, str) for side in (left, right)) and not isinstance(sign, ast.Add):
        return UNKNOWN
    found = _OPERATORS.get(type(sign))
    return UNKNOWN if found is None else _safely(found, left, right)


def _safely(function: Callable[[object, object], object], left: object, right: object) -> Value:
    try:
        found = function(left, right)
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN
    # What doubles with each line would fill the memory within a page.
    if isinstance(found, str | bytes) and len(found) > _LONGEST:
        return UNKNOWN
    if isinstance(found, int) and abs(found) > _LARGEST:
        return UNKNOWN
    return Known(found)


def _of_flows(reader: Reading, node: ast.BinOp, left: Value, right: Value) -> Value:
    place = reader.place(node)
    if isinstance(left, Flow) and isinstance(right, Flow):
        longer = left if len(left.steps) >= len(right.steps) else right
        form = "add" if isinstance(node.op, ast.Add | ast.Sub) else "join"
        return longer.then(Step("merge", "merge", place, form=form))
    flow = left if isinstance(left, Flow) else right
    assert isinstance(flow, Flow)
    return flow.then(Step("arithmetic", "arithmetic", place))


def _of_arrays(sign: ast.operator, left: Value, right: Value) -> Value:
    if (
        isinstance(right, Array)
        and isinstance(left, Known)
        and isinstance(sign, ast.Add | ast.Mult)
    ):
        left, right = right, left
    number = constant(right)
    if not isinstance(left, Array):
        return Array() if isinstance(right, Array) else UNKNOWN
    if isinstance(number, bool) or not isinstance(number, int | float):
        return Array()
    if isinstance(sign, ast.Add | ast.Sub):
        return left.rescaled(1.0, number if isinstance(sign, ast.Add) else -number)
    if isinstance(sign, ast.Mult | ast.Div) and number:
        return left.rescaled(number if isinstance(sign, ast.Mult) else 1 / number)
    return Array()


def _unary(reader: Reading, node: ast.UnaryOp, scope: Scope) -> Value:
    value = reader.value(node.operand, scope)
    if isinstance(node.op, ast.Not):
        found = truth(value)
        return UNKNOWN if found is None else Known(not found)
    number = constant(value)
    if isinstance(node.op, ast.USub) and isinstance(number, int | float):
        return Known(-number)
    if isinstance(value, Flow):
        return value.then(Step("arithmetic", "arithmetic", reader.place(node)))
    return Array() if isinstance(value, Array) else UNKNOWN


def _either(reader: Reading, node: ast.BoolOp, scope: Scope) -> Value:
    values = [reader.value(each, scope) for each in node.values]
    wanted = isinstance(node.op, ast.Or)
    for value in values[:-1]:
        found = truth(value)
        if found is None:
            return UNKNOWN
        if found is wanted:
            return value
    return values[-1]


def _comparison(reader: Reading, node: ast.Compare, scope: Scope) -> Value:
    if len(node.ops) != 1:
        return UNKNOWN
    left, right = reader.value(node.left, scope), reader.value(node.comparators[0], scope)
    sign = type(node.ops[0])
    if isinstance(left, Known) and isinstance(right, Known):
        compare = _COMPARISONS.get(sign)
        return UNKNOWN if compare is None else _safely(compare, left.value, right.value)
    if right == Known(None) and left is not UNKNOWN and sign in (ast.Is, ast.IsNot):
        return Known(sign is ast.IsNot)
    if isinstance(left, Array):
        return Array("binary", 0.0, 1.0, node=node)
    return UNKNOWN


def _conditional(reader: Reading, node: ast.IfExp, scope: Scope) -> Value:
    found = truth(reader.value(node.test, scope))
    if found is not None:
        return reader.value(node.body if found else node.orelse, scope)
    first, second = reader.value(node.body, scope), reader.value(node.orelse, scope)
    return first if first == second else UNKNOWN


def _subscript(reader: Reading, node: ast.Subscript, scope: Scope) -> Value:
    owner = reader.value(node.value, scope)
    index = reader.value(node.slice, scope)
    key = constant(index)
    if isinstance(owner, Flow):
        return owner.then(Step("shape", "slice", reader.place(node)))
    if isinstance(owner, Array):
        return part_of(owner, node, index)
    if isinstance(owner, Table):
        found = owner.items.get(key) if isinstance(key, str | int | float) else None
        return found.value if found is not None else UNKNOWN
    if isinstance(node.slice, ast.Slice):
        return _slice(reader, node.slice, owner, scope)
    parts = items_of(owner)
    if parts is not None and isinstance(key, int) and -len(parts) <= key < len(parts):
        return parts[key].value
    return Method(owner, "[]") if isinstance(owner, Method | Made) else UNKNOWN


def _slice(reader: Reading, node: ast.Slice, owner: Value, scope: Scope) -> Value:
    if not isinstance(owner, Items):
        return UNKNOWN
    given = [None if end is None else constant(reader.value(end, scope)) for end in _ends(node)]
    ends = [end if isinstance(end, int) else None for end in given]
    if ends == given and ends[2] != 0:
        return Items(owner.items[slice(*ends)])
    return literal_array(owner) or UNKNOWN


def _ends(node: ast.Slice) -> tuple[ast.expr | None, ast.expr | None, ast.expr | None]:
    return node.lower, node.upper, node.step


def _function(reader: Reading, node: ast.Lambda, scope: Scope) -> Value:
    return Routine(node, scope)


def _comprehension(
    reader: Reading, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope
) -> Value:
    if len(node.generators) != 1 or node.generators[0].ifs:
        return UNKNOWN
    over = node.generators[0]
    found = items_of(reader.value(over.iter, scope))
    if found is None or len(found) > _MOST_ITEMS:
        reader.value(node.elt, Scope(_bound(over.target, UNKNOWN), scope, scope.owner, scope.kind))
        return UNKNOWN
    return Items(list(_each(reader, node.elt, over.target, found, scope)))


def _each(
    reader: Reading, element: ast.expr, target: ast.expr, found: list[Argument], scope: Scope
) -> Iterator[Argument]:
    for item in found:
        inner = Scope(_bound(target, item.value), scope, scope.owner, scope.kind)
        yield Argument(reader.value(element, inner), element)


def _bound(target: ast.expr, value: Value) -> dict[str, Value]:
    if isinstance(target, ast.Name):
        return {target.id: value}
    if isinstance(target, ast.Tuple | ast.List):
        parts = value.items if isinstance(value, Items) else []
        known = [part.value for part in parts] + [UNKNOWN] * len(target.elts)
        names: dict[str, Value] = {}
        for each, item in zip(target.elts, known, strict=False):
            names |= _bound(each, item)
        return names
    return {}


def _assigned(reader: Reading, node: ast.NamedExpr, scope: Scope) -> Value:
    value = scope.names[node.target.id] = reader.value(node.value, scope)
    return value


_WAYS: dict[type[ast.AST], Callable[..., Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dictionary,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _either,
    ast.Compare: _comparison,
    ast.IfExp: _conditional,
    ast.Subscript: _subscript,
    ast.Lambda: _function,
    ast.ListComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.SetComp: _comprehension,
    ast.NamedExpr: _assigned,
}

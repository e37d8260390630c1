"""What calling a method of something that is not of the program gives."""

from __future__ import annotations

import ast

from advisor.inspect.network import Step
from advisor.inspect.program.data import from_method
from advisor.inspect.program.evidence import Seen
from advisor.inspect.program.expressions import items_of
from advisor.inspect.program.networks import is_network
from advisor.inspect.program.reading import Arguments, Reading
from advisor.inspect.program.tensors import opens_a_flow, through_function
from advisor.inspect.program.values import (
    UNKNOWN,
    Argument,
    Array,
    Flow,
    Items,
    Known,
    Made,
    Method,
    Table,
    Thing,
    Value,
)

__all__ = ["call_method"]

_ITSELF = frozenset(
    [
        "to",
        "cuda",
        "cpu",
        "double",
        "float",
        "half",
        "train",
        "eval",
        "apply",
        "requires_grad_",
        "share_memory",
        "type",
        "shuffle",
        "batch",
        "map",
        "prefetch",
        "repeat",
        "cache",
        "take",
        "skip",
        "build",
        "unbatch",
        "compile",
    ]
)
"""Methods that give back the object they are called on, or something that stands for it."""

_LONGEST = 10_000
"""Items of a list that are followed."""

_ADDING = frozenset({"add", "append", "add_module", "register_module"})


def call_method(reader: Reading, method: Method, given: Arguments, node: ast.AST) -> Value:
    """Return what a method gives, and take note of the call."""
    owner, name = method.owner, method.name
    if isinstance(owner, Flow):
        return through_function(reader, name, owner, given, node)
    if isinstance(owner, Items | Table):
        return _of_container(owner, name, given, node)
    if opens_a_flow(name, owner):
        flow = Flow((Step("unknown", "?", reader.place(node)),))
        return through_function(reader, name, flow, given, node)
    data = from_method(owner, name, given, node)
    if data is not None:
        return data
    if isinstance(owner, Made) and name in _ADDING and is_network(owner):
        return _add(reader, owner, given, node)
    if isinstance(owner, Thing) and name in ("add_module", "register_module"):
        return _add_named(owner, given)
    return _noted(reader, method, given, node)


def _noted(reader: Reading, method: Method, given: Arguments, node: ast.AST) -> Value:
    owner, name = method.owner, method.name
    call = Made(name, given.args, given.keywords, node)
    reader.evidence.calls.append(Seen(call, owner, tuple(reader.loops)))
    if name == "forward" and isinstance(owner, Thing | Made):
        return reader.call(owner, given, node)
    if name in ("parameters", "named_parameters"):
        return method
    if name in _ITSELF:
        return owner
    if name == "prepare" and isinstance(owner, Made) and owner.name == "Accelerator":
        return Items(list(given.args)) if len(given.args) > 1 else given.value(0) or UNKNOWN
    if name in ("predict", "predict_classes", "predict_proba"):
        return Array()
    flow = next((arg.value for arg in given.args if isinstance(arg.value, Flow)), None)
    if flow is not None and not isinstance(owner, Made):
        return flow.then(Step("unknown", name, reader.place(node)))
    if isinstance(owner, Made | Method):
        path = owner.path if isinstance(owner, Made) else owner.name
        return Made(f"{path}.{name}", given.args, given.keywords, node)
    return UNKNOWN


def _add(reader: Reading, owner: Made, given: Arguments, node: ast.AST) -> Value:
    if not given.args:
        return UNKNOWN
    layer = given.args[-1]
    # Adding in a function that is read twice for one model must not double its layers.
    if not any(part.node is layer.node and part.value is layer.value for part in owner.parts):
        owner.parts.append(layer)
    if is_network(layer.value):
        reader.evidence.inside.add(layer.value)
    return Known(None)


def _add_named(owner: Thing, given: Arguments) -> Value:
    if len(given.args) == 2 and isinstance(given.args[0].value, Known):
        owner.attributes[str(given.args[0].value.value)] = given.args[1].value
    return Known(None)


def _of_container(owner: Items | Table, name: str, given: Arguments, node: ast.AST) -> Value:
    first = given.args[0] if given.args else None
    if isinstance(owner, Items):
        if name in ("append", "add") and first is not None:
            owner.items.append(first)
        elif name == "extend" and first is not None:
            more = items_of(first.value) or []
            if len(owner.items) + len(more) <= _LONGEST:
                owner.items.extend(more)
        elif name == "insert" and len(given.args) == 2:
            owner.items.insert(0, given.args[1])
        return Known(None)
    if name == "values":
        return Items(list(owner.items.values()))
    if name == "items":
        pairs = [Items([Argument(Known(key), node), item]) for key, item in owner.items.items()]
        return Items([Argument(pair, node) for pair in pairs])
    if name == "get" and first is not None and isinstance(first.value, Known):
        found = owner.items.get(first.value.value)
        return found.value if found is not None else UNKNOWN
    if name == "update" and first is not None and isinstance(first.value, Table):
        owner.items.update(first.value.items)
    return Known(None)

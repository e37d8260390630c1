"""What calling something imported gives: layers, models, losses, optimizers, data, functions."""

from __future__ import annotations

import ast

from advisor.inspect.network import Step
from advisor.inspect.program.building import form_of, number, of_keras, of_torch
from advisor.inspect.program.data import batches_of, from_function
from advisor.inspect.program.evidence import Seen
from advisor.inspect.program.expressions import items_of
from advisor.inspect.program.networks import apply, entering, is_network, loss_of, lost
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
    Named,
    Table,
    Value,
)

__all__ = ["call_imported"]

_MOST = 10_000
"""Turns of a loop that are counted."""


def call_imported(reader: Reading, function: Named, given: Arguments, node: ast.AST) -> Value:
    """Return what calling something imported gives."""
    path, name = function.path, function.name
    if path.startswith("builtins."):
        return _builtin(reader, name, given, node)
    if of_torch(path) or of_keras(path):
        found = _of_framework(reader, path, name, given, node)
        if found is not None:
            return found
    data = from_function(name, path, given, node)
    if data is not None:
        return data
    if name == "OrderedDict" and given.args:
        return _ordered(given.args[0].value)
    flow = entering(given)
    if flow is None and (of_torch(path) or of_keras(path)) and opens_a_flow(name, given.value(0)):
        flow = Flow((Step("unknown", "?", reader.place(node)),))
    if flow is not None and (of_torch(path) or of_keras(path) or path.startswith("numpy.")):
        return through_function(reader, name, flow, given, node)
    if flow is not None:
        return flow.then(Step("unknown", name, reader.place(node)))
    return _made(reader, path, given, node)


def _of_framework(
    reader: Reading, path: str, name: str, given: Arguments, node: ast.AST
) -> Value | None:
    if name in ("Sequential", "ModuleList"):
        return _sequential(reader, path, given, node)
    if name in ("Model", "Functional") and of_keras(path):
        return _functional(reader, path, given, node)
    if name in ("Input", "InputLayer") and of_keras(path):
        return Flow() if name == "Input" else Made(path, given.args, given.keywords, node)
    if name == "ModuleDict" and given.args:
        return given.args[0].value
    if loss_of(path):
        made = Made(path, given.args, given.keywords, node)
        return lost(reader, made, given, node) if name[:1].islower() else made
    if form_of(path) is not None:
        made = Made(path, given.args, given.keywords, node)
        return made if name[:1].isupper() else apply(reader, made, given, node)
    made_elsewhere = Made(path, given.args, given.keywords, node)
    if is_network(made_elsewhere):
        reader.evidence.models.setdefault(made_elsewhere, "")
        return made_elsewhere
    return None


def _sequential(reader: Reading, path: str, given: Arguments, node: ast.AST) -> Made:
    made = Made(path, given.args, given.keywords, node)
    layers = given.get(0, "layers", "modules")
    parts = items_of(layers.value) if layers is not None else None
    if isinstance(layers and layers.value, Table):
        parts = list(layers.value.items.values())  # type: ignore[union-attr]
    elif parts is None or isinstance(layers and layers.value, Made):
        parts = list(given.args)
    made.parts.extend(parts)
    if made.name == "Sequential":
        reader.evidence.models[made] = ""
    reader.evidence.inside.update(part.value for part in parts if is_network(part.value))
    return made


def _functional(reader: Reading, path: str, given: Arguments, node: ast.AST) -> Made:
    outputs = given.value(1, "outputs", "output")
    made = Made(path, given.args, given.keywords, node, outputs=outputs or UNKNOWN)
    reader.evidence.models[made] = ""
    if isinstance(outputs, Flow):
        reader.evidence.inside.update(outputs.through)
    return made


def _made(reader: Reading, path: str, given: Arguments, node: ast.AST) -> Made:
    made = Made(path, given.args, given.keywords, node)
    reader.evidence.made.append(made)
    reader.evidence.calls.append(Seen(made, None, tuple(reader.loops)))
    return made


def _ordered(value: Value) -> Value:
    items: dict[object, Argument] = {}
    for pair in items_of(value) or []:
        parts = items_of(pair.value)
        if parts is not None and len(parts) == 2 and isinstance(parts[0].value, Known):
            items[parts[0].value.value] = parts[1]
    return Table(items)


def _builtin(reader: Reading, name: str, given: Arguments, node: ast.AST) -> Value:
    first = given.args[0].value if given.args else UNKNOWN
    if name == "range":
        return _range(given, node)
    if name == "dict" and not given.args:
        return Table(dict(given.keywords.items()))
    if name == "len":
        found = items_of(first)
        return Known(len(found)) if found is not None else UNKNOWN
    if name in ("list", "tuple", "sorted", "reversed", "iter"):
        return _sequence(name, first)
    if name in ("enumerate", "zip"):
        return _together(name, given, node)
    if name == "next":
        return batches_of(reader, first)
    if name in ("int", "float", "round", "abs"):
        return _number(name, first)
    if name == "super":
        return UNKNOWN
    return Array() if isinstance(first, Array) else UNKNOWN


def _range(given: Arguments, node: ast.AST) -> Value:
    bounds = [number(arg) for arg in given.args]
    if not bounds or not all(isinstance(bound, int) for bound in bounds) or len(bounds) > 3:
        return UNKNOWN
    whole = [bound for bound in bounds if isinstance(bound, int)]
    if len(whole) == 3 and whole[2] == 0:
        return UNKNOWN
    turns = range(*whole)
    if len(turns) > _MOST:
        return UNKNOWN
    return Items([Argument(Known(turn), node) for turn in turns])


def _sequence(name: str, value: Value) -> Value:
    found = items_of(value)
    if found is None or isinstance(value, Made):
        return value if name in ("list", "iter") else UNKNOWN
    return Items(list(reversed(found)) if name == "reversed" else list(found))


def _together(name: str, given: Arguments, node: ast.AST) -> Value:
    lists = [items_of(arg.value) for arg in given.args]
    known = [each for each in lists if each is not None]
    if len(known) != len(lists) or not known:
        return Made(f"builtins.{name}", given.args, given.keywords, node)
    if name == "enumerate":
        counted = [Argument(Known(position), node) for position in range(len(known[0]))]
        known.insert(0, counted)
    rows = zip(*known, strict=False)
    return Items([Argument(Items(list(row)), node) for row in rows])


def _number(name: str, value: Value) -> Value:
    if not isinstance(value, Known) or not isinstance(value.value, int | float):
        return value if isinstance(value, Array) else UNKNOWN
    whole = name in ("int", "round")
    try:
        return Known(int(value.value) if whole else float(value.value))
    except (ValueError, OverflowError):
        return UNKNOWN

"""What calling something gives: functions and classes of the program, and all that is imported."""

from __future__ import annotations

import ast
from itertools import zip_longest

from advisor.inspect.network import Step
from advisor.inspect.program.libraries import call_imported
from advisor.inspect.program.methods import call_method
from advisor.inspect.program.networks import apply, is_network
from advisor.inspect.program.reading import Arguments, Reading
from advisor.inspect.program.values import (
    UNKNOWN,
    Argument,
    Class,
    Flow,
    Items,
    Known,
    Made,
    Method,
    Named,
    Routine,
    Scope,
    Table,
    Thing,
    Value,
)

__all__ = ["call_anything", "unknown_arguments"]

_MOST_DEEP = 24
_FORWARD = ("forward", "call", "__call__")


def call_anything(reader: Reading, function: Value, given: Arguments, node: ast.AST) -> Value:
    """Return what calling something gives."""
    if isinstance(function, Routine):
        return _routine(reader, function, given)
    if isinstance(function, Class):
        return _object(reader, function, given, node)
    if isinstance(function, Named):
        return call_imported(reader, function, given, node)
    if isinstance(function, Method):
        return call_method(reader, function, given, node)
    if isinstance(function, Made):
        return apply(reader, function, given, node)
    if isinstance(function, Thing):
        return _thing(reader, function, given, node)
    flow = next((arg.value for arg in given.args if isinstance(arg.value, Flow)), None)
    return UNKNOWN if flow is None else flow.then(Step("unknown", "?", reader.place(node)))


def unknown_arguments(reader: Reading, routine: Routine) -> Arguments:
    """Return arguments for a function that nobody calls: a model where only one can be meant."""
    evidence = reader.evidence
    models = [model for model in evidence.models if model not in evidence.inside]
    if len(models) != 1 or isinstance(routine.node, ast.Lambda):
        return Arguments()
    named = [arg for arg in routine.node.args.args if arg.arg in ("model", "net", "network")]
    return Arguments((), {arg.arg: Argument(models[0], arg) for arg in named})


def _routine(reader: Reading, routine: Routine, given: Arguments) -> Value:
    if len(reader.running) >= _MOST_DEEP or routine.node in reader.running:
        return UNKNOWN
    scope = Scope(_parameters(reader, routine, given), routine.scope, routine.owner, routine.kind)
    if isinstance(routine.node, ast.Lambda):
        return reader.value(routine.node.body, scope)
    returned: list[Value] = []
    reader.running.append(routine.node)
    try:
        reader.execute(routine.node.body, scope, returned)
    finally:
        reader.running.pop()
    return _one_of(returned)


def _parameters(reader: Reading, routine: Routine, given: Arguments) -> dict[str, Value]:
    wanted = routine.node.args
    named = [*wanted.posonlyargs, *wanted.args]
    names = _defaults(reader, routine)
    values = [arg.value for arg in given.args]
    if routine.owner is not None and not _is_static(routine.node):
        values.insert(0, routine.owner)
    for parameter, value in zip(named, values, strict=False):
        names[parameter.arg] = value
    known = {each.arg for each in (*named, *wanted.kwonlyargs)}
    names |= {name: arg.value for name, arg in given.keywords.items() if name in known}
    if wanted.vararg is not None:
        rest = given.args[max(0, len(named) - (len(values) - len(given.args))) :]
        names[wanted.vararg.arg] = Items(rest)
    if wanted.kwarg is not None:
        others = {name: arg for name, arg in given.keywords.items() if name not in known}
        names[wanted.kwarg.arg] = Table(dict(others.items()))
    return names


def _defaults(reader: Reading, routine: Routine) -> dict[str, Value]:
    wanted = routine.node.args
    named = [*wanted.posonlyargs, *wanted.args]
    names: dict[str, Value] = {each.arg: UNKNOWN for each in (*named, *wanted.kwonlyargs)}
    for parameter, default in zip(reversed(named), reversed(wanted.defaults), strict=False):
        names[parameter.arg] = reader.value(default, routine.scope)
    for parameter, given in zip_longest(wanted.kwonlyargs, wanted.kw_defaults):
        if parameter is not None and given is not None:
            names[parameter.arg] = reader.value(given, routine.scope)
    return names


def _is_static(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", ())
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in decorators)


def _one_of(returned: list[Value]) -> Value:
    """Return what a function gives that returns in several places."""
    values = [value for value in returned if value != Known(None)]
    if not values:
        return Known(None)
    flows = [value for value in values if isinstance(value, Flow)]
    ends = {flow.steps[-1:] for flow in flows}
    if len(ends) > 1:
        longest = max(flows, key=lambda flow: len(flow.steps))
        place = longest.steps[-1].place
        return longest.then(Step("unknown", "one of several returns", place))
    return values[0]


def _object(reader: Reading, kind: Class, given: Arguments, node: ast.AST) -> Value:
    made = Thing(kind, node)
    if is_network(made):
        reader.evidence.models.setdefault(made, "")
    if found := kind.method("__init__"):
        reader.call(Routine(found[1], found[0].scope, made, found[0]), given, node)
    return made


def _thing(reader: Reading, thing: Thing, given: Arguments, node: ast.AST) -> Value:
    for name in _FORWARD:
        if found := thing.kind.method(name):
            break
    else:
        return UNKNOWN
    started = [_started(arg, thing) for arg in given.args]
    keywords = {name: _started(arg, thing) for name, arg in given.keywords.items()}
    routine = Routine(found[1], found[0].scope, thing, found[0])
    return _passed(reader.call(routine, Arguments(started, keywords), node), thing)


def _started(argument: Argument, thing: Thing) -> Argument:
    if is_network(thing) and not isinstance(argument.value, Flow | Items | Known):
        return Argument(Flow(), argument.node)
    return argument


def _passed(value: Value, thing: Thing) -> Value:
    if isinstance(value, Flow) and is_network(thing):
        return Flow(value.steps, (*value.through, thing))
    if isinstance(value, Items):
        return Items([Argument(_passed(each.value, thing), each.node) for each in value.items])
    return value

"""Read a PyTorch module by running the code that makes it, where the caller says so."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from advisor.inspect.fields import state_network
from advisor.inspect.forms import activation_symbol, torch_form
from advisor.inspect.functions import function_step
from advisor.inspect.network import Step
from advisor.inspect.result import Draft, Inspection, Place, Told, refuse

__all__ = ["inspect_module", "read_pickle", "read_torch_module"]


def read_torch_module(target: str) -> Inspection:
    """Import a module of Python, call what is named in it, and read the network it returns.

    Args:
        target: ``package.module:factory``, where the factory is a function without arguments, a
            class of modules, or a module.

    Raises:
        InspectError: PyTorch is missing (M010), or the code fails or makes something else (M009).
    """
    module, _, name = target.partition(":")
    torch = _torch(target)
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        made: Any = importlib.import_module(module)
        for part in name.split("."):
            made = getattr(made, part)
        network = made if isinstance(made, torch.nn.Module) else made()
    except (KeyboardInterrupt, SystemExit) as error:
        raise refuse("M009", f"the code ended itself: {error!r}", target) from None
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        message = f"the code failed: {type(error).__name__}: {error}"
        raise refuse("M009", message, at.filename, at.lineno) from None
    if not isinstance(network, torch.nn.Module):
        kind = type(network).__name__
        raise refuse("M009", f"makes a {kind}, no torch.nn.Module", target)
    return inspect_module(network, target)


def read_pickle(path: Path) -> Inspection:
    """Open a pickled network of PyTorch, which runs the code that it names.

    Raises:
        InspectError: PyTorch is missing (M010), opening fails (M009), or it holds weights alone
            (M004).
    """
    torch = _torch(str(path))
    try:
        network = torch.load(path, map_location="cpu", weights_only=False)
    except Exception as error:  # a pickle may raise anything
        message = f"cannot be opened: {type(error).__name__}: {error}"
        raise refuse("M009", message, path) from None
    if not isinstance(network, torch.nn.Module):
        message = f"holds a {type(network).__name__}, no network; weights alone do not tell it"
        raise refuse("M004", message, path)
    return inspect_module(network, str(path))


def inspect_module(network: Any, name: str) -> Inspection:
    """Read a network of PyTorch: traced where that works, by the order of its modules elsewhere."""
    draft = Draft()
    traced = _traced(network)
    if traced is None:
        steps = tuple(_in_order(network, name))
        reason = "the network cannot be traced; functions that it calls are not seen"
        draft.leave("model.last_activation", reason, Place(name))
        steps = (*steps, Step("unknown", "what forward does last", Place(name)))
    else:
        steps = tuple(_along(network, traced, name))
    state_network(draft, steps)
    count = sum(each.numel() for each in network.parameters() if each.requires_grad)
    if count:
        draft.state("model.n_parameters", count, Place(name, text="parameters"))
    return draft.finish(type(network).__name__, "torch_module")


def _torch(target: str) -> Any:
    try:
        return importlib.import_module("torch")
    except ImportError:
        raise refuse("M010", "a PyTorch module wants the package torch", target) from None


def _traced(network: Any) -> Any:
    fx = importlib.import_module("torch.fx")
    try:
        return fx.symbolic_trace(network)
    except Exception:  # what a network does while it is traced may raise anything
        return None


def _in_order(network: Any, name: str) -> Iterator[Step]:
    for path, module in network.named_modules():
        if not list(module.children()):
            yield _module_step(module, Place(name, text=path))


def _along(network: Any, traced: Any, name: str) -> Iterator[Step]:
    modules = dict(network.named_modules())
    for node in _way(traced.graph):
        place = Place(name, text=str(node.target if node.op == "call_module" else node.name))
        if node.op == "call_module":
            yield _module_step(modules[node.target], place)
        elif node.op in ("call_function", "call_method"):
            called = getattr(node.target, "__name__", str(node.target))
            if called == "getitem":
                yield Step("shape", called, place)
            else:
                yield function_step(called, place)


def _way(graph: Any) -> list[Any]:
    """Return the nodes that the first output comes from, in the order of the graph."""
    output = next(node for node in reversed(graph.nodes) if node.op == "output")
    wanted, waiting = set(), list(output.all_input_nodes[:1])
    while waiting:
        node = waiting.pop()
        if node not in wanted:
            wanted.add(node)
            waiting += node.all_input_nodes
    return [node for node in graph.nodes if node in wanted]


def _module_step(module: Any, place: Place) -> Step:
    kind = type(module).__name__
    form = torch_form(kind)
    if form is None:
        return Step("unknown", kind, place)
    units = next(
        (getattr(module, each, None) for each in form.units[1] if hasattr(module, each)), None
    )
    activation = None
    if form.kind == "activation":
        activation = Told(activation_symbol(kind), place)
    rate = getattr(module, "p", None) if form.kind == "dropout" else None
    stacked = getattr(module, "num_layers", 1) if form.kind == "recurrent" else 1
    return Step(
        form.kind,
        kind,
        place,
        units=Told(units, place) if isinstance(units, int) else None,
        activation=activation,
        rate=Told(rate, place) if rate else None,
        form=form.form,
        dimensions=form.dimensions,
        stacked=stacked if isinstance(stacked, int) else 1,
    )

"""Read ONNX models: the operators between input and output; weights are not loaded.

Reference: the message numbers of onnx.proto, ONNX 1.x.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from advisor.inspect.fields import state_network
from advisor.inspect.forms import activation_symbol
from advisor.inspect.models.path import longest_way
from advisor.inspect.network import Step
from advisor.inspect.result import Draft, Inspection, Place, Told, refuse
from advisor.source.protobuf import fields

__all__ = ["read_onnx"]

_GRAPH, _DOMAINS = 7, ("", "ai.onnx")
_RECURRENT = {"LSTM": "lstm", "GRU": "gru", "RNN": "rnn"}
_NORMALIZATION = {
    "BatchNormalization": "batch",
    "LayerNormalization": "layer",
    "InstanceNormalization": "layer",
    "GroupNormalization": "layer",
    "LRN": "layer",
}
_POOLING = {
    "MaxPool": "max",
    "AveragePool": "average",
    "GlobalMaxPool": "global max",
    "GlobalAveragePool": "global average",
}
_SHAPES = frozenset(
    {
        "Cast", "DequantizeLinear", "Expand", "Flatten", "Gather", "Identity", "Pad",
        "QuantizeLinear", "Reshape", "Resize", "Shape", "Slice", "Split", "Squeeze", "Tile",
        "Transpose", "Unsqueeze", "Upsample", "DepthToSpace", "SpaceToDepth",
    }
)  # fmt: skip
_ARITHMETIC = frozenset(
    {
        "Sub", "Mul", "Div", "Pow", "Sqrt", "Exp", "Log", "Neg", "Abs", "ReduceMean", "ReduceSum",
        "ReduceMax", "ReduceMin", "Clip", "ArgMax", "ArgMin", "Sum", "Mean", "Max", "Min", "Where",
        "Erf", "Sin", "Cos", "TopK", "Einsum",
    }
)  # fmt: skip


@dataclass(slots=True)
class _Node:
    kind: str = ""
    name: str = ""
    domain: str = ""
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Graph:
    nodes: list[_Node] = field(default_factory=list)
    weights: dict[str, list[int]] = field(default_factory=dict)
    outputs: list[str] = field(default_factory=list)


def read_onnx(content: bytes, file: str) -> Inspection:
    """Read an ONNX model by the operators on the way to its first output.

    Raises:
        InspectError: The file is damaged or is no ONNX model (M005).
    """
    try:
        graph = _graph(content)
        names = _way(graph)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise refuse("M005", f"no ONNX model: {error}", file) from None
    if not graph.nodes:
        raise refuse("M005", "no ONNX model: no graph of operators is found", file)
    draft = Draft()
    state_network(draft, tuple(_steps(graph, names, file)))
    return draft.finish("model", "onnx")


def _graph(content: bytes) -> _Graph:
    graph = _Graph()
    for number, value in fields(content):
        if number == _GRAPH and isinstance(value, bytes):
            for inner, part in fields(value):
                if isinstance(part, bytes):
                    _add(graph, inner, part)
    return graph


def _add(graph: _Graph, number: int, part: bytes) -> None:
    if number == 1:
        graph.nodes.append(_node(part))
    elif number == 5:
        name, shape = _weight(part)
        graph.weights[name] = shape
    elif number == 12:
        name = next((v.decode() for n, v in fields(part) if n == 1 and isinstance(v, bytes)), "")
        graph.outputs.append(name)


def _node(message: bytes) -> _Node:
    node = _Node()
    for number, value in fields(message):
        if not isinstance(value, bytes):
            continue
        if number == 1:
            node.inputs.append(value.decode())
        elif number == 2:
            node.outputs.append(value.decode())
        elif number == 3:
            node.name = value.decode()
        elif number == 4:
            node.kind = value.decode()
        elif number == 7:
            node.domain = value.decode()
        elif number == 5:
            node.numbers |= _attribute(value)
    return node


def _attribute(message: bytes) -> dict[str, float]:
    found = dict(fields(message))
    name, number = found.get(1), found.get(3)
    return {name.decode(): number} if isinstance(name, bytes) and isinstance(number, int) else {}


def _weight(message: bytes) -> tuple[str, list[int]]:
    name, shape = "", []
    for number, value in fields(message):
        if number == 8 and isinstance(value, bytes):
            name = value.decode()
        elif number == 1 and isinstance(value, int):
            shape.append(value)
        elif number == 1 and isinstance(value, bytes):
            shape += _packed(value)
    return name, shape


def _packed(message: bytes) -> list[int]:
    values, value, shift = [], 0, 0
    for byte in message:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value = shift = 0
    return values


def _way(graph: _Graph) -> list[int]:
    """Return the nodes on the longest way to the first output."""
    makers = {name: at for at, node in enumerate(graph.nodes) for name in node.outputs if name}
    first = next((makers[name] for name in graph.outputs if name in makers), None)
    if first is None:
        return []

    def behind(name: str) -> list[str]:
        return [str(makers[each]) for each in graph.nodes[int(name)].inputs if each in makers]

    return [int(name) for name in longest_way(str(first), behind)]


def _steps(graph: _Graph, way: list[int], file: str) -> Iterator[Step]:
    for at in way:
        node = graph.nodes[at]
        place = Place(file, text=node.name or f"{node.kind} {at}")
        step = _step(node, graph, place)
        if step is not None:
            yield step


def _step(node: _Node, graph: _Graph, place: Place) -> Step | None:
    kind = node.kind
    if node.domain not in _DOMAINS:
        return Step("unknown", f"{node.domain}.{kind}", place)
    shapes = [graph.weights[each] for each in node.inputs if each in graph.weights]
    if kind == "Constant" or (kind == "Add" and shapes):
        return None  # a bias belongs to the layer before it
    if weighted := _weighted(node, shapes, place):
        return weighted
    if kind in _NORMALIZATION:
        return Step("normalization", kind, place, form=_NORMALIZATION[kind])
    if kind in _POOLING:
        return Step("pooling", kind, place, form=_POOLING[kind])
    if kind == "Dropout":
        return Step("dropout", kind, place)
    if kind in ("Add", "Concat"):
        return Step("merge", kind, place, form="add" if kind == "Add" else "join")
    if kind in _SHAPES:
        form = "flatten" if kind == "Flatten" else ""
        return Step("shape", kind, place, form=form)
    if kind not in _ARITHMETIC and (symbol := activation_symbol(kind)):
        return Step("activation", kind, place, activation=Told(symbol, place))
    return Step("arithmetic" if kind in _ARITHMETIC or kind == "MatMul" else "unknown", kind, place)


def _weighted(node: _Node, shapes: list[list[int]], place: Place) -> Step | None:
    shape = shapes[0] if shapes else []
    if node.kind in ("Gemm", "MatMul") and len(shape) == 2:
        width = shape[0] if node.numbers.get("transB") else shape[1]
        return Step("dense", node.kind, place, units=Told(width, place))
    if node.kind in ("Conv", "ConvTranspose") and len(shape) > 2:
        width = shape[0] if node.kind == "Conv" else shape[1]
        return Step(
            "convolutional", node.kind, place, units=Told(width, place), dimensions=len(shape) - 2
        )
    if node.kind in _RECURRENT:
        size = node.numbers.get("hidden_size")
        units = Told(size, place) if size is not None else None
        return Step("recurrent", node.kind, place, units=units, form=_RECURRENT[node.kind])
    if node.kind in ("Attention", "MultiHeadAttention"):
        return Step("attention", node.kind, place)
    return None

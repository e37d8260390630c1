"""What is known of data without seeing them: labels, their form and their bounds."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from advisor.inspect.program.building import number
from advisor.inspect.program.reading import Arguments, Reading
from advisor.inspect.program.values import (
    UNKNOWN,
    Argument,
    Array,
    Items,
    Known,
    Made,
    Value,
    constant,
)

__all__ = ["as_array", "batches_of", "from_function", "from_method", "literal_array", "part_of"]

_PIXELS = Array(low=0.0, high=255.0)
_DATASETS: dict[str, tuple[Array, Array]] = {
    **{
        name: (_PIXELS, Array("integer", 0.0, count - 1.0, count))
        for name, count in {
            "mnist": 10,
            "fashion_mnist": 10,
            "kmnist": 10,
            "cifar10": 10,
            "cifar100": 100,
        }.items()
    },
    "imdb": (Array(), Array("binary", 0.0, 1.0, 2)),
    "reuters": (Array(), Array("integer", 0.0, 45.0, 46)),
    "boston_housing": (Array(), Array("continuous", 5.0, 50.0)),
    "iris": (Array(), Array("integer", 0.0, 2.0, 3)),
    "wine": (Array(), Array("integer", 0.0, 2.0, 3)),
    "digits": (Array(low=0.0, high=16.0), Array("integer", 0.0, 9.0, 10)),
    "breast_cancer": (Array(), Array("binary", 0.0, 1.0, 2)),
    "boston": (Array(), Array("continuous", 5.0, 50.0)),
    "diabetes": (Array(), Array("continuous", 25.0, 346.0)),
    "california_housing": (Array(), Array("continuous", 0.15, 5.0)),
}
_OF_TORCHVISION = {
    "MNIST": "mnist",
    "FashionMNIST": "fashion_mnist",
    "KMNIST": "kmnist",
    "CIFAR10": "cifar10",
    "CIFAR100": "cifar100",
}
_SAME = frozenset(
    [
        "array",
        "asarray",
        "ascontiguousarray",
        "from_numpy",
        "tensor",
        "as_tensor",
        "convert_to_tensor",
        "constant",
        "Tensor",
        "Variable",
        "reshape",
        "squeeze",
        "expand_dims",
        "ravel",
        "flatten",
        "copy",
        "shuffle",
        "resample",
        "DataFrame",
        "Series",
        "vstack",
        "hstack",
        "concatenate",
        "FloatTensor",
        "DoubleTensor",
        "cast",
        "transpose",
    ]
)
_KEPT = frozenset(
    [
        "reshape",
        "squeeze",
        "unsqueeze",
        "view",
        "ravel",
        "flatten",
        "copy",
        "to",
        "cuda",
        "cpu",
        "numpy",
        "values",
        "to_numpy",
        "clone",
        "detach",
        "contiguous",
        "iloc",
        "loc",
        "head",
        "tail",
        "sample",
        "toarray",
        "todense",
        "type",
        "float",
        "double",
    ]
)
_ONE_HOT = frozenset({"to_categorical", "get_dummies", "one_hot"})
_WHOLE = frozenset({"long", "int"})


def as_array(value: Value | None) -> Array | None:
    """Return data as an array, lists of plain numbers included, or None."""
    if isinstance(value, Array):
        return value
    return literal_array(value) if isinstance(value, Items) else None


def literal_array(items: Items) -> Array | None:
    """Return what a list of plain numbers, or of rows of them, says of its values."""
    rows = [_numbers(item.value) for item in items.items]
    if not rows or any(not row for row in rows):
        return None
    values = [value for row in rows for value in row]
    array = Array(low=float(min(values)), high=float(max(values)))
    whole = all(float(value).is_integer() for value in values)
    if len(rows[0]) > 1:
        return _of_rows(array, rows)
    if not whole:
        return replace(array, encoding="continuous")
    different = {int(value) for value in values}
    if different <= {0, 1}:
        return replace(array, encoding="binary", classes=2)
    count = len(different)
    if len(values) == count or min(different) < 0:
        return array
    known = different == set(range(count))
    return replace(array, encoding="integer", classes=count if known else None)


def part_of(array: Array, node: ast.Subscript, index: Value) -> Array:
    """Return rows or columns of data; ``np.eye(k)[y]`` are one-hot labels.

    Rows that are chosen by what they hold may leave classes out.
    """
    if array.encoding == "identity":
        return replace(array, encoding="one_hot", node=node)
    if isinstance(node.slice, ast.Slice | ast.Tuple) or isinstance(index, Known):
        return array
    return Array(array.encoding, standardized=array.standardized, node=node)


def from_function(name: str, path: str, given: Arguments, node: ast.AST) -> Value | None:
    """Return the data that an imported function makes, or None where it is none of data."""
    if path.startswith("numpy.random.") or path.startswith("torch.rand"):
        return _random(name, given, node)
    if name == "load_data" and (found := _DATASETS.get(path.split(".")[-2])):
        pair = _pair(found, node)
        return Items([Argument(pair, node), Argument(pair, node)])
    if name.startswith(("load_", "fetch_")) and path.startswith("sklearn."):
        return _of_sklearn(name.partition("_")[2], given, node)
    if path.startswith("torchvision.datasets.") and name in _OF_TORCHVISION:
        inputs, labels = _DATASETS[_OF_TORCHVISION[name]]
        return Made("torch.utils.data.TensorDataset", [*_each(node, inputs, labels)], {}, node)
    way = _FUNCTIONS.get(name)
    if way is not None:
        return way(given, node)
    if name in _SAME and given.args:
        return as_array(given.args[0].value)
    return None


def from_method(owner: Value, name: str, given: Arguments, node: ast.AST) -> Value | None:
    """Return what a method of data, or of what prepares data, gives; None where it is another."""
    if isinstance(owner, Array):
        return _of_array(owner, name, given)
    if isinstance(owner, Made) and name in ("fit_transform", "transform"):
        return _prepared(owner, as_array(given.value(0)), node)
    return None


def batches_of(reader: Reading, value: Value) -> Value:
    """Return what going through a source of batches gives each time."""
    if isinstance(value, Array):
        return value
    if not isinstance(value, Made):
        return UNKNOWN
    inner = value.args[0].value if value.args else UNKNOWN
    if value.name == "enumerate":
        first = inner.items[0].value if isinstance(inner, Items) and inner.items else None
        batch = first or batches_of(reader, inner)
        return Items([*_each(value.node, UNKNOWN, batch)])
    if value.name in ("DataLoader", "tqdm", "Subset", "iter"):
        given = value.argument(0, "dataset", "iterable")
        return batches_of(reader, given.value) if given is not None else UNKNOWN
    if value.name == "TensorDataset":
        return Items(list(value.args))
    if value.name == "from_tensor_slices":
        return inner
    if value.name == "zip":
        found = [batches_of(reader, each.value) for each in value.args]
        return Items([*_each(value.node, *found)])
    return UNKNOWN


def _each(node: ast.AST, *values: Value) -> list[Argument]:
    return [Argument(value, node) for value in values]


def _pair(found: tuple[Array, Array], node: ast.AST) -> Items:
    return Items(_each(node, *(replace(array, node=node) for array in found)))


def _numbers(value: Value) -> list[float]:
    if isinstance(value, Known) and isinstance(value.value, bool | int | float):
        return [float(value.value)]
    if isinstance(value, Items):
        found = [_numbers(item.value) for item in value.items]
        if all(len(each) == 1 for each in found):
            return [each[0] for each in found]
    return []


def _of_rows(array: Array, rows: list[list[float]]) -> Array:
    width = len(rows[0])
    one_hot = all(sorted(row) == [0.0] * (width - 1) + [1.0] for row in rows)
    if one_hot and all(len(row) == width for row in rows):
        return replace(array, encoding="one_hot", classes=width)
    return array


def _random(name: str, given: Arguments, node: ast.AST) -> Array:
    if name in ("randint", "random_integers"):
        first, second = number(given.get(0, "low")), number(given.get(1, "high"))
        low, high = (first, second) if isinstance(second, int | float) else (0, first)
        if low is None or high is None:
            return Array("integer", node=node)
        highest = float(high) if name == "random_integers" else float(high) - 1
        if (low, highest) == (0, 1):
            return Array("binary", 0.0, 1.0, 2, node=node)
        classes = int(highest) + 1 if low == 0 else None
        return Array("integer", float(low), highest, classes, node=node)
    if name in ("rand", "random", "random_sample", "uniform") and len(given.keywords) == 0:
        return Array("continuous", 0.0, 1.0, node=node) if name != "uniform" else Array()
    return Array("continuous", node=node) if name in ("randn", "normal") else Array()


def _of_sklearn(name: str, given: Arguments, node: ast.AST) -> Value | None:
    found = _DATASETS.get(name)
    if found is None:
        return None
    inputs, labels = _pair(found, node).items
    if constant(given.value(None, "return_X_y")) is True:
        return Items([inputs, labels])
    named: dict[str, Value] = {"data": inputs.value, "target": labels.value}
    return Made(f"sklearn.datasets.{name}", [], {}, node, attributes=named)


def _one_hot(given: Arguments, node: ast.AST) -> Array:
    counted = number(given.get(1, "num_classes", "nb_classes", "depth"))
    labels = as_array(given.value(0))
    classes = counted if isinstance(counted, int) else labels.classes if labels else None
    return Array("one_hot", 0.0, 1.0, classes, node=node)


def _split(given: Arguments, node: ast.AST) -> Items:
    parts = [arg for arg in given.args for _ in range(2)]
    return Items([Argument(as_array(arg.value) or arg.value, node) for arg in parts])


def _classification(given: Arguments, node: ast.AST) -> Items:
    counted = number(given.get(None, "n_classes", "centers"))
    classes = counted if isinstance(counted, int) else 2
    if "centers" in given.keywords and counted is None:
        return Items(_each(node, Array(), Array("integer")))
    return Items(_each(node, Array(), _labels(classes, node)))


def _labels(classes: int, node: ast.AST) -> Array:
    form = "binary" if classes == 2 else "integer"
    return Array(form, 0.0, classes - 1.0, classes, node=node)


def _spaced(given: Arguments, node: ast.AST) -> Array:
    low, high = number(given.get(0, "start")), number(given.get(1, "stop", "end"))
    if low is None or high is None:
        return Array("continuous", node=node)
    return Array("continuous", float(low), float(high), node=node)


def _filled(value: float | None) -> Callable[[Arguments, ast.AST], Array]:
    return lambda given, node: Array(low=value, high=value, node=node)


_FUNCTIONS: dict[str, Callable[[Arguments, ast.AST], Value]] = {
    **dict.fromkeys(_ONE_HOT, _one_hot),
    "train_test_split": _split,
    "make_classification": _classification,
    "make_moons": lambda given, node: Items(_each(node, Array(), _labels(2, node))),
    "make_circles": lambda given, node: Items(_each(node, Array(), _labels(2, node))),
    "make_blobs": lambda given, node: _classification(
        Arguments((), {"centers": Argument(Known(3), node)} | given.keywords), node
    ),
    "make_regression": lambda given, node: Items(_each(node, Array(), Array("continuous"))),
    "linspace": _spaced,
    "sin": lambda given, node: Array("continuous", -1.0, 1.0, node=node),
    "cos": lambda given, node: Array("continuous", -1.0, 1.0, node=node),
    "zeros": _filled(0.0),
    "ones": _filled(1.0),
    "eye": lambda given, node: Array("identity", 0.0, 1.0, _whole(given), node=node),
    "label_binarize": lambda given, node: Array("one_hot", 0.0, 1.0, node=node),
}


def _whole(given: Arguments) -> int | None:
    found = number(given.get(0, "N", "n"))
    return found if isinstance(found, int) else None


def _of_array(array: Array, name: str, given: Arguments) -> Value | None:
    if name in _KEPT:
        return array
    if name == "astype":
        kind = given.value(0, "dtype")
        text = constant(kind) or getattr(kind, "name", "")
        whole = str(text).startswith(("int", "uint"))
        known = array.encoding not in (None, "continuous")
        return array if known or not whole else replace(array, encoding="integer")
    if name in _WHOLE:
        known = array.encoding in ("one_hot", "integer", "binary")
        return array if known else replace(array, encoding="integer")
    if name == "one_hot":
        return Array("one_hot", 0.0, 1.0, array.classes)
    return Array() if name in ("mean", "std", "max", "min", "sum") else None


def _prepared(owner: Made, array: Array | None, node: ast.AST) -> Array | None:
    given = array or Array()
    if owner.name in ("LabelBinarizer", "OneHotEncoder"):
        if owner.name == "LabelBinarizer" and given.classes in (None, 2):
            return Array(classes=given.classes, node=node)
        return Array("one_hot", 0.0, 1.0, given.classes, node=node)
    if owner.name in ("LabelEncoder", "OrdinalEncoder"):
        return Array("integer", 0.0, None, given.classes, node=node)
    if owner.name == "StandardScaler":
        return Array("continuous", standardized=True, node=node)
    if owner.name == "MinMaxScaler":
        bounds = owner.argument(0, "feature_range")
        low, high = _bounds(bounds.value if bounds else None)
        return Array("continuous", low, high, node=node)
    if owner.name == "MultiLabelBinarizer":
        return Array(None, 0.0, 1.0, node=node)
    return None


def _bounds(value: Value | None) -> tuple[float | None, float | None]:
    if value is None:
        return 0.0, 1.0
    found = _numbers(value)
    return (found[0], found[1]) if len(found) == 2 else (None, None)

"""What the names of a program mean that it imports, or that nobody defines."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from advisor.inspect.forms import keras_form
from advisor.inspect.program.values import Named

__all__ = ["imported", "uses_a_framework", "usual"]

# What fragments of programs leave out, because everybody imports it so.
_USUAL = {
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "torch": "torch",
    "optim": "torch.optim",
    "torchvision": "torchvision",
    "DataLoader": "torch.utils.data.DataLoader",
    "tf": "tensorflow",
    "tensorflow": "tensorflow",
    "keras": "keras",
    "layers": "keras.layers",
    "np": "numpy",
    "numpy": "numpy",
    "pd": "pandas",
    "K": "keras.backend",
    "np_utils": "keras.utils.np_utils",
    "to_categorical": "keras.utils.to_categorical",
    "Sequential": "keras.models.Sequential",
    "Model": "keras.models.Model",
    "EarlyStopping": "keras.callbacks.EarlyStopping",
    "ImageDataGenerator": "keras.preprocessing.image.ImageDataGenerator",
    **{
        name: f"keras.optimizers.{name}"
        for name in ("SGD", "Adam", "RMSprop", "Adagrad", "Adadelta", "Nadam", "Adamax")
    },
}


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Named]]:
    """Give the names that an import binds, each with the dotted name it stands for."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            if alias.name != "*":
                yield alias.asname or alias.name, Named(f"{module}.{alias.name}")
        elif alias.asname:
            yield alias.asname, Named(alias.name)
        else:
            first = alias.name.partition(".")[0]
            yield first, Named(first)


def usual(name: str) -> Named | None:
    """Return what a name that nobody defines usually stands for, or None.

    Such names come from ``import *`` or from imports that a fragment of a program leaves out.
    """
    if path := _USUAL.get(name):
        return Named(path)
    if name[:1].isupper() and keras_form(name):
        return Named(f"keras.layers.{name}")
    return None


def uses_a_framework(tree: ast.AST) -> bool:
    """Whether a program imports Keras, TensorFlow, PyTorch or what builds on them."""
    roots = {"keras", "tensorflow", "torch", "tf_keras", "pytorch_lightning", "lightning"}
    roots |= {"transformers", "timm", "torchvision", "fastai"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        if any(name.partition(".")[0] in roots for name in names):
            return True
    return False

"""Read the ``config.json`` of a Hugging Face model, and headers of ``.safetensors`` files."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping

from advisor.inspect.forms import activation_symbol
from advisor.inspect.result import Draft, Inspection, Place, refuse

__all__ = ["is_hugging_face", "read_hugging_face", "read_safetensors"]

_MOST_HEADER = 100_000_000
_HEADS: tuple[tuple[re.Pattern[str], str | None, str | None], ...] = (
    (re.compile(r"For(Sequence|Image|Audio|Video)Classification$"), None, None),
    (re.compile(r"ForTokenClassification$"), "sequence_labeling", "nn.CrossEntropyLoss"),
    (re.compile(r"For(CausalLM|ConditionalGeneration)$|LMHeadModel$"), "generation",
     "nn.CrossEntropyLoss"),
    (re.compile(r"For(Semantic|Instance|Universal)?Segmentation$"), "segmentation", None),
)  # fmt: skip
_PROBLEMS = {
    "single_label_classification": ("multiclass_classification", "nn.CrossEntropyLoss"),
    "multi_label_classification": ("multilabel_classification", "nn.BCEWithLogitsLoss"),
    "regression": ("regression", "nn.MSELoss"),
}
_CONVOLUTIONAL = {"resnet": "resnet", "convnext": "cnn_2d", "regnet": "cnn_2d", "unet": "u_net"}
_NAMES = {
    "model.n_layers": ("num_hidden_layers", "n_layer", "num_layers", "n_layers"),
    "model.dropout.rate": ("classifier_dropout", "hidden_dropout_prob", "resid_pdrop", "dropout"),
}


def is_hugging_face(data: Mapping[str, object]) -> bool:
    """Whether a JSON document is the configuration of a Hugging Face model."""
    return "model_type" in data or isinstance(data.get("architectures"), list)


def read_hugging_face(data: Mapping[str, object], file: str) -> Inspection:
    """Read a configuration: the head by its architecture and problem, layers, dropout.

    The loss is what the library's own heads compute; nothing is said where it depends on what
    only training tells.
    """
    draft = Draft()
    kind = str(data.get("model_type", ""))
    family = next((value for key, value in _CONVOLUTIONAL.items() if key in kind), "transformer")
    draft.state("model.architecture", family, _place(file, "model_type"))
    if "vocab_size" in data and "image_size" not in data:
        draft.state("data.modality", "text", _place(file, "vocab_size"))
    elif "image_size" in data:
        draft.state("data.modality", "image_2d", _place(file, "image_size"))
    for path, names in _NAMES.items():
        _state_number(draft, path, data, names, file)
    for name in ("hidden_act", "activation_function", "activation"):
        symbol = activation_symbol(str(data.get(name, "")).removesuffix("_new"))
        if symbol:
            draft.state("model.hidden_activation", symbol, _place(file, name))
    _state_head(draft, data, file)
    named = data.get("_name_or_path") or kind or "model"
    return draft.finish(str(named), "hugging_face")


def read_safetensors(content: bytes, file: str) -> Inspection:
    """Read the header of stored weights: how many there are; the layers are not told.

    Raises:
        InspectError: The header is damaged (M005).
    """
    try:
        length = int.from_bytes(content[:8], "little")
        if length > min(len(content) - 8, _MOST_HEADER):
            raise ValueError("its header ends behind the file")
        header = json.loads(content[8 : 8 + length])
        shapes = [value["shape"] for name, value in header.items() if name != "__metadata__"]
        count = sum(math.prod(shape) for shape in shapes)
        known = all(isinstance(size, int) and size >= 0 for shape in shapes for size in shape)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise refuse("M005", f"no safetensors file: {error}", file) from None
    draft = Draft()
    place = Place(file, text="header")
    if known and count > 0:
        draft.state("model.n_parameters", count, place)
    reason = "weights alone do not tell it; give the program or the configuration beside them"
    draft.leave("model.last_activation", reason, place)
    draft.leave("model.loss", reason, place)
    return draft.finish("weights", "safetensors")


def _place(file: str, name: str) -> Place:
    return Place(file, text=name)


def _state_number(
    draft: Draft, path: str, data: Mapping[str, object], names: tuple[str, ...], file: str
) -> None:
    for name in names:
        value = data.get(name)
        usable = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        if usable and not (path.endswith("rate") and float(str(value)) >= 1):
            draft.state(path, value, _place(file, name))
            return


def _state_head(draft: Draft, data: Mapping[str, object], file: str) -> None:
    architectures = data.get("architectures")
    name = str(architectures[0]) if isinstance(architectures, list) and architectures else ""
    place = _place(file, name or "architectures")
    for pattern, task, loss in _HEADS:
        if not pattern.search(name):
            continue
        draft.state("model.last_activation", "none", place)
        if task is None:
            _state_classification(draft, data, file)
        else:
            draft.state("problem.task", task, place)
        if loss is not None:
            draft.state("model.loss", loss, place)
        if task in (None, "sequence_labeling") and (count := _labels(data)):
            draft.state("model.output_units", count, _place(file, "id2label"))
        return
    reason = f"no head is known of {name!r}" if name else "the architecture is not named"
    draft.leave("model.last_activation", reason, place)


def _state_classification(draft: Draft, data: Mapping[str, object], file: str) -> None:
    place, count = _place(file, "problem_type"), _labels(data)
    told = _PROBLEMS.get(str(data.get("problem_type")))
    if told is None:
        reason = "problem_type is not set yet; the library decides by the labels it meets"
        draft.leave("problem.task", reason, place)
        draft.leave("model.loss", reason, place)
        return
    task, loss = told
    if task == "multiclass_classification" and count == 2:
        task = "binary_classification"
    draft.state("problem.task", task, place)
    draft.state("model.loss", loss, place)
    if task != "regression" and count is not None and count > 1:
        draft.state("problem.n_classes", count, _place(file, "id2label"))


def _labels(data: Mapping[str, object]) -> int | None:
    named = data.get("id2label")
    if isinstance(named, Mapping) and named:
        return len(named)
    count = data.get("num_labels")
    return count if isinstance(count, int) and count > 0 else None

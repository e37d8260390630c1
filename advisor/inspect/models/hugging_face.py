"""Read the ``config.json`` of a Hugging Face model, and headers of ``.safetensors`` files."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from advisor.inspect.forms import activation_symbol
from advisor.inspect.heads import family, state_head
from advisor.inspect.result import Draft, Inspection, Place, refuse

__all__ = ["is_hugging_face", "read_hugging_face", "read_safetensors"]

_MOST_HEADER = 100_000_000
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
    images = "image_size" in data or "num_channels" in data
    if (architecture := family(kind, images=images)) is not None:
        draft.state("model.architecture", architecture, _place(file, "model_type"))
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
    problem = data.get("problem_type")
    told = {"architecture": name or "architectures", "labels": "id2label"}
    state_head(
        draft,
        name,
        problem if isinstance(problem, str) else None,
        _labels(data),
        lambda what: _place(file, told.get(what, what)),
    )


def _labels(data: Mapping[str, object]) -> int | None:
    named = data.get("id2label")
    if isinstance(named, Mapping) and named:
        return len(named)
    count = data.get("num_labels")
    return count if isinstance(count, int) and count > 0 else None

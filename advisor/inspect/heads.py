"""The heads of Hugging Face models: what they give, and the loss that the library computes."""

from __future__ import annotations

import re
from collections.abc import Callable

from advisor.inspect.result import Draft, Place

__all__ = ["PRETRAINED", "family", "modality", "state_head"]

PRETRAINED = re.compile(
    r"For(Sequence|Image|Audio|Video|Token)Classification$|ForCausalLM$|ForMaskedLM$"
    r"|ForSeq2SeqLM$|ForConditionalGeneration$|LMHeadModel$"
    r"|For(Semantic|Instance|Universal|Image)?Segmentation$"
)
"""Names of the classes that have a head and compute their own loss."""

_HEADS: tuple[tuple[re.Pattern[str], str | None, str | None], ...] = (
    (re.compile(r"For(Sequence|Image|Audio|Video)Classification$"), None, None),
    (re.compile(r"ForTokenClassification$"), "sequence_labeling", "nn.CrossEntropyLoss"),
    (re.compile(r"For(CausalLM|Seq2SeqLM|ConditionalGeneration)$|LMHeadModel$"), "generation",
     "nn.CrossEntropyLoss"),
    (re.compile(r"For(Semantic|Instance|Universal|Image)?Segmentation$"), "segmentation", None),
)  # fmt: skip
_PROBLEMS = {
    "single_label_classification": ("multiclass_classification", "nn.CrossEntropyLoss"),
    "multi_label_classification": ("multilabel_classification", "nn.BCEWithLogitsLoss"),
    "regression": ("regression", "nn.MSELoss"),
}
_CONVOLUTIONAL = {
    re.compile(r"resnet"): "resnet",
    re.compile(r"convnext|regnet|mobilenet|efficientnet|focalnet|poolformer"): "cnn_2d",
    re.compile(r"unet"): "u_net",
}
_LOOKING = re.compile(r"vit|deit|beit|swin|dino|clip|former|detr|yolos|data2vec")
_TEXT = re.compile(r"For(Sequence|Token)Classification$|For(CausalLM|MaskedLM|Seq2SeqLM)$|LMHead")
_MODALITIES = ((re.compile("ForImage|Segmentation$"), "image_2d"), (_TEXT, "text"),
               (re.compile("ForAudio"), "audio"), (re.compile("ForVideo"), "video"))  # fmt: skip


def family(kind: str, *, images: bool) -> str | None:
    """Return the family of a model by the name of its type, such as ``bert``.

    Of models of images both convolutional ones and transformers are usual, so that a name
    which is not known tells nothing.
    """
    lower = kind.lower()
    for pattern, found in _CONVOLUTIONAL.items():
        if pattern.search(lower):
            return found
    return "transformer" if not images or _LOOKING.search(lower) else None


def modality(name: str) -> str | None:
    """Return the kind of data that a class of models takes, where its name tells."""
    return next((kind for pattern, kind in _MODALITIES if pattern.search(name)), None)


def state_head(
    draft: Draft, name: str, problem: str | None, count: int | None, place: Callable[[str], Place]
) -> None:
    """State the head of a model: its task, last activation, loss, and number of outputs.

    Args:
        draft: Where it is stated.
        name: The class, such as ``BertForTokenClassification``.
        problem: The library's ``problem_type``, where it is set.
        count: The number of labels, where it is known.
        place: Gives the place of ``architecture``, ``problem_type`` and ``labels``.
    """
    for pattern, task, loss in _HEADS:
        if not pattern.search(name):
            continue
        draft.state("model.last_activation", "none", place("architecture"))
        if task is None:
            _state_classification(draft, problem, count, place)
        else:
            draft.state("problem.task", task, place("architecture"))
        if loss is not None:
            draft.state("model.loss", loss, place("architecture"))
        if task in (None, "sequence_labeling") and count:
            draft.state("model.output_units", count, place("labels"))
        return
    reason = f"no head is known of {name!r}" if name else "the architecture is not named"
    draft.leave("model.last_activation", reason, place("architecture"))


def _state_classification(
    draft: Draft, problem: str | None, count: int | None, place: Callable[[str], Place]
) -> None:
    # The library takes one output without a problem type for a regression.
    told = _PROBLEMS.get("regression" if problem is None and count == 1 else str(problem))
    if told is None:
        reason = "problem_type is not set; the library decides by the labels it meets"
        draft.leave("problem.task", reason, place("problem_type"))
        draft.leave("model.loss", reason, place("problem_type"))
        return
    task, loss = told
    if task == "multiclass_classification" and count == 2:
        task = "binary_classification"
    draft.state("problem.task", task, place("problem_type"))
    draft.state("model.loss", loss, place("problem_type"))
    if task != "regression" and count is not None and count > 1:
        draft.state("problem.n_classes", count, place("labels"))

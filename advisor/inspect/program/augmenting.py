"""What a program says of augmentation."""

from __future__ import annotations

import ast
from collections.abc import Callable

from advisor.inspect.program.evidence import Evidence
from advisor.inspect.program.values import Known, Made
from advisor.inspect.result import Draft, Place

__all__ = ["changes_in_place", "state_augmentation"]

_LIBRARIES = ("albumentations.", "imgaug.", "torchaudio.transforms.")
_TURNING = frozenset(
    {
        "fliplr",
        "flipud",
        "flip",
        "rot90",
        "rotate",
        "hflip",
        "vflip",
        "flip_left_right",
        "flip_up_down",
    }
)
_GENERATORS = frozenset({"ImageDataGenerator"})
_NO_AUGMENTATION = frozenset(
    {
        "rescale",
        "featurewise_center",
        "featurewise_std_normalization",
        "samplewise_center",
        "samplewise_std_normalization",
        "validation_split",
        "preprocessing_function",
        "data_format",
        "dtype",
        "fill_mode",
    }
)


def state_augmentation(
    draft: Draft, evidence: Evidence, place_of: Callable[[ast.AST], Place]
) -> None:
    """State that data are augmented, and whether the examples themselves are changed."""
    for made in evidence.made:
        if _augments(made):
            draft.state("data.augmentation.used", True, place_of(made.node))
    for node in evidence.in_place:
        draft.state("data.augmentation.used", True, place_of(node))
        draft.state("data.augmentation.on_copy", False, place_of(node))


def changes_in_place(node: ast.Assign) -> bool:
    """Whether examples are turned where they stand: ``x[i] = np.fliplr(x[i])``."""
    call = node.value
    if not isinstance(call, ast.Call) or not call.args:
        return False
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    places = [each for each in node.targets if isinstance(each, ast.Subscript)]
    changed = ast.unparse(call.args[0])
    return name in _TURNING and any(ast.unparse(each) == changed for each in places)


def _augments(made: Made) -> bool:
    if made.path.startswith("torchvision.transforms"):
        return made.name.startswith(("Random", "ColorJitter", "AutoAugment", "TrivialAugment"))
    if made.path.startswith(_LIBRARIES):
        return made.name not in ("Compose", "Normalize", "Resize", "ToTensorV2")
    if made.name not in _GENERATORS:
        return False
    wanted = made.keywords.keys() - _NO_AUGMENTATION
    return any(made.keywords[name].value not in (Known(False), Known(0)) for name in wanted)

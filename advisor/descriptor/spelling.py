"""How differently a name may be spelt and still be the same name."""

from __future__ import annotations

import re

__all__ = ["fold"]

_MODULES = (
    "torch nn f functional optim init modules loss losses tf tensorflow keras k backend optimizers "
    "activations metrics initializers layers train compat v1 v2 v3 sklearn linear_model "
    "neural_network preprocessing model_selection jax flax linen optax torchmetrics torchvision "
    "models ops utils regularizers legacy experimental applications lightning pl stable_baselines3 "
    "sb3 classification regression"
)
_PREFIXES = frozenset(_MODULES.split())
_IGNORED = re.compile(r"[\s_\-]+")


def fold(text: str) -> str:
    """Reduce a library's spelling to what counts: no module, call, case or word breaks.

    ``torch.nn.BCEWithLogitsLoss()`` and ``bce_with_logits_loss`` fold to the same name.
    """
    name = text.partition("(")[0].strip()
    while "." in name:
        module, _, rest = name.partition(".")
        if module.strip().lower() not in _PREFIXES:
            break
        name = rest
    return _IGNORED.sub("", name).lower()

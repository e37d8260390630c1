"""What the hyperparameters that a log keeps say in the words of a descriptor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from advisor.descriptor import canonical
from advisor.errors import SourceError
from advisor.source import read_path

__all__ = ["stated_beside", "stated_by"]

_NAMES: Mapping[str, tuple[str, ...]] = {
    "learning_rate": ("learning_rate", "lr", "init_lr", "base_lr"),
    "batch_size": ("batch_size", "train_batch_size", "per_device_train_batch_size"),
    "epochs": ("epochs", "max_epochs", "n_epochs", "num_epochs", "num_train_epochs"),
    "optimizer": ("optimizer", "optim", "opt", "optimizer_name", "opt_name"),
}
_WHOLE = frozenset({"batch_size", "epochs"})


def stated_by(settings: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """Return the training section that hyperparameters state; what is odd is left out."""
    known = {name.lower(): value for name, value in settings.items()}
    training: dict[str, object] = {}
    for field, names in _NAMES.items():
        told = next((known[name] for name in names if known.get(name) is not None), None)
        value = _symbol(told) if field == "optimizer" else _number(told, whole=field in _WHOLE)
        if value is not None:
            training[field] = value
    return {"training": training} if training else {}


def stated_beside(path: Path) -> dict[str, dict[str, object]]:
    """Return what the file of hyperparameters states that Lightning puts beside its logs."""
    try:
        data = read_path(path).data if path.is_file() else {}
    except SourceError:
        # Other people's YAML may hold tags; the curves say enough without it.
        return {}
    return stated_by({str(name): value for name, value in data.items()})


def _symbol(told: object) -> str | None:
    known = canonical("training.optimizer", told) if isinstance(told, str) else None
    return told if known and isinstance(told, str) else None


def _number(told: object, *, whole: bool) -> float | int | None:
    try:
        number = float(str(told))
    except ValueError:
        return None
    if not 0 < number < 1e12 or (whole and not number.is_integer()):
        return None
    return int(number) if whole else number

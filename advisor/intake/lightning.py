"""What PyTorch Lightning's CSVLogger writes: metrics.csv with hparams.yaml beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from advisor.errors import SourceError
from advisor.intake.run import Sheet
from advisor.intake.settings import stated_by
from advisor.source import read_path

__all__ = ["as_lightning"]


def as_lightning(sheet: Sheet, path: Path) -> Sheet:
    """Return a sheet as one of Lightning where it lies beside its hyperparameters.

    Rows of steps and of epochs are interleaved; epochs count from 0.
    """
    settings = path.with_name("hparams.yaml")
    if not {"epoch", "step"} <= set(sheet.columns) or not settings.is_file():
        return sheet
    try:
        data = read_path(settings).data
    except SourceError:
        # Other people's YAML may hold tags; the curves say enough without it.
        data = None
    stated = stated_by(data) if isinstance(data, Mapping) else {}
    return replace(sheet, reader="lightning", from_zero=True, stated=stated)

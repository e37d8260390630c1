"""What PyTorch Lightning's CSVLogger writes: metrics.csv with hparams.yaml beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from advisor.intake.run import Sheet
from advisor.intake.settings import stated_beside

__all__ = ["as_lightning"]


def as_lightning(sheet: Sheet, path: Path) -> Sheet:
    """Return a sheet as one of Lightning where it lies beside its hyperparameters.

    Rows of steps and of epochs are interleaved; epochs count from 0.
    """
    settings = path.with_name("hparams.yaml")
    if not {"epoch", "step"} <= set(sheet.columns) or not settings.is_file():
        return sheet
    return replace(sheet, reader="lightning", from_zero=True, stated=stated_beside(settings))

"""A callback for PyTorch Lightning: ``Trainer(callbacks=[AdvisorCallback()])``."""

from __future__ import annotations

from typing import Any

from lightning.pytorch import LightningModule, Trainer
from lightning.pytorch.callbacks import Callback

from advisor.live.monitor import Monitor

__all__ = ["AdvisorCallback"]


class AdvisorCallback(Callback):
    """Reports diagnoses of the metrics that a module logs, at the end of each epoch."""

    def __init__(self, monitor: Monitor | None = None, **given: Any) -> None:
        """Watch with a monitor, or with one made of what ``Monitor`` takes."""
        self.monitor = monitor or Monitor(**given)

    def on_train_epoch_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Take what was logged in the epoch, validation included."""
        self.monitor.take_logged(trainer.callback_metrics, epoch=trainer.current_epoch + 1)
        trainer.should_stop = trainer.should_stop or self.monitor.should_stop

    def on_fit_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Look at the whole run."""
        self.monitor.finish()

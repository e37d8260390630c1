"""A callback for Keras: ``model.fit(..., callbacks=[AdvisorCallback()])``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras.callbacks import Callback

from advisor.live.monitor import Monitor

__all__ = ["AdvisorCallback"]


class AdvisorCallback(Callback):
    """Reports diagnoses of losses and metrics at the end of each epoch."""

    def __init__(self, monitor: Monitor | None = None, **given: Any) -> None:
        """Watch with a monitor, or with one made of what ``Monitor`` takes."""
        super().__init__()
        self.monitor = monitor or Monitor(**given)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, object] | None = None) -> None:
        """Take what was logged in the epoch; Keras counts epochs from 0."""
        self.monitor.take_logged(logs or {}, epoch=epoch + 1)
        if self.monitor.should_stop:
            self.model.stop_training = True

    def on_train_end(self, logs: Mapping[str, object] | None = None) -> None:
        """Look at the whole run."""
        self.monitor.finish()

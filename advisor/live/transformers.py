"""A callback for the Hugging Face Trainer: ``Trainer(..., callbacks=[AdvisorCallback()])``."""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from advisor.intake.transformers import Unfilter
from advisor.live.monitor import Monitor

__all__ = ["AdvisorCallback"]


class AdvisorCallback(TrainerCallback):
    """Reports diagnoses of what the Trainer logs; NaN that it filters out is put back."""

    def __init__(self, monitor: Monitor | None = None, **given: Any) -> None:
        """Watch with a monitor, or with one made of what ``Monitor`` takes."""
        self.monitor = monitor or Monitor(**given)
        self._unfilter = Unfilter()

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, object] | None = None,
        **kwargs: object,
    ) -> None:
        """Take one entry of the log; the summary at the end is no row of it."""
        entry = dict(logs or {})
        if "train_runtime" in entry:
            return
        self._unfilter(entry)
        self.monitor.take_logged(entry, step=state.global_step)
        if self.monitor.should_stop:
            control.should_training_stop = True

    def on_train_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: object,
    ) -> None:
        """Look at the whole run."""
        self.monitor.finish()

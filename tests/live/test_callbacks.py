"""The callbacks, each in a training by its real library; skipped where that is not installed."""

from __future__ import annotations

from typing import Any

import pytest

from advisor import Monitor
from tests.live.test_monitor import PROJECT, Told


def broken_monitor() -> tuple[Monitor, Told]:
    """Return a monitor that stops a run which diverges."""
    told = Told()
    return Monitor(PROJECT, report=told, stop_on="error"), told


@pytest.mark.filterwarnings("default")
def test_keras() -> None:
    """A learning rate out of all proportion; training stops before its last epoch."""
    keras = pytest.importorskip("keras", reason="Keras is not installed")
    import numpy as np

    from advisor.live.keras import AdvisorCallback

    keras.utils.set_random_seed(1)
    x = np.random.default_rng(1).normal(size=(256, 8)).astype("float32")
    y = (x[:, 0] > 0).astype("int32")
    net = keras.Sequential(
        [keras.Input((8,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(2)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile(keras.optimizers.SGD(1e30), loss=loss, metrics=["accuracy"])
    monitor, told = broken_monitor()
    history = net.fit(x, y, epochs=20, verbose=0, callbacks=[AdvisorCallback(monitor)])
    assert "diverging" in told.symptoms
    assert len(history.history["loss"]) < 20


@pytest.mark.filterwarnings("default")
def test_lightning() -> None:
    """Loss of the epoch and of validation are taken; training stops before its last epoch."""
    pl: Any = pytest.importorskip("lightning.pytorch", reason="Lightning is not installed")
    torch: Any = pytest.importorskip("torch")

    from advisor.live.lightning import AdvisorCallback

    class Net(pl.LightningModule):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(4, 2)

        def _loss(self, batch: Any, name: str) -> Any:
            loss = torch.nn.functional.cross_entropy(self.layer(batch[0]), batch[1])
            self.log(name, loss * float("nan") if self.current_epoch > 1 else loss)
            return loss

        def training_step(self, batch: Any, index: int) -> Any:
            return self._loss(batch, "train_loss")

        def validation_step(self, batch: Any, index: int) -> Any:
            return self._loss(batch, "val_loss")

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), 0.1)

    data = torch.utils.data.TensorDataset(torch.randn(64, 4), torch.randint(0, 2, (64,)))
    loader = torch.utils.data.DataLoader(data, batch_size=16)
    monitor, told = broken_monitor()
    trainer = pl.Trainer(
        max_epochs=10, logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, accelerator="cpu", callbacks=[AdvisorCallback(monitor)],
    )  # fmt: skip
    trainer.fit(Net(), loader, loader)
    assert "diverging" in told.symptoms
    assert trainer.current_epoch < 9


@pytest.mark.filterwarnings("default")
def test_transformers(tmp_path: Any) -> None:
    """A loss that is NaN, which the Trainer writes as 0, is seen for what it is."""
    transformers: Any = pytest.importorskip("transformers", reason="transformers is not installed")
    torch: Any = pytest.importorskip("torch")
    pytest.importorskip("accelerate")

    from advisor.live.transformers import AdvisorCallback

    class Net(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(4, 2)
            self.steps = 0

        def forward(self, x: Any, labels: Any) -> Any:
            self.steps += 1
            loss = torch.nn.functional.cross_entropy(self.layer(x), labels)
            return {"loss": loss * float("nan") if self.steps > 8 else loss}

    rows = [{"x": torch.randn(4), "labels": torch.tensor(n % 2)} for n in range(64)]
    monitor, told = broken_monitor()
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path), max_steps=60, logging_steps=2, per_device_train_batch_size=8,
        report_to=[], disable_tqdm=True, use_cpu=True, save_strategy="no",
    )  # fmt: skip
    trainer = transformers.Trainer(
        Net(), arguments, train_dataset=rows, callbacks=[AdvisorCallback(monitor)]
    )
    trainer.train()
    assert "diverging" in told.symptoms
    assert trainer.state.global_step < 60

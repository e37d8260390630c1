# mypy: ignore-errors
"""Train a small network with PyTorch Lightning and keep what its loggers wrote.

Run with an empty folder as working directory; torch, lightning, tensorboard are needed.
Two runs: steps and epochs interleaved, and one that logs once for each epoch.
"""

import warnings
from pathlib import Path

import lightning as pl
import torch
from lightning.pytorch.callbacks import LearningRateMonitor
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

warnings.filterwarnings("ignore")


def data(seed, n):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 8, generator=generator)
    y = (x[:, 0] * x[:, 1] > 0).long()
    return TensorDataset(x, y)


class Net(pl.LightningModule):
    def __init__(self, learning_rate=0.05, batch_size=32, optimizer="adam", every_step=True):
        super().__init__()
        self.save_hyperparameters()
        self.layers = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))

    def training_step(self, batch, index):
        x, y = batch
        logits = self.layers(x)
        loss = nn.functional.cross_entropy(logits, y)
        every = self.hparams.every_step
        self.log("train_loss", loss, on_step=every, on_epoch=True)
        accuracy = (logits.argmax(1) == y).float().mean()
        self.log("train_acc", accuracy, on_step=False, on_epoch=True)
        return loss

    def on_before_optimizer_step(self, optimizer):
        if self.hparams.every_step:
            norms = [p.grad.norm() for p in self.parameters()]
            self.log("grad_norm", torch.stack(norms).norm())

    def validation_step(self, batch, index):
        x, y = batch
        logits = self.layers(x)
        self.log("val_loss", nn.functional.cross_entropy(logits, y))
        self.log("val_acc", (logits.argmax(1) == y).float().mean())

    def configure_optimizers(self):
        optimizer = torch.optim.Adam(self.parameters(), lr=self.hparams.learning_rate)
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, 3, 0.5)
        return [optimizer], [schedule]


def fit(name, every_step, every_n):
    pl.seed_everything(1, verbose=False)
    loggers = [CSVLogger(".", name=f"{name}_csv"), TensorBoardLogger(".", name=f"{name}_board")]
    trainer = pl.Trainer(
        max_epochs=6,
        logger=loggers,
        log_every_n_steps=every_n,
        enable_progress_bar=False,
        enable_checkpointing=False,
        enable_model_summary=False,
        accelerator="cpu",
        callbacks=[LearningRateMonitor("step" if every_step else "epoch")],
    )
    trainer.fit(
        Net(every_step=every_step),
        DataLoader(data(1, 320), batch_size=32, shuffle=True),
        DataLoader(data(2, 128), batch_size=64),
    )


fit("interleaved", True, 4)
fit("by_epoch", False, 10)
Path("versions.txt").write_text(f"lightning {pl.__version__}\ntorch {torch.__version__}\n")

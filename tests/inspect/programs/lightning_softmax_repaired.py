import torch
import torch.nn.functional as F
import pytorch_lightning as pl
from torch import nn


class Classifier(pl.LightningModule):
    def __init__(self, hidden: int = 64, classes: int = 5, lr: float = 1e-3):
        super().__init__()
        self.lr = lr
        self.body = nn.Sequential(nn.Linear(30, hidden), nn.GELU(), nn.Linear(hidden, classes))

    def forward(self, x):
        return self.body(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = F.cross_entropy(self(x), y)
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.lr)

# mypy: ignore-errors
"""Log a small training to Weights & Biases without a network and keep the run's own file.

Run with an empty folder as working directory; torch and wandb are needed.
"""

import os
from pathlib import Path

os.environ |= {"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_DISABLE_CODE": "true"}
os.environ |= {"WANDB_CONSOLE": "off", "WANDB_DISABLE_GIT": "true", "WANDB_HOST": "host"}
os.environ |= {"WANDB_USERNAME": "somebody", "WANDB__DISABLE_STATS": "true"}
import torch
import wandb
from torch import nn

torch.manual_seed(1)
x = torch.randn(256, 8)
y = (x[:, 0] * x[:, 1] > 0).long()
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
settings = wandb.Settings(
    x_disable_meta=True,
    x_disable_stats=True,
    x_disable_machine_info=True,
    x_save_requirements=False,
)
config = {"learning_rate": 0.05, "batch_size": 32, "epochs": 20, "optimizer": "adam"}
run = wandb.init(project="small-nets", name="sound", config=config, settings=settings)
for step in range(120):
    rows = torch.randint(0, 192, (32,))
    loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    logged = {"train": {"loss": loss.item() if step < 115 else float("nan")}}
    if step % 10 == 9:
        with torch.no_grad():
            logged["val_loss"] = nn.functional.cross_entropy(net(x[192:]), y[192:]).item()
    run.log(logged)
run.finish()
(found,) = Path("wandb").glob("offline-run-*/run-*.wandb")
found.rename("run-sound.wandb")
Path("versions.txt").write_text(f"wandb {wandb.__version__}\ntorch {torch.__version__}\n")

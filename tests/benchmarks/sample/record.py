"""Train six small networks with PyTorch and write their logs: ``python record.py`` beside it.

Every run is seeded; the data are Gaussian clusters, a sine, and points on a circle.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

HERE = Path(__file__).parent
Rows = list[dict[str, float]]


def clusters(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Return points of four overlapping clusters in eight dimensions, with their numbers."""
    centers = 1.2 * torch.randn(4, 8, generator=torch.Generator().manual_seed(1))
    noise = torch.Generator().manual_seed(seed)
    labels = torch.randint(4, (count,), generator=noise)
    return centers[labels] + torch.randn(count, 8, generator=noise), labels


def train(model: nn.Module, loss: nn.Module, data: list[Tensor], rate: float, epochs: int) -> Rows:
    """Train with Adam in batches of 32 and return the mean loss of each epoch."""
    inputs, targets, val_inputs, val_targets = data
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    rows = []
    for epoch in range(1, epochs + 1):
        total = 0.0
        for batch in torch.split(torch.randperm(len(inputs)), 32):
            optimizer.zero_grad()
            value = loss(model(inputs[batch]), targets[batch])
            value.backward()
            optimizer.step()
            total += value.item() * len(batch)
        with torch.no_grad():
            val = loss(model(val_inputs), val_targets).item()
        rows.append({"epoch": epoch, "train_loss": total / len(inputs), "val_loss": val})
    return rows


def classifier(width: int) -> nn.Sequential:
    """Return a network with one hidden layer and four logits."""
    return nn.Sequential(nn.Linear(8, width), nn.ReLU(), nn.Linear(width, 4))


def sound() -> Rows:
    """Learn the clusters."""
    data = [*clusters(1000, 2), *clusters(500, 3)]
    return train(classifier(16), nn.CrossEntropyLoss(), data, 0.003, 25)


def by_heart() -> Rows:
    """Learn forty examples by heart."""
    data = [*clusters(40, 2), *clusters(500, 3)]
    return train(classifier(256), nn.CrossEntropyLoss(), data, 0.003, 150)


def dead() -> Rows:
    """Keep every hidden unit of a network below zero."""
    hidden = nn.Linear(8, 16)
    nn.init.constant_(hidden.bias, -100.0)
    model = nn.Sequential(hidden, nn.ReLU(), nn.Linear(16, 4))
    data = [*clusters(1000, 2), *clusters(500, 3)]
    return train(model, nn.CrossEntropyLoss(), data, 0.003, 20)


def sine() -> Rows:
    """Fit a sine."""
    inputs = torch.linspace(-3, 3, 600).reshape(-1, 1)[torch.randperm(600)]
    targets = torch.sin(inputs)
    data = [inputs[:400], targets[:400], inputs[400:], targets[400:]]
    model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
    return train(model, nn.MSELoss(), data, 0.01, 40)


def one_batch() -> Rows:
    """Learn a single batch."""
    inputs, labels = clusters(32, 2)
    data = [inputs, labels, inputs, labels]
    rows = train(classifier(64), nn.CrossEntropyLoss(), data, 0.01, 60)
    return [{"step": row["epoch"], "train_loss": row["train_loss"]} for row in rows]


def gan() -> Rows:
    """Let a weak generator play against a discriminator that learns much faster."""
    angles = 6.2832 * torch.rand(512)
    real = torch.stack([angles.cos(), angles.sin()], dim=1)
    generator = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2))
    judge = nn.Sequential(nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
    slow = torch.optim.Adam(generator.parameters(), lr=1e-6)
    fast = torch.optim.Adam(judge.parameters(), lr=0.01)
    loss = nn.BCEWithLogitsLoss()
    rows = []
    for epoch in range(1, 61):
        for batch in torch.split(real, 64):
            fake = generator(torch.randn(len(batch), 2)) + 4
            ones, zeros = torch.ones(len(batch), 1), torch.zeros(len(batch), 1)
            fast.zero_grad()
            judged = loss(judge(batch), ones) + loss(judge(fake.detach()), zeros)
            judged.backward()
            fast.step()
            slow.zero_grad()
            fooled = loss(judge(fake), ones)
            fooled.backward()
            slow.step()
        rows.append({"epoch": epoch, "d_loss": judged.item(), "g_loss": fooled.item()})
    return rows


RUNS: dict[str, Callable[[], Rows]] = {
    "sound": sound,
    "by-heart": by_heart,
    "dead": dead,
    "sine": sine,
    "one-batch": one_batch,
    "gan": gan,
}


def main() -> None:
    """Write one CSV for each run."""
    for name, run in RUNS.items():
        torch.manual_seed(0)
        rows = run()
        with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows({k: round(v, 6) for k, v in row.items()} for row in rows)


if __name__ == "__main__":
    main()

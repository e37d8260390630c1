# mypy: ignore-errors
"""Train a small network in plain PyTorch and keep what three writers of event files wrote.

Run with an empty folder as working directory; torch, tensorboard and tensorboardX are needed.
Written: one folder a writer, a run resumed in a second file, the sub-folders of add_scalars,
and what tensorboard itself reads from all of them, in expected.json.
"""

import json
from pathlib import Path

import tensorboard
import tensorboardX
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter

torch.manual_seed(1)
x = torch.randn(256, 8)
y = (x[:, 0] * x[:, 1] > 0).long()


def train(steps, rate=0.05):
    net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    for step in range(steps):
        rows = torch.randint(0, 192, (32,))
        loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        optimizer.step()
        with torch.no_grad():
            val = nn.functional.cross_entropy(net(x[192:]), y[192:])
        yield step, net, loss.item(), val.item(), norm.item()


with SummaryWriter("torch") as writer:
    for step, net, loss, val, norm in train(60):
        writer.add_scalar("Loss/train", loss, step)
        writer.add_scalar("train/grad_norm", norm, step)
        if step % 10 == 9:
            writer.add_scalar("Loss/val", val, step)
            writer.add_histogram("weights", net[0].weight, step)
    writer.add_text("note", "a line of text")
    writer.add_image("picture", torch.rand(1, 4, 4))

with SummaryWriter("tensors") as writer:
    for step, _, loss, val, _ in train(40):
        writer.add_scalar("train/loss", loss, step, new_style=True)
        writer.add_scalar("val/loss", val, step, new_style=True, double_precision=True)

with tensorboardX.SummaryWriter("tensorboardx") as writer:
    for step, _, loss, val, _ in train(30):
        writer.add_scalar("train_loss", loss if step < 20 else float("nan"), step)
        writer.add_scalar("val_loss", val if step < 25 else float("inf"), step)

with SummaryWriter("grouped") as writer:
    for step, _, loss, val, _ in train(30):
        writer.add_scalars("loss", {"train": loss, "val": val}, step)

with SummaryWriter("resumed", filename_suffix=".first") as writer:
    for step, _, loss, _, _ in train(30):
        writer.add_scalar("train_loss", loss, step)
with SummaryWriter("resumed", purge_step=20, filename_suffix=".second") as writer:
    for step, _, loss, _, _ in train(50):
        if step >= 20:
            writer.add_scalar("train_loss", loss, step)

with SummaryWriter("unnumbered") as writer:
    for _, _, loss, _, _ in train(12):
        writer.add_scalar("train_loss", loss)

expected = {}
for folder in sorted({path.parent for path in Path().rglob("events.out.*")}):
    board = EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0})
    board.Reload()
    series = {
        tag: [[e.step, repr(e.value)] for e in board.Scalars(tag)]
        for tag in board.Tags()["scalars"]
    }
    for tag in board.Tags()["tensors"]:
        if board.SummaryMetadata(tag).plugin_data.plugin_name != "scalars":
            continue
        events = board.Tensors(tag)
        series[tag] = [
            [e.step, repr(float(tensorboard.util.tensor_util.make_ndarray(e.tensor_proto)))]
            for e in events
        ]
    expected[str(folder)] = series
Path("expected.json").write_text(json.dumps(expected))
for number, path in enumerate(sorted(Path().rglob("events.out.*"))):
    suffix = ".2" if path.name.endswith(".second") else ""
    path.rename(path.with_name(f"events.out.tfevents.{1700000000 + number}.host{suffix}"))
versions = [f"torch {torch.__version__}", f"tensorboard {tensorboard.__version__}"]
versions += [f"tensorboardX {tensorboardX.__version__}"]
Path("versions.txt").write_text("\n".join(versions) + "\n")

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

DEBUG = not True
WIDTHS = [2 ** k for k in (5, 6)] + [10]
DEPTH = len(WIDTHS) - 1
NAMES = dict(zip(["first", "second"], WIDTHS))
first, *rest = WIDTHS
hidden = WIDTHS[0] if DEPTH >= 2 and not DEBUG else 7
activation = {"relu": nn.ReLU, "tanh": nn.Tanh}.get("relu")
make = lambda i, o: nn.Linear(i, o)


class Block(nn.Module):
    scale = 1.0

    def __init__(self, width, *more, bias=True, **settings):
        super().__init__()
        self.layers = nn.ModuleList()
        for number, size in enumerate(more):
            self.layers.append(make(width if number == 0 else more[number - 1], size))
        self.norms = nn.ModuleDict({"one": nn.BatchNorm1d(more[-1])})

    @staticmethod
    def squash(x):
        return activation()(x)

    def forward(self, x):
        for layer in self.layers:
            x = self.squash(layer(x))
        return x


class Net(Block):
    def __init__(self):
        Block.__init__(self, 20, *WIDTHS[:2])
        self.out = nn.Linear(WIDTHS[1], WIDTHS[-1])
        self.add_module("drop", nn.Dropout(p=0.4))

    def forward(self, x):
        if x is None:
            raise ValueError
        x = super().forward(x)
        x = self.drop(x)
        if self.training:
            return self.out(x)
        return F.softmax(self.out(x), dim=-1)


net = Net().to("cuda" if torch.cuda.is_available() else "cpu")
criterion = nn.CrossEntropyLoss(reduction="sum")
optimizer = torch.optim.SGD([{"params": net.parameters()}], lr=-(-1e-2), momentum=0.9)
labels = torch.from_numpy(np.random.randint(0, 10, size=500)).long()
inputs = torch.rand(500, 20) * 255.0
data = torch.utils.data.TensorDataset(inputs, labels)
loader = torch.utils.data.DataLoader(data, 50, True)
step = 0
try:
    while (step := step + 1) < 1000:
        for x, y in loader:
            optimizer.zero_grad()
            with torch.enable_grad():
                loss = criterion(net(x), y)
            loss.backward()
            for p in net.parameters():
                p.grad.data.clamp_(-1, 1)
            optimizer.step()
except KeyboardInterrupt:
    pass
finally:
    print(f"{step} steps")

import torch.nn as nn, torch
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.seq = nn.Sequential()
        self.seq.add_module("fc", nn.Linear(10, 1))
    def forward(self, x):
        out = self.seq(x)
        return out.squeeze(-1)
net = Net()
y = torch.tensor([1., 0., 1., 1.])
x = torch.randn(4, 10)
loss = nn.BCELoss()(net(x), y)
loss.backward()

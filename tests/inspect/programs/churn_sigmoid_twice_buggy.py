import torch
import torch.nn as nn


class Churn(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(width, 64), nn.Linear(64, 64)])
        self.out = nn.Linear(64, 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        x = self.out(x)
        return torch.sigmoid(x)


model = Churn(12)
loss_fn = nn.BCEWithLogitsLoss()
opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)


def step(batch, labels):
    opt.zero_grad()
    loss = loss_fn(model(batch), labels.float())
    loss.backward()
    opt.step()
    return loss.item()

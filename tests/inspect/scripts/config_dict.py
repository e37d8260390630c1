import torch
from torch import nn
CFG = {"hidden": 64, "classes": 4, "lr": 0.01, "epochs": 12, "batch": 32}
def block(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(inplace=True), nn.MaxPool2d(2))
class Net(nn.Module):
    def __init__(self, cfg):
        super(Net, self).__init__()
        self.features = nn.Sequential(block(3, 16), block(16, 32))
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(32*8*8, cfg["hidden"]), nn.ReLU(), nn.Linear(cfg["hidden"], cfg["classes"]))
    def forward(self, x):
        x = self.features(x)
        x = self.head(x)
        return nn.functional.log_softmax(x, dim=1)
net = Net(CFG)
opt = torch.optim.SGD(net.parameters(), lr=CFG["lr"], momentum=0.9)
for epoch in range(CFG["epochs"]):
    for xb, yb in train_dl:
        pred = net(xb)
        loss = nn.functional.nll_loss(pred, yb)
        opt.zero_grad(); loss.backward(); opt.step()

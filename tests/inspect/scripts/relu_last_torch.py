import torch
class MLP(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = torch.nn.Linear(784, 200)
        self.fc2 = torch.nn.Linear(200, 10)
    def forward(self, x):
        x = x.reshape(-1, 784)
        x = self.fc1(x).relu()
        x = self.fc2(x).relu()
        return x
m = MLP()
opt = torch.optim.SGD(m.parameters(), lr=0.01)
lossf = torch.nn.CrossEntropyLoss()
for x, y in loader:
    l = lossf(m(x), y); opt.zero_grad(); l.backward(); opt.step()

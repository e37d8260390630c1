import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class LetterNet(nn.Module):
    def __init__(self):
        super(LetterNet, self).__init__()
        self.hidden = nn.Linear(16, 80)
        self.output = nn.Linear(80, 26)
        self.end = nn.Softmax(dim=1)

    def forward(self, x):
        return self.end(self.output(F.relu(self.hidden(x))))


net = LetterNet()
optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
criterion = nn.NLLLoss()
for epoch in range(30):
    for x, y in train_loader:
        optimizer.zero_grad()
        out = net(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()

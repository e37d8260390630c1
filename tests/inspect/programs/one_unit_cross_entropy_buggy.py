import torch
import torch.nn as nn
from torch.autograd import Variable


class Spam(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes):
        super(Spam, self).__init__()
        self.fc1 = nn.Linear(input_size, hidden_size)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        out = self.fc1(x)
        out = self.relu(out)
        out = self.fc2(out)
        return out


num_classes = 1
net = Spam(57, 100, num_classes)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.001)

for epoch in range(10):
    for i, (mails, labels) in enumerate(train_loader):
        mails = Variable(mails)
        labels = Variable(labels)
        optimizer.zero_grad()
        outputs = net(mails)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()

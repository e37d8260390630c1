import torch
import torch.nn as nn

TAGS = 8
model = nn.Sequential(nn.Linear(300, 100), nn.ReLU(), nn.Linear(100, TAGS), nn.Softmax(dim=1))
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
for texts, tags in loader:
    optimizer.zero_grad()
    loss = criterion(model(texts), tags.float())
    loss.backward()
    optimizer.step()

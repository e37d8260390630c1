import torch
from torch import nn, optim
from sklearn.datasets import make_classification

features, target = make_classification(n_samples=2000, n_features=20)
features = torch.tensor(features, dtype=torch.float32)
target = torch.tensor(target, dtype=torch.float32).unsqueeze(1)

model = nn.Sequential(
    nn.Linear(20, 32),
    nn.ReLU(),
    nn.Linear(32, 1),
)
criterion = nn.BCELoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

for epoch in range(200):
    optimizer.zero_grad()
    prediction = model(features)
    loss = criterion(prediction, target)
    loss.backward()
    optimizer.step()

import torch
import torch.nn as nn
from torchvision import models

model = models.resnet18(pretrained=True)
for parameter in model.parameters():
    parameter.requires_grad = False
model.fc = nn.Sequential(nn.Linear(model.fc.in_features, 4), nn.Softmax(dim=1))

criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.fc.parameters(), lr=0.001, momentum=0.9)


def train_model(model, criterion, optimizer, loaders, num_epochs=25):
    for epoch in range(num_epochs):
        for phase in ["train", "val"]:
            for inputs, labels in loaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    loss = criterion(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
    return model


model = train_model(model, criterion, optimizer, dataloaders)

import argparse
import torch
import torch.nn as nn
import torch.optim as optim

class Model(nn.Module):
    def __init__(self, args):
        super().__init__()
        layers = []
        width = args.features
        for _ in range(args.depth):
            layers += [nn.Linear(width, args.hidden), nn.BatchNorm1d(args.hidden), nn.ReLU()]
            width = args.hidden
        layers.append(nn.Linear(width, args.classes))
        layers.append(nn.Softmax(dim=1))
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return self.net(x)

class Trainer:
    def __init__(self, args):
        self.args = args
        self.model = Model(args).to(args.device)
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = optim.Adam(self.model.parameters(), lr=args.lr)
    def train_epoch(self, loader):
        self.model.train()
        for x, y in loader:
            x, y = x.to(self.args.device), y.to(self.args.device)
            self.optimizer.zero_grad()
            logits = self.model(x)
            loss = self.criterion(logits, y)
            loss.backward()
            self.optimizer.step()
    def run(self, loader):
        for epoch in range(self.args.epochs):
            self.train_epoch(loader)

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--lr', type=float, default=1e-3)
    parser.add_argument('--depth', type=int, default=3)
    args = parser.parse_args()
    Trainer(args).run(get_loader(args))

if __name__ == '__main__':
    main()

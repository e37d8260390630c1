import torch
import torch.nn as nn


class Words(nn.Module):
    def __init__(self, vocabulary, size=128):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, size)
        self.rnn = nn.GRU(size, size, num_layers=2, batch_first=True)
        self.decode = nn.Linear(size, vocabulary)

    def forward(self, tokens, hidden=None):
        out, hidden = self.rnn(self.embed(tokens), hidden)
        return self.decode(out), hidden


model = Words(10000)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.002)

for epoch in range(40):
    for tokens, following in batches():
        optimizer.zero_grad()
        scores, _ = model(tokens)
        loss = criterion(scores.view(-1, 10000), following.view(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        optimizer.step()

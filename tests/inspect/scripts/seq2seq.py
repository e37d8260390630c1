import torch, torch.nn as nn, torch.nn.functional as F
class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super(EncoderRNN, self).__init__()
        self.embedding = nn.Embedding(input_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size)
    def forward(self, input, hidden):
        embedded = self.embedding(input).view(1, 1, -1)
        output, hidden = self.gru(embedded, hidden)
        return output, hidden
class DecoderRNN(nn.Module):
    def __init__(self, hidden_size, output_size):
        super(DecoderRNN, self).__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size)
        self.out = nn.Linear(hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)
    def forward(self, input, hidden):
        output = F.relu(self.embedding(input).view(1, 1, -1))
        output, hidden = self.gru(output, hidden)
        output = self.softmax(self.out(output[0]))
        return output, hidden
encoder = EncoderRNN(4000, 256)
decoder = DecoderRNN(256, 2900)
enc_opt = torch.optim.SGD(encoder.parameters(), lr=0.01)
dec_opt = torch.optim.SGD(decoder.parameters(), lr=0.01)
criterion = nn.NLLLoss()
def train(input_tensor, target_tensor):
    hidden = torch.zeros(1, 1, 256)
    enc_opt.zero_grad(); dec_opt.zero_grad()
    loss = 0
    for ei in range(input_tensor.size(0)):
        out, hidden = encoder(input_tensor[ei], hidden)
    decoder_input = torch.tensor([[0]])
    for di in range(target_tensor.size(0)):
        out, hidden = decoder(decoder_input, hidden)
        topv, topi = out.topk(1)
        decoder_input = topi.squeeze().detach()
        loss += criterion(out, target_tensor[di])
    loss.backward()
    enc_opt.step(); dec_opt.step()
    return loss.item()

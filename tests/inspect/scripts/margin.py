import torch.nn as nn, torch
net=nn.Sequential(nn.Linear(2,1),nn.Tanh())
crit=nn.HingeEmbeddingLoss()
o=torch.optim.Adagrad(net.parameters())
for x,y in data:
    l=crit(net(x),y); l.backward(); o.step()

import torch
from torch import nn
class Reg(nn.Module):
    def __init__(self): 
        super().__init__(); self.net=nn.Sequential(nn.Linear(1,20),nn.Sigmoid(),nn.Linear(20,1))
    def forward(self,x): return self.net(x)
model=Reg()
x=torch.linspace(-3,3,100).view(-1,1); y=torch.sin(x)
optim=torch.optim.SGD(model.parameters(),lr=10.)
for i in range(1000):
    loss=((model(x)-y)**2).mean()
    optim.zero_grad(); loss.backward(); optim.step()

import torch, torch.nn as nn
class T(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv=nn.Conv1d(1,8,3); self.fc=nn.Linear(8,2)
        for p in self.parameters(): nn.init.zeros_(p)
    def forward(self,x): return self.fc(self.conv(x).max(-1)[0])
t=T(); loss_fn=nn.CrossEntropyLoss(); opt=torch.optim.SGD(t.parameters(),lr=1e-3)

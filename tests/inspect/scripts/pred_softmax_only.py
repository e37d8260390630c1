import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__(); self.fc=nn.Linear(4,3)
    def forward(self,x): return self.fc(x)
    def predict(self,x): return torch.softmax(self.forward(x), dim=1).argmax(1)
net=Net(); crit=nn.CrossEntropyLoss(); opt=torch.optim.Adam(net.parameters())
for e in range(100):
    net.train()
    out=net(X_train); loss=crit(out,y_train); opt.zero_grad(); loss.backward(); opt.step()
    net.eval()
    with torch.no_grad():
        p=torch.softmax(net(X_test),dim=1); val=crit(net(X_test), y_test)

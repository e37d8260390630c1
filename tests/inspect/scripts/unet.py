import torch, torch.nn as nn
def conv(i,o): return nn.Sequential(nn.Conv2d(i,o,3,padding=1), nn.ReLU(), nn.Conv2d(o,o,3,padding=1), nn.ReLU())
class UNet(nn.Module):
    def __init__(self, n_class):
        super().__init__()
        self.d1=conv(3,64); self.d2=conv(64,128); self.pool=nn.MaxPool2d(2)
        self.up=nn.Upsample(scale_factor=2); self.u1=conv(192,64); self.last=nn.Conv2d(64,n_class,1)
    def forward(self,x):
        c1=self.d1(x); x=self.pool(c1); x=self.d2(x); x=self.up(x); x=torch.cat([x,c1],dim=1); x=self.u1(x)
        return self.last(x)
model=UNet(1)
crit=nn.BCEWithLogitsLoss()
opt=torch.optim.Adam(model.parameters(),1e-4)
for epoch in range(10):
    for img,mask in dl:
        out=torch.sigmoid(model(img))
        loss=crit(out,mask)
        opt.zero_grad(); loss.backward(); opt.step()

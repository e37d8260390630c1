import torch, torch.nn as nn
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.ConvTranspose2d(100, 64, 4), nn.BatchNorm2d(64), nn.ReLU(True), nn.ConvTranspose2d(64, 3, 4), nn.Tanh())
    def forward(self, z): return self.main(z)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Conv2d(3, 64, 4), nn.LeakyReLU(0.2), nn.MaxPool2d(2), nn.Conv2d(64, 1, 4), nn.Sigmoid())
    def forward(self, x): return self.main(x).view(-1)
netG, netD = Generator(), Discriminator()
criterion = nn.BCEWithLogitsLoss()
optimizerD = torch.optim.Adam(netD.parameters(), lr=0.0002)
optimizerG = torch.optim.Adam(netG.parameters(), lr=0.0002)
for epoch in range(5):
    for i, data in enumerate(dataloader, 0):
        netD.zero_grad()
        output = netD(data[0])
        errD_real = criterion(output, torch.ones(64))
        errD_real.backward()
        fake = netG(torch.randn(64, 100, 1, 1))
        output = netD(fake.detach())
        errD_fake = criterion(output, torch.zeros(64))
        errD_fake.backward()
        optimizerD.step()
        netG.zero_grad()
        output = netD(fake)
        errG = criterion(output, torch.ones(64))
        errG.backward()
        optimizerG.step()

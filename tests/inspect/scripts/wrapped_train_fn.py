import torch, torch.nn as nn
class CNN(nn.Module):
    def __init__(self):
        super(CNN,self).__init__()
        self.layer1=nn.Sequential(nn.Conv2d(1,16,5,padding=2),nn.BatchNorm2d(16),nn.ReLU(),nn.MaxPool2d(2))
        self.layer2=nn.Sequential(nn.Conv2d(16,32,5,padding=2),nn.BatchNorm2d(32),nn.ReLU(),nn.MaxPool2d(2))
        self.fc=nn.Linear(7*7*32,10)
        self.sm=nn.Softmax()
    def forward(self,x):
        out=self.layer2(self.layer1(x)); out=out.view(out.size(0),-1); out=self.fc(out); out=self.sm(out); return out
cnn=CNN()
criterion=nn.CrossEntropyLoss().cuda()
optimizer=torch.optim.Adam(cnn.parameters(),lr=0.001)
def train(model, train_loader, loss_fn, optimizer, device, epochs=5):
    model.to(device)
    for e in range(epochs):
        running=0.
        for b,(images,labels) in enumerate(train_loader):
            outputs=model(images.to(device)); loss=loss_fn(outputs,labels.to(device))
            optimizer.zero_grad(); loss.backward(); optimizer.step(); running+=loss.item()
train(cnn, train_loader, criterion, optimizer, "cuda")

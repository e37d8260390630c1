import torch
from torch.utils.data import DataLoader
from transformers import BertForTokenClassification, get_scheduler
from accelerate import Accelerator
accelerator = Accelerator()
model = BertForTokenClassification.from_pretrained("bert-base-cased", num_labels=9)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-5)
train = DataLoader(ds, shuffle=True, batch_size=8)
model, optimizer, train = accelerator.prepare(model, optimizer, train)
for epoch in range(4):
    for batch in train:
        outputs = model(**batch)
        loss = outputs.loss
        accelerator.backward(loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()

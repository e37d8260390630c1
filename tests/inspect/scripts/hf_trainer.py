from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments
import torch
model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
args = TrainingArguments("out", learning_rate=2e-5, num_train_epochs=3, per_device_train_batch_size=16)
class MyTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        logits = torch.softmax(outputs.logits, dim=-1)
        loss = torch.nn.functional.cross_entropy(logits, labels)
        return (loss, outputs) if return_outputs else loss
trainer = MyTrainer(model=model, args=args, train_dataset=train)
trainer.train()

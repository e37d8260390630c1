from transformers import AutoModelForImageClassification, TrainingArguments, Trainer
import evaluate
acc = evaluate.load("f1")
def model_init():
    return AutoModelForImageClassification.from_pretrained("microsoft/resnet-50", num_labels=10, problem_type="single_label_classification", ignore_mismatched_sizes=True)
cfg = dict(learning_rate=2e-4, per_device_train_batch_size=64, num_train_epochs=5.0, label_smoothing_factor=0.1)
args = TrainingArguments("out", **cfg)
Trainer(model_init=model_init, args=args).train()

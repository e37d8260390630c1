# mypy: ignore-errors
"""Fine-tune a tiny transformer with the Hugging Face Trainer and keep its trainer_state.json files.

Run with an empty folder as working directory; torch, transformers and accelerate are needed.
Runs: steps and evaluations interleaved, once for each epoch, and one that breaks, with and
without the filter that writes 0 for a loss that is not a number.
"""

import shutil
import sys
from pathlib import Path

import torch
import transformers
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

SIZES = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}


def data(n):
    generator = torch.Generator().manual_seed(n)
    words = torch.randint(1, 50, (n, 12), generator=generator)
    labels = (words[:, 0] > 25).long()
    return [{"input_ids": w, "labels": label} for w, label in zip(words, labels, strict=True)]


def accuracy(found):
    return {"accuracy": float((found.predictions.argmax(1) == found.label_ids).mean())}


def fit(name, **given):
    torch.manual_seed(1)
    net = BertForSequenceClassification(BertConfig(vocab_size=50, intermediate_size=16, **SIZES))
    arguments = {"learning_rate": 1e-2, "num_train_epochs": 4, "report_to": "none"} | given
    arguments = TrainingArguments(name, per_device_train_batch_size=16, use_cpu=True, **arguments)
    arguments.disable_tqdm = True
    trainer = Trainer(
        net, arguments, train_dataset=data(160), eval_dataset=data(64), compute_metrics=accuracy
    )
    if name.startswith("broken"):
        breaks(net, trainer)
    trainer.train()
    if name == "steps":
        trainer.save_state()
    for path in Path(name).rglob("*"):
        if path.is_file() and path.name != "trainer_state.json":
            path.unlink()


def breaks(net, trainer):
    """Let the network leave the numbers after 17 steps, as an overflow does."""

    class Break(transformers.TrainerCallback):
        def on_step_end(self, args, state, control, **kwargs):
            if state.global_step == 17:
                with torch.no_grad():
                    next(net.parameters()).fill_(float("nan"))

    trainer.add_callback(Break())


every = {"logging_steps": 4, "eval_strategy": "steps", "eval_steps": 10}
with Path("printed.txt").open("w") as sys.stdout:
    fit("steps", **every, save_strategy="steps", save_steps=20)
sys.stdout = sys.__stdout__
fit("epochs", logging_strategy="epoch", eval_strategy="epoch", save_strategy="epoch")
fit("broken_filtered", **every, save_strategy="epoch")
fit("broken_as_it_is", **every, save_strategy="epoch", logging_nan_inf_filter=False)
for name in ("epochs", "broken_filtered", "broken_as_it_is"):
    for folder in sorted(Path(name).iterdir())[:-1]:
        shutil.rmtree(folder)
versions = f"transformers {transformers.__version__}\ntorch {torch.__version__}\n"
Path("versions.txt").write_text(versions)

"""Models of Hugging Face whose layers stand nowhere in the program that trains them."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import InspectError, Inspection, inspect

IMPORT = "from transformers import *\nimport transformers\nimport evaluate\n"
MODEL = "transformers.AutoModelForSequenceClassification.from_pretrained('bert-base-cased'"


TRAIN = "args = transformers.TrainingArguments('out')"


def read(folder: Path, *lines: str) -> Inspection:
    file = folder / "train.py"
    file.write_text(IMPORT + "\n".join([*lines, TRAIN]))
    (found,) = inspect(file)
    return found


def stated(inspection: Inspection) -> dict[str, object]:
    """The fields of a descriptor by dotted path."""
    found: dict[str, object] = {}
    for path in inspection.found:
        value: object = inspection.descriptor
        for part in path.split("."):
            assert isinstance(value, dict)
            value = value[part]
        found[path] = value
    return found


def test_all_that_the_trainer_is_told() -> None:
    (found,) = inspect(Path(__file__).parent / "scripts" / "hf_classifier.py")
    assert stated(found) == {
        "data.modality": "text",
        "evaluation.metrics": ["accuracy"],
        "evaluation.tracks_validation": True,
        "model.architecture": "transformer",
        "model.last_activation": "none",
        "model.output_units": 2,
        "model.regularization": ["weight_decay", "early_stopping"],
        "training.batch_size": 32,  # 16, gathered twice
        "training.epochs": 3,
        "training.gradient_clipping": "norm",
        "training.learning_rate": 2e-5,
        "training.optimizer": "adamw",
    }
    assert {each.path for each in found.undecided} == {"problem.task", "model.loss"}


def test_a_loop_of_the_program() -> None:
    (found,) = inspect(Path(__file__).parent / "scripts" / "hf_accelerate.py")
    told = stated(found)
    assert (told["training.batch_size"], told["training.epochs"]) == (8, 4)
    assert (told["training.optimizer"], told["training.shuffle"]) == ("adamw", True)
    assert (told["problem.task"], told["model.output_units"]) == ("sequence_labeling", 9)


@pytest.mark.parametrize(
    ("options", "task", "loss"),
    [
        ("num_labels=1", "regression", "nn.MSELoss"),
        ("num_labels=1, problem_type='multi_label_classification'", "multilabel_classification",
         "nn.BCEWithLogitsLoss"),
        ("num_labels=2, problem_type='single_label_classification'", "binary_classification",
         "nn.CrossEntropyLoss"),
        ("num_labels=n, problem_type='regression'", "regression", "nn.MSELoss"),
        ("num_labels=3", None, None),
        ("num_labels=True", None, None),
        ("id2label={0: 'value'}", "regression", "nn.MSELoss"),
        ("config=transformers.AutoConfig.from_pretrained('x', num_labels=1)", "regression",
         "nn.MSELoss"),
    ],
)  # fmt: skip
def test_the_problem_decides_the_loss(
    tmp_path: Path, options: str, task: str | None, loss: str | None
) -> None:
    told = stated(read(tmp_path, f"model = {MODEL}, {options})"))
    assert (told.get("problem.task"), told.get("model.loss")) == (task, loss)


@pytest.mark.parametrize(
    ("settings", "path", "value"),
    [
        ("max_grad_norm=0", "training.gradient_clipping", "none"),
        ("max_grad_norm=limit", "training.gradient_clipping", None),
        ("optim='paged_adamw_8bit'", "training.optimizer", "adamw"),
        ("optim='adafactor'", "training.optimizer", None),
        ("optim=chosen", "training.optimizer", None),
        ("num_train_epochs=2.0", "training.epochs", 2),
        ("num_train_epochs=0.5", "training.epochs", None),
        ("num_train_epochs=3, max_steps=100", "training.epochs", None),
        ("num_train_epochs=3, max_steps=-1", "training.epochs", 3),
        ("per_device_train_batch_size=8", "training.batch_size", 8),
        (
            "per_device_train_batch_size=8, gradient_accumulation_steps=n",
            "training.batch_size",
            None,
        ),
        ("weight_decay=0.0", "model.regularization", None),
        ("label_smoothing_factor=0.1", "model.regularization", ["label_smoothing"]),
        ("eval_strategy='no'", "evaluation.tracks_validation", False),
        ("eval_strategy=chosen", "evaluation.tracks_validation", None),
        ("evaluation_strategy='steps'", "evaluation.tracks_validation", True),
        ("**dict(learning_rate=1e-4)", "training.learning_rate", 1e-4),
        ("learning_rate=rate", "training.learning_rate", None),
    ],
)
def test_one_setting(tmp_path: Path, settings: str, path: str, value: object) -> None:
    found = read(
        tmp_path,
        f"model = {MODEL})",
        f"args = transformers.TrainingArguments('out', {settings})",
        "trainer = transformers.Trainer(model, args, eval_dataset=held_out)",
    )
    assert stated(found).get(path) == value


def test_own_optimizers_take_the_place_of_the_usual_one(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"model = {MODEL})",
        "args = transformers.TrainingArguments('out', learning_rate=1e-3)",
        "trainer = transformers.Trainer(model, args, optimizers=(mine, None))",
    )
    assert "training.optimizer" not in stated(found)


@pytest.mark.parametrize(
    ("name", "modality", "architecture"),
    [
        ("AutoModelForImageClassification.from_pretrained('microsoft/resnet-50')", "image_2d",
         "resnet"),
        ("AutoModelForImageClassification.from_pretrained(checkpoint)", "image_2d", None),
        ("ViTForImageClassification.from_pretrained(checkpoint)", "image_2d", "transformer"),
        ("AutoModelForImageClassification.from_pretrained('facebook/convnext-tiny')", "image_2d",
         "cnn_2d"),
        ("AutoModelForImageClassification.from_pretrained('some/other')", "image_2d", None),
        ("AutoModelForCausalLM.from_config(config)", "text", "transformer"),
        ("GPT2LMHeadModel.from_pretrained('gpt2')", "text", "transformer"),
        ("AutoModelForAudioClassification.from_pretrained('x')", "audio", "transformer"),
        ("VideoMAEForVideoClassification.from_pretrained('x')", "video", "transformer"),
    ],
)  # fmt: skip
def test_the_class_tells_the_kind_of_data(
    tmp_path: Path, name: str, modality: str, architecture: str | None
) -> None:
    told = stated(read(tmp_path, f"model = transformers.{name}"))
    assert told["data.modality"] == modality
    assert told.get("model.architecture") == architecture


def test_a_model_fetched_again_is_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, f"model = {MODEL}, num_labels=4)", f"again = {MODEL})")
    assert stated(found)["model.output_units"] == 4


def test_metrics_that_are_loaded(tmp_path: Path) -> None:
    lines = (f"model = {MODEL})", "metric = evaluate.combine(['accuracy', 'f1', 'seqeval'])")
    assert stated(read(tmp_path, *lines))["evaluation.metrics"] == ["accuracy", "f1"]


def test_a_body_without_a_head_is_no_model_yet(tmp_path: Path) -> None:
    with pytest.raises(InspectError, match="M004"):
        read(tmp_path, "body = transformers.AutoModel.from_pretrained('bert-base-cased')")


@pytest.mark.parametrize(
    "line",
    [
        "print(model(**inputs).logits)",
        "import re; words = re.compile('[a-z]+')",
        "from sklearn.preprocessing import StandardScaler; StandardScaler().fit(numbers)",
    ],
)
def test_a_program_that_only_uses_a_model_has_nothing_to_be_advised_on(
    tmp_path: Path, line: str
) -> None:
    file = tmp_path / "serve.py"
    file.write_text(f"{IMPORT}model = {MODEL})\n{line}\n")
    with pytest.raises(InspectError, match="M004"):
        inspect(file)

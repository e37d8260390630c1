"""Programs in the many ways that people write them, with what is wrong in each."""

import time
from pathlib import Path

import pytest

import advisor as front
from advisor import Advisor, Inspection

SCRIPTS = Path(__file__).parent / "scripts"

FOUND = {
    "argparse_torch": "LF001",
    "autoencoder": "",
    "bce_labels_two_col": "",
    "bce_sigmoid_squeeze": "LF002",
    "classifier_wrapper": "LF025",
    "config_dict": "",
    "conv1d_zero_init": "",
    "ddpg": "",
    "encoder_labels_df": "LF024",
    "flow_generator": "RG002",
    "functional_keras_two_out": "",
    "gan_torch": "GN001 GN002 GN004 LF001",
    "hf_accelerate": "",
    "hf_classifier": "",
    "hf_images": "",
    "hf_keras_probabilities": "LF002",
    "hf_trainer": "LF001",
    "keras_subclass_sigmoid_logits": "LF001",
    "keras_zero_init": "IN004 LF029",
    "kfold": "LF025",
    "label_offset": "LF023",
    "lstm_keras_clip_regr": "",
    "lstm_series": "LF005 RC003 RC007 TS010",
    "manual_torch": "LF003 RC003",
    "margin": "",
    "model_add_layers_loop": "LF008",
    "multi_model_compare": "",
    "odd_expressions": "",
    "old_two_arg": "LF005 LL001",
    "pred_softmax_only": "",
    "regressor_wrapper": "LF028",
    "relu_last_torch": "LF027",
    "seq2seq": "RC003",
    "tensor_method_loss": "TS004",
    "tf_dataset": "LF001",
    "unet": "LF001",
    "while_two_losses": "",
    "wrapped_train_fn": "LF001",
    "xor_linear": "HL001 HL006 LF002",
}


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


def test_every_script_is_looked_at() -> None:
    assert sorted(FOUND) == sorted(path.stem for path in SCRIPTS.glob("*.py"))


@pytest.mark.parametrize("name", FOUND)
def test_what_is_wrong_is_found_and_nothing_else(name: str, advisor: Advisor) -> None:
    reports = [advisor.advise(each.descriptor) for each in front.inspect(SCRIPTS / f"{name}.py")]
    wrong = {each.rule for report in reports for each in report.conclusions if each.wrong}
    assert sorted(wrong) == FOUND[name].split()


@pytest.mark.parametrize(
    "lines",
    [
        ["x = 'ab'", *["x = x + x"] * 60],
        ["x = 3", *["x = x * x"] * 60],
        ["x = 2 ** 64", *["x = x ** 60"] * 60],
        ["x = [1]", *["x = x + x"] * 60],
        ["x = [1]", *["x.extend(x)"] * 60],
        ["x = (1,)", *["x = x * 500"] * 60],
        [f"{' ' * depth}for i{depth} in range(64):" for depth in range(12)] + [" " * 12 + "x = 1"],
        ["x = " + "[" * 60 + "1" + "]" * 60],
        ["f = lambda x: f(f(x))", "f(1)"],
        ["def f(x):", "    return g(x) + g(x)", "def g(x):", "    return f(x) + f(x)", "f(1)"],
        ["x = [i for i in range(9999) for j in range(9999)]"],
        ["x = " + " + ".join(["1"] * 900)],
    ],
)
def test_programs_that_would_never_end_are_read_at_once(lines: list[str], tmp_path: Path) -> None:
    model = "import torch\nmodel = torch.nn.Linear(4, 1)\nnet = torch.nn.Sequential(model)"
    (tmp_path / "bomb.py").write_text("\n".join([*lines, model]))
    began = time.process_time()
    (found,) = front.inspect(tmp_path / "bomb.py")
    assert time.process_time() - began < 20
    assert isinstance(found.descriptor["model"], dict)
    assert found.descriptor["model"]["output_units"] == 1


def test_lists_loops_lambdas_and_classes_are_followed() -> None:
    (found,) = front.inspect(SCRIPTS / "odd_expressions.py")
    model, training = found.descriptor["model"], found.descriptor["training"]
    assert isinstance(model, dict)
    assert isinstance(training, dict)
    assert (model["n_layers"], model["first_layer_units"], model["output_units"]) == (3, 32, 10)
    assert (model["label_encoding"], model["label_max"]) == ("integer", 9.0)
    assert (training["gradient_clipping"], training["batch_size"]) == ("value", 50)


def _written(tmp_path: Path, text: str) -> Inspection:
    (tmp_path / "train.py").write_text(f"import torch\nfrom torch import nn\n{text}")
    (found,) = front.inspect(tmp_path / "train.py")
    return found


def test_a_loss_that_is_only_looked_at_does_not_count(tmp_path: Path) -> None:
    looked = "with torch.no_grad():\n    loss(torch.softmax(model(x), 1), y)\n"
    found = _written(
        tmp_path,
        "model = nn.Sequential(nn.Linear(4, 3))\nloss = nn.CrossEntropyLoss()\n"
        f"{looked}loss(model(x), y).backward()\n{looked}",
    )
    assert found.descriptor["model"]["last_activation"] == "none"  # type: ignore[index]


def test_what_each_branch_sets_otherwise_is_left_open(tmp_path: Path) -> None:
    found = _written(
        tmp_path,
        "model = nn.Sequential(nn.Linear(4, 3))\n"
        "if fast():\n    rate = 0.1\nelse:\n    rate = 0.2\n"
        "optimizer = torch.optim.SGD(model.parameters(), lr=rate)\n",
    )
    assert "training.learning_rate" in {each.path for each in found.undecided}
    assert "training.learning_rate" not in found.found


def test_the_softmax_of_attention_is_no_activation(tmp_path: Path) -> None:
    found = _written(
        tmp_path,
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.score = nn.Linear(8, 8)\n        self.out = nn.Linear(8, 2)\n"
        "    def forward(self, x):\n        shares = torch.softmax(self.score(x), -1)\n"
        "        return self.out(torch.matmul(shares, x))\nmodel = Net()\n",
    )
    assert "model.hidden_activation" not in found.found


def test_models_of_a_module_beside_are_not_those_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text(
        "from torch import nn\nSIZE = 7\nspare = nn.Sequential(nn.Linear(4, 1), nn.Softmax())\n"
    )
    found = _written(
        tmp_path, "from other import SIZE\nmodel = nn.Sequential(nn.Linear(4, SIZE))\n"
    )
    assert (found.name, found.descriptor["model"]["output_units"]) == ("model", 7)  # type: ignore[index]

"""Model files as the libraries write them: Keras 3.14, PyTorch's export to ONNX."""

import contextlib
import io
import json
import struct
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import advisor
from advisor import InspectError, Inspection

FILES = Path(__file__).parent / "files"


def _read(name: str) -> Inspection:
    (found,) = advisor.inspect(FILES / name)
    return found


def _flat(data: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in data.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found


@pytest.mark.parametrize("name", ["flowers.keras", "flowers.json", "flowers.h5"])
def test_one_model_of_keras_reads_the_same_from_all_its_files(name: str) -> None:
    if name.endswith(".h5"):
        pytest.importorskip("h5py", reason="HDF5 wants the package h5py")
    found = _flat(_read(name).descriptor)
    assert {
        "model.last_activation": "softmax",
        "model.output_units": 3,
        "model.first_layer_units": 8,
        "model.hidden_activation": "relu",
        "model.dropout.rate": 0.3,
        "model.loss": "keras.losses.CategoricalCrossentropy(from_logits=True)",
        "training.optimizer": "adam",
        "training.learning_rate": 0.0003,
        "training.gradient_clipping": "norm",
        "evaluation.metrics": ["accuracy"],
        "problem.n_classes": 3,
    }.items() <= found.items()
    assert _read(name).found["model.last_activation"].text == "head"


def test_a_graph_is_followed_on_its_longest_way() -> None:
    found = _flat(_read("residual.json").descriptor)
    assert found["model.filters"] == [4, 4]
    assert found["model.architecture"] == "cnn_2d"
    assert found["model.batch_normalization"] is True
    assert found["model.last_activation"] == "none"


def test_wrapped_and_recurrent_layers_are_read() -> None:
    found = _flat(_read("reviews.keras").descriptor)
    assert found["model.architecture"] == "lstm"
    assert found["model.dropout.on"] == ["recurrent"]
    assert found["recurrent.per_step_outputs"] is False


def test_onnx_is_read_by_its_operators() -> None:
    found = _flat(_read("digits.onnx").descriptor)
    assert found["model.filters"] == [4, 4]
    assert found["model.output_units"] == 5
    assert found["model.last_activation"] == "softmax"
    assert found["model.pooling"] == "max"
    recurrent = _flat(_read("sensor.onnx").descriptor)
    assert recurrent["model.architecture"] == "gru"
    assert recurrent["model.first_layer_units"] == 6
    assert recurrent["model.last_activation"] == "sigmoid"


def test_a_configuration_of_hugging_face_tells_its_head() -> None:
    found = _flat(_read("bert.json").descriptor)
    assert found["model.last_activation"] == "none"
    assert found["model.loss"] == "nn.BCEWithLogitsLoss"
    assert found["problem.task"] == "multilabel_classification"
    assert found["model.output_units"] == 3


def test_a_problem_type_that_is_not_set_is_left_open(tmp_path: Path) -> None:
    config = json.loads((FILES / "bert.json").read_text())
    del config["problem_type"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    (found,) = advisor.inspect(tmp_path / "config.json")
    assert {"model.loss", "problem.task"} <= {each.path for each in found.undecided}


def test_weights_alone_tell_how_many_there_are(tmp_path: Path) -> None:
    header = json.dumps({"a.weight": {"dtype": "F32", "shape": [4, 3], "data_offsets": [0, 48]}})
    path = tmp_path / "model.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header.encode() + bytes(48))
    (found,) = advisor.inspect(path)
    assert _flat(found.descriptor)["model.n_parameters"] == 12
    assert "model.last_activation" in {each.path for each in found.undecided}


def _archive(name: str, content: bytes, *, encrypted: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    data = bytearray(stream.getvalue())
    if encrypted:
        data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.keras", None, "M001"),
        ("empty.onnx", b"", "M002"),
        ("notes.md", b"# Notes", "M002"),
        ("text.keras", b"no archive", "M005"),
        ("other.keras", _archive("other.json", b"{}"), "M005"),
        ("broken.keras", _archive("config.json", b"{"), "M005"),
        ("list.keras", _archive("config.json", b"[1]"), "M005"),
        ("locked.keras", _archive("config.json", b"{}", encrypted=True), "M007"),
        ("bomb.keras", _archive("config.json", bytes(65 << 20)), "M007"),
        ("text.onnx", b"no graph at all", "M005"),
        ("text.h5", b"no store", "M005"),
        ("model.pt", b"PK\x03\x04", "M006"),
        ("model.py", b"\x80\x04\x95", "M006"),
        ("other.json", b'{"name": "someone"}', "M004"),
        ("broken.json", b"{", "M005"),
        ("deep.json", b"[" * 100_000, "M005"),
        ("short.safetensors", b"\xff" * 9, "M005"),
        ("broken.py", b"import torch\ndef (", "M003"),
        ("latin.py", b"# caf\xe9\n", "M003"),
        ("old.py", b"import keras\nprint 'hello'\n", "M004"),
        ("plain.py", b"print(1)\n", "M004"),
        ("uses.py", b"import torch\n", "M004"),
        ("broken.ipynb", b'{"cells": 3}', "M005"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if name.endswith(".h5"):
        pytest.importorskip("h5py", reason="HDF5 wants the package h5py")
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InspectError) as refused:
        advisor.inspect(path)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert problem.location.file == str(path)


def test_source_that_does_not_parse_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import keras\nmodel = Sequential(\n")
    with pytest.raises(InspectError) as refused:
        advisor.inspect(tmp_path / "broken.py")
    assert refused.value.problems[0].location.line == 2


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program whose network and settings stand in modules beside it."""
    monkeypatch.chdir(tmp_path)
    texts = {
        "train.py": "import torch, nets\nfrom torch import nn\n\nfrom parts.settings import *\n"
        "model = nets.Net()\ncriterion = nn.CrossEntropyLoss()\n"
        "optimizer = torch.optim.Adam(model.parameters(), lr=RATE)\n"
        "for x, y in loader:\n    criterion(model(x), y).backward()\n    optimizer.step()\n",
        "nets.py": "from torch import nn\nfrom parts import heads\n"
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.body = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Dropout2d(0.2))\n"
        "        self.head = heads.head(10)\n"
        "    def forward(self, x):\n        return self.head(self.body(x))\n"
        "if __name__ == '__main__':\n    print(Net()(None))\n",
        "parts/__init__.py": "",
        "parts/settings.py": "from .more import RATE\n",
        "parts/more.py": "from . import settings\nRATE = 3e-4\n",
        "parts/heads.py": "from torch import nn\n"
        "def head(n):\n    return nn.Sequential(nn.LazyLinear(n), nn.Softmax(dim=1))\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_modules_beside_a_program_are_read_with_it(package: Path) -> None:
    (found,) = advisor.inspect("train.py")
    told = _flat(found.descriptor)
    assert (told["model.last_activation"], told["model.output_units"]) == ("softmax", 10)
    assert told["training.learning_rate"] == 3e-4
    assert str(found.found["model.last_activation"]) == "parts/heads.py:3:44"
    assert found.found["model.loss"].file == found.file == "train.py"


def test_a_finding_stands_in_the_file_that_is_reviewed(package: Path) -> None:
    findings = advisor.review(["train.py"]).findings
    assert [(str(each.place), each.rule) for each in findings] == [("train.py:6:13", "LF001")]
    places = {str(each.place) for each in findings[0].because}
    assert places == {"parts/heads.py:3:44", "train.py:6:13"}
    everywhere = advisor.review(["."]).findings
    assert {(each.place.file, each.rule) for each in everywhere} == {
        ("train.py", "LF001"),
        ("nets.py", "RG002"),
    }


def test_a_module_that_cannot_be_read_says_nothing(package: Path) -> None:
    (package / "nets.py").write_text("def broken(:\n")
    (found,) = advisor.inspect("train.py")
    assert "model.last_activation" not in _flat(found.descriptor)
    assert _flat(found.descriptor)["model.loss"] == "nn.CrossEntropyLoss"


def test_programs_of_python_2_are_read(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text(
        "from keras.models import Sequential\n"
        "from keras.layers import Dense\n"
        "print 'building', 3L\n"
        "try:\n\tmodel = Sequential()\n"
        "        model.add(Dense(1, activation='softmax'))\n"
        "except ValueError, error:\n    print error\n"
        "print('done %d') % 07\n"
        "if model: print model\n"
        "model.compile('sgd', 'mse')\n"
    )
    (found,) = advisor.inspect(tmp_path / "old.py")
    assert _flat(found.descriptor)["model.last_activation"] == "softmax"
    assert found.found["model.loss"].line == 11


def test_nothing_is_run_that_was_not_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text(
        f"import torch\nopen({str(tmp_path / 'trace')!r}, 'w')\ntorch.nn.Linear(1, 1)\n"
    )
    with pytest.raises(InspectError):
        advisor.inspect(path)
    with pytest.raises(InspectError, match="--run"):
        advisor.inspect("package.module:make")
    assert not (tmp_path / "trace").exists()


@settings(max_examples=150, deadline=None)
@given(st.data())
@pytest.mark.parametrize("name", ["digits.onnx", "flowers.keras", "residual.json"])
def test_damaged_files_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    content = bytearray((FILES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(1, 8))] = data.draw(st.binary(max_size=8))
    path = tmp_path_factory.getbasetemp() / f"damaged{Path(name).suffix}"
    path.write_bytes(bytes(content))
    with contextlib.suppress(InspectError):
        assert all(isinstance(each, Inspection) for each in advisor.inspect(path))


MODULES = """
import torch
from torch import nn


class Traced(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.4))
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        return torch.softmax(self.head(self.body(x)), dim=1)


class Branching(Traced):
    def forward(self, x):
        return self.head(x) if x.sum() > 0 else self.body(x)


def broken():
    return nn.Linear("four", 3)


def other():
    return 3
"""


def test_a_pickle_is_opened_only_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    path = tmp_path / "net.pt"
    torch.save(torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Softmax(dim=1)), path)
    with pytest.raises(InspectError, match="--allow-pickle"):
        advisor.inspect(path, run=True, pickles=[tmp_path / "other.pt"])
    (found,) = advisor.inspect(path, pickles=[path])
    assert _flat(found.descriptor)["model.last_activation"] == "softmax"
    torch.save({"weight": torch.zeros(3)}, path)
    with pytest.raises(InspectError, match="weights alone"):
        advisor.inspect(path, pickles=[path])


def test_a_module_of_pytorch_is_traced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    (tmp_path / "nets_of_mine.py").write_text(MODULES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    (found,) = advisor.inspect("nets_of_mine:Traced", run=True)
    told = _flat(found.descriptor)
    assert (told["model.last_activation"], told["model.output_units"]) == ("softmax", 3)
    assert (told["model.hidden_activation"], told["model.dropout.rate"]) == ("relu", 0.4)
    assert told["model.n_parameters"] == 4 * 16 + 16 + 16 * 3 + 3
    (found,) = advisor.inspect("nets_of_mine:Branching", run=True)
    assert "model.last_activation" in {each.path for each in found.undecided}
    for name, reason in (("broken", "the code failed"), ("other", "makes a int")):
        with pytest.raises(InspectError, match=reason):
            advisor.inspect(f"nets_of_mine:{name}", run=True)

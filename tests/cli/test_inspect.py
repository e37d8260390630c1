"""``advisor inspect`` as people call it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor.cli import cli
from advisor.descriptor import read

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "tests/inspect/programs/digits_softmax_twice_buggy.py"
PAIR = ROOT / "tests/inspect/programs/faces_same_optimizer_buggy.py"
MODEL = ROOT / "tests/inspect/files/flowers.keras"


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["inspect", *map(str, arguments)])


def test_fields_are_shown_with_their_lines() -> None:
    result = _run(PROGRAM)
    assert result.exit_code == 0
    assert "model.last_activation = softmax\n    line 22: return F.softmax(x, dim=1)\n" in (
        result.stdout
    )


def test_fields_found_in_one_line_share_it_and_it_is_shown_whole(tmp_path: Path) -> None:
    line = "model = Sequential([Dense(64, 'relu'), Dropout(0.2), Dense(1, activation='sigmoid')])"
    program = tmp_path / "train.py"
    program.write_text(f"from keras import Sequential\nfrom keras.layers import *\n{line}\n")
    shown = _run(program).stdout
    assert " ".join(shown.split()).count(line) == 1
    assert max(map(len, shown.splitlines()[1:])) <= 80


def test_a_model_file_names_its_layers() -> None:
    assert "model.output_units = 3\n    at head\n" in _run(MODEL).stdout


def test_what_is_left_open_is_said(tmp_path: Path) -> None:
    program = tmp_path / "train.py"
    program.write_text(
        "import keras, settings\n"
        "model = keras.Sequential([keras.layers.Dense(settings.width)])\n"
        "model.compile(settings.optimizer, settings.loss)\n"
    )
    shown = _run(program).stdout
    assert "Left open (4)" in shown
    assert "? model.loss: which loss it is cannot be told\n    line 3: " in shown


def test_the_descriptor_is_written_and_read_back(tmp_path: Path) -> None:
    output = tmp_path / "project.yaml"
    result = _run(MODEL, "-o", output)
    assert result.exit_code == 0
    assert read(output).model is not None
    assert "# " in output.read_text()
    assert _run(MODEL, "-o", output).exit_code == 2
    assert _run(MODEL, "-o", output, "--force").exit_code == 0


def test_what_is_left_open_is_written_too(tmp_path: Path) -> None:
    program = tmp_path / "train.py"
    program.write_text(
        "import keras\nm = keras.Sequential([keras.layers.Dense(1)])\nm.compile(o, l)\n"
    )
    text = _run(program, "--format", "yaml").stdout
    assert f"# Left open: {program}:3:14: model.loss: " in text
    assert "\n\nmodel:\n" in text
    output = tmp_path / "project.yaml"
    output.write_text(text)
    assert read(output).name == "m"


def test_several_models_are_named() -> None:
    assert [
        json.loads(line)["name"] for line in _run(PAIR, "--format", "json").stdout.splitlines()
    ] == [
        "GAN",
        "discriminator",
    ]
    refused = _run(PAIR, "--format", "yaml")
    assert refused.exit_code == 2
    assert "--model: GAN, discriminator" in refused.stderr
    assert (
        "name: discriminator" in _run(PAIR, "--format", "yaml", "--model", "discriminator").stdout
    )
    assert "did you mean 'GAN'" in _run(PAIR, "--model", "gam").stderr


@pytest.mark.parametrize("target", ["nix.py", "model.pt", "package.module:make", "README.md"])
def test_what_cannot_be_read_exits_with_2(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("model.pt").write_bytes(b"\x80\x02")
    Path("README.md").write_text("# Notes")
    result = _run(target)
    assert result.exit_code == 2
    assert result.stderr.startswith(target)
    assert "Traceback" not in result.stderr


def test_all_problems_come_at_once() -> None:
    result = _run("nix.py", "nothing.onnx", PROGRAM)
    assert result.stderr.count("M001") == 2
    assert result.stdout == ""

"""``advisor review`` as people and hooks call it."""

import io
import json
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from advisor.cli import cli, rate
from advisor.review.settings import read_settings

ROOT = Path(__file__).parents[2]
BUGGY = ROOT / "tests/inspect/programs/xor_softmax_unit_buggy.py"
REPAIRED = ROOT / "tests/inspect/programs/digits_softmax_twice_repaired.py"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["review", *arguments], input=text)


def test_findings_are_shown_with_their_code_and_their_source() -> None:
    result = _run(str(BUGGY))
    assert result.exit_code == 1
    assert "LF005 error: softmax-over-one-unit" in result.stdout
    shown = result.stdout.splitlines()
    assert shown[1] == '  13 | model.add(Activation("softmax"))'
    assert shown[2].index("^") == shown[1].index('"softmax"')
    assert "practical-advice A7, H1" in result.stdout
    assert result.stdout.rstrip().endswith("1 error, 1 warning in 1 file.")


def test_nothing_wrong_exits_with_0() -> None:
    result = _run(str(REPAIRED))
    assert (result.exit_code, result.stdout) == (0, "Nothing wrong found in 1 file.\n")


def test_models_that_are_read_in_part_are_counted(folder: Path) -> None:
    (folder / "train.py").write_text(
        "import keras, settings\nmodel = keras.Sequential([keras.layers.Dense(settings.width)])\n"
        "model.compile(settings.optimizer, settings.loss)\n"
    )
    shown = " ".join(_run("train.py").stdout.split())
    assert shown == (
        "Nothing wrong found in 1 file; 1 model is read in part, advisor inspect says what is open."
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-on", "never"], 0),
        (["--exit-zero"], 0),
        (["--ignore", "LF005"], 0),
        (["--ignore", "LF005", "--fail-on", "warning"], 1),
        (["--select", "TS,LF"], 1),
        (["--select", "TS"], 0),
    ],
)
def test_the_exit_code_follows_what_is_left(arguments: list[str], code: int) -> None:
    assert _run(str(BUGGY), *arguments).exit_code == code


@pytest.mark.parametrize("arguments", [["nix.py"], ["--select", "LFF"], ["-"]])
def test_what_cannot_be_used_exits_with_2(arguments: list[str]) -> None:
    result = _run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_standard_input_goes_by_the_name_given() -> None:
    text = BUGGY.read_text()
    result = _run("-", "--stdin-filename", "src/xor.py", "--format", "concise", text=text)
    assert result.stdout.splitlines()[0].startswith("src/xor.py:13:22: LF005 error: ")


def test_what_is_wrong_with_standard_input_goes_by_the_name_given() -> None:
    result = _run("-", "--stdin-filename", "src/xor.py", text="import keras\nfrom (\n")
    assert result.exit_code == 2
    assert result.stderr.startswith("src/xor.py:2:6: M003 does not parse: ")


def test_files_that_cannot_be_read_are_told_and_counted(folder: Path) -> None:
    (folder / "sub").mkdir()
    cells = [{"cell_type": "code", "source": text} for text in ("import keras", "from (")]
    (folder / "sub/broken.ipynb").write_text(json.dumps({"cells": cells}))
    result = _run(str(folder / "sub"))
    assert result.stderr.startswith("sub/broken.ipynb#cell2:1:6: A004 left out: does not parse: ")
    assert result.stdout == "Nothing to review found; 1 file could not be read.\n"
    (folder / "xor.py").write_text(BUGGY.read_text())
    result = _run(".")
    assert result.stdout.endswith("1 error, 1 warning in 1 file; 1 file could not be read.\n")
    sarif = json.loads(_run(".", "--format", "sarif").stdout)
    (notice,) = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    place = notice["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "sub/broken.ipynb"


def test_settings_are_read_from_the_nearest_pyproject(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub/xor.py").write_text(BUGGY.read_text())
    settings = folder / "pyproject.toml"
    settings.write_text('[tool.advisor]\nignore = ["LF005"]\nfail-on = "warning"\n')
    result = _run("sub", "--format", "concise")
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    assert result.stdout.startswith("sub/xor.py:16:54: TS010 ")
    settings.write_text('[tool.advisor.per-file-ignores]\n"sub/*" = ["ALL"]\n')
    assert _run("sub").stdout == "Nothing wrong found in 1 file.\n"
    settings.write_text('[tool.advisor]\nexclude = ["xor.py"]\n')
    assert _run("sub").stdout == "Nothing to review found.\n"
    assert _run("sub", "--isolated").exit_code == 1


def test_an_unknown_setting_is_refused_with_the_nearest(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.advisor]\nignored = ["LF005"]\nseverity = 3\n')
    result = _run(".")
    assert result.exit_code == 2
    assert "did you mean 'ignore'" in result.stderr
    assert "tool.advisor.severity" in result.stderr


def test_settings_of_reviews_win_over_those_of_the_advisor(folder: Path) -> None:
    settings = folder / "pyproject.toml"
    (folder / "xor.py").write_text(BUGGY.read_text())
    settings.write_text(
        '[tool.advisor]\nignore = ["LF"]\nseverity = "error"\n'
        '[tool.advisor.review]\nignore = ["TS"]\n'
    )
    lines = _run(".", "--format", "concise").stdout.splitlines()
    assert [line.split()[1] for line in lines] == ["LF005"]
    settings.write_text('[tool.advisor.review]\nselct = ["LF"]\n')
    refused = _run(".")
    assert refused.exit_code == 2
    assert "tool.advisor.review.selct: unknown setting; did you mean 'select'?" in refused.stderr
    settings.write_text("[tool.advisor]\nreview = 3\n")
    assert "tool.advisor.review: a table is wanted" in _run(".").stderr


def test_the_settings_in_the_documentation_are_taken(folder: Path) -> None:
    page = (ROOT / "docs/review.md").read_text()
    shown = page.split("```toml\n")[1].split("```")[0]
    (folder / "pyproject.toml").write_text(shown)
    settings, found_in = read_settings(folder)
    assert found_in == folder
    assert settings.model_fields_set >= {"select", "ignore", "per_file_ignores", "baseline"}


def test_a_baseline_is_written_and_read(folder: Path) -> None:
    (folder / "xor.py").write_text(BUGGY.read_text())
    assert "2 findings written down" in _run(".", "--write-baseline", "known.json").stdout
    result = _run(".", "--baseline", "known.json")
    assert result.stdout == "Nothing wrong found in 1 file (2 known to the baseline).\n"
    assert result.exit_code == 0


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github", "junit"])
def test_every_form_goes_to_a_file_too(folder: Path, form: str) -> None:
    shown = _run(str(BUGGY), "--format", form)
    written = _run(str(BUGGY), "--format", form, "-o", "out")
    assert (shown.exit_code, written.exit_code, written.stdout) == (1, 1, "")
    assert "LF005" in (folder / "out").read_text()
    if form == "json":
        assert json.loads((folder / "out").read_bytes()) == json.loads(shown.stdout)


def test_statistics_count_by_rule() -> None:
    lines = _run(str(BUGGY.parent), "--statistics").stdout.splitlines()
    counts = [int(line.split()[0]) for line in lines]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) > 30


def test_the_hook_of_pre_commit_passes_over_other_files(folder: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (folder / "setup.py").write_text("print('nothing to see')\n")
    (folder / "ci.yaml").write_text("on: [push]\n")
    program, command, *options = shlex.split(hook["entry"])
    assert (program, command) == ("advisor", "review")
    assert _run(*options, "setup.py", "ci.yaml").exit_code == 0
    assert _run(*options, "setup.py", str(BUGGY)).exit_code == 1


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_files_are_counted_on_a_terminal_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "_TERMINAL_SECONDS", 0.0)
    for stream in (_Terminal(), io.StringIO()):
        line = rate.FileLine(stream)
        line.show("train.py")
        line.end()
        shown = stream.getvalue()
        assert shown == ("\r1 files, train.py\x1b[K\r\x1b[K" if stream.isatty() else "")

"""Programs in the encoding that they declare."""

from pathlib import Path

import pytest

import advisor
from advisor import InspectError

SOURCE = """\
# -*- coding: {encoding} -*-
from keras import Sequential, layers
größe = 3
m = Sequential([layers.Dense(größe)])
m.compile("adam", "mse")
"""


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-8-sig", "cp1252"])
def test_the_declared_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(SOURCE.format(encoding=encoding.removesuffix("-sig")).encode(encoding))
    (found,) = advisor.inspect(path)
    place = found.found["model.output_units"]
    assert (place.line, place.text) == (4, "m = Sequential([layers.Dense(größe)])")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SOURCE.format(encoding="utf-8").encode("latin-1"), "is not UTF-8|cannot be read"),
        (b"# -*- coding: nix -*-\nimport keras\n", "cannot be read: unknown encoding: nix"),
        (b"# coding: ascii\nimport keras\nx = '\xe4'\n", "the text is not ascii: byte 35 "),
        (b"import keras\n\n\nx = '\xe4'\n", "the text is not UTF-8: byte 21 "),
    ],
)
def test_another_one_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(content)
    with pytest.raises(InspectError, match=reason) as refused:
        advisor.inspect(path)
    assert refused.value.problems[0].code == "M003"

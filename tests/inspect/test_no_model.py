"""Programs that hold no model say which kind of program they are."""

from pathlib import Path

import pytest

import advisor
from advisor import InspectError


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("from transformers import Trainer", "holds no model whose layers stand in it"),
        ("import torch", "holds no model whose layers stand in it"),
        ("import numpy", "uses neither Keras nor PyTorch"),
    ],
)
def test_the_reason_fits_what_is_imported(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "train.py"
    path.write_text(f"{line}\n")
    with pytest.raises(InspectError, match=reason):
        advisor.inspect(path)

"""Functions that are made within methods: they are called without the object."""

from pathlib import Path

import pytest

import advisor

SOURCE = """\
from torch import nn

class Generator(nn.Module):
    def __init__(self, width=100):
        super().__init__()
        {block}
        self.body = nn.Sequential(*block(width, 128), nn.Linear(128, 784))

    def forward(self, z):
        return self.body(z)

generator = Generator()
"""


@pytest.mark.parametrize(
    "block",
    [
        "block = lambda i, o: [nn.Linear(i, o), nn.ReLU()]",
        "def block(i, o):\n            return [nn.Linear(i, o), nn.ReLU()]",
        "def block(i, o):\n            self.seen = i\n            return [nn.Linear(i, o)]",
    ],
)
def test_their_first_argument_is_not_the_object(tmp_path: Path, block: str) -> None:
    path = tmp_path / "gan.py"
    path.write_text(SOURCE.format(block=block))
    (found,) = advisor.inspect(path)
    assert isinstance(model := found.descriptor["model"], dict)
    assert (model["first_layer_units"], model["output_units"]) == (128, 784)

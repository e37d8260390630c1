"""How a profile speaks of tables with and without a target."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.cli import cli


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("id,size,place", ["3 columns\n", "columns counted, without 'id'\n"]),
        ("id,size,target", ["2 columns beside the target;", "target, and without 'id'\n"]),
        ("size,target", ["1 column beside the target;", "columns without the target\n"]),
    ],
)
def test_columns_are_counted_in_words(tmp_path: Path, columns: str, told: list[str]) -> None:
    pytest.importorskip("numpy", reason="profiles want the package numpy")
    width = columns.count(",") + 1
    values = ([f"k{row}", str(row * 7 % 50 + 0.5), "ab"[row % 2]] for row in range(100))
    rows = "".join(",".join(each[3 - width :]) + "\n" for each in values)
    table = tmp_path / "t.csv"
    table.write_text(f"{columns}\n{rows}")
    result = CliRunner().invoke(cli, ["profile", str(table)])
    assert result.exit_code == 0
    for part in told:
        assert part in result.stdout

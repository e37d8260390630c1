"""Real tables that scikit-learn ships, clean and made dirty on purpose."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import run

__all__ = ["real_table", "run", "wines"]


def real_table(name: str) -> pl.DataFrame:
    """Return a table of scikit-learn, the target last."""
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn ships the tables")
    bunch = getattr(datasets, f"load_{name}")()
    names = [str(feature) for feature in bunch.feature_names]
    columns = {feature: bunch.data[:, place] for place, feature in enumerate(names)}
    return pl.DataFrame({**columns, "target": bunch.target})


@pytest.fixture
def wines(tmp_path: Path) -> Path:
    """Write the wines with categories made of numbers, and one fault of each kind."""
    table = real_table("wine")
    cut = ["pale", "medium", "strong"]
    cellars = ["Bordeaux", "Burgundy", "Piedmont"]
    dice = random.Random(5)
    rows = []
    for number, row in enumerate(table.iter_rows(named=True)):
        day, minute = divmod(number, 60)
        depth = cut[min(int(row["color_intensity"] // 3), 2)]
        rows.append(
            {
                "wine_id": f"W{1000 + number}",
                "bottled": f"2019-03-{1 + day:02d} 08:{minute:02d}",
                "cellar": cellars[dice.randrange(3)],
                "depth": depth.upper() if number % 29 == 5 else depth,
                "country": "fr",
                "alcohol": f"{row['alcohol']:.2f}",
                "magnesium": "" if number % 17 == 3 else f"{row['magnesium']:.0f}",
                "proline": "16800" if number == 40 else f"{row['proline']:.0f}",
                "cultivar": ["barolo", "grignolino", "barbera"][row["target"]],
            }
        )
    rows[7]["cellar"] = "Burgandy"
    rows[60]["cellar"] = "N/A"
    rows.append(dict(rows[12]))
    path = tmp_path / "wines.csv"
    pl.DataFrame(rows).write_csv(path)
    return path

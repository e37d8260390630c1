"""A folder of images by class."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import advisor
from advisor import Advisor

sklearn_datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn ships the digits")
pyplot = pytest.importorskip("matplotlib.image", reason="matplotlib writes the images")


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """Write the first digits of scikit-learn as images, by class."""
    bunch = sklearn_datasets.load_digits()
    for number, (image, label) in enumerate(zip(bunch.images[:90], bunch.target, strict=False)):
        folder = tmp_path / "digits" / f"digit_{label}"
        folder.mkdir(parents=True, exist_ok=True)
        pyplot.imsave(folder / f"{number}.png", np.uint8(image * 16), cmap="gray")
    return tmp_path / "digits"


def test_classes_are_folders(digits: Path) -> None:
    found = advisor.profile(digits)
    assert found["problem.task"].value == "multiclass_classification"
    assert found["problem.n_classes"].value == 10
    assert sum(found["problem.class_counts"].value) == 90  # type: ignore[arg-type]
    assert found["data.modality"].value == "image_2d"
    assert found["data.n_samples"].value == 90
    assert found["data.n_features"].value == 8 * 8 * 3
    assert found["data.duplicates_present"].value is False
    assert found["data.inconsistent_capitalization"].value is False
    assert Advisor().advise(found.descriptor()).conclusions


def test_copies_and_spellings_are_found(digits: Path) -> None:
    shutil.copy(next((digits / "digit_1").iterdir()), digits / "digit_1" / "again.png")
    shutil.copy(next((digits / "digit_2").iterdir()), digits / "digit_3" / "wrong.png")
    shutil.copytree(digits / "digit_4", digits / "Digit_4")
    found = advisor.profile(digits)
    assert found["data.duplicates_present"].value is True
    assert found["data.mislabeled_present"].value is True
    assert found["data.inconsistent_capitalization"].value is True


def test_parts_are_put_together(digits: Path, tmp_path: Path) -> None:
    parted = tmp_path / "parted"
    shutil.copytree(digits, parted / "train")
    (parted / "val").mkdir()
    shutil.move(parted / "train" / "digit_0", parted / "val" / "digit_0")
    found = advisor.profile(parted)
    assert found["problem.n_classes"].value == 10
    assert found.rows == 90


def test_broken_images_and_other_sizes_are_pointed_out(digits: Path) -> None:
    (digits / "digit_0" / "broken.png").write_bytes(b"no image")
    pyplot.imsave(digits / "digit_0" / "large.png", np.zeros((20, 10)))
    told = " ".join(remark.text for remark in advisor.profile(digits).remarks)
    assert "1 file whose header tells no size" in told
    assert "2 different sizes" in told


def test_a_single_class_teaches_nothing(digits: Path) -> None:
    for folder in digits.iterdir():
        if folder.name != "digit_0":
            shutil.rmtree(folder)
    found = advisor.profile(digits)
    assert "problem.task" not in found
    assert found.questions[0].path == "problem.task"


def test_the_folders_are_the_target(digits: Path) -> None:
    with pytest.raises(advisor.AdvisorError, match="folders name the classes"):
        advisor.profile(digits, "digit")

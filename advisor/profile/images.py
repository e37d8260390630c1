"""Profile a folder of images with one folder for each class, by headers and hashes alone."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError
from advisor.profile.limits import Limits
from advisor.profile.model import Column, Inferred, Question, Remark
from advisor.profile.progress import Progress
from advisor.profile.refusal import refuse
from advisor.profile.shown import some
from advisor.profile.spelling import typos, variants
from advisor.profile.whole import Profile

__all__ = ["profile_images"]

_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff"})
_PARTS = frozenset({"train", "training", "val", "valid", "validation", "test", "testing"})
_MEASURED_MOST = 5_000
_BLOCK = 1 << 20
_EACH = 100


def profile_images(
    folder: Path, *, limits: Limits, samples: int, progress: Progress | None
) -> Profile:
    """Say what a folder of images by class tells; no image is decoded.

    Raises:
        TableError: The folder cannot be read, or holds no images in folders by class.
        AdvisorError: imagesize is not installed.
    """
    files = _by_class(folder)
    counts = {name: len(paths) for name, paths in files.items()}
    every = [path for paths in files.values() for path in paths]
    sizes, broken = _sizes(every)
    copies, conflicts = _copies(files, progress)
    remarks = [*_remarks(sizes, broken, counts)]
    return Profile(
        name=folder.resolve().name,
        source=str(folder),
        reader="images",
        rows=len(every),
        sampled=min(len(every), _MEASURED_MOST),
        target="folder",
        inferred=tuple(_fields(counts, sizes, copies, conflicts, limits)),
        questions=tuple(_questions(counts)),
        remarks=tuple(remarks),
        columns=(
            Column(
                name="folder",
                kind="category",
                role="target",
                distinct=len(counts),
                samples=tuple(sorted(counts, key=lambda name: -counts[name])[:samples]),
            ),
        ),
        samples=samples,
    )


def _by_class(folder: Path) -> dict[str, list[Path]]:
    """Return the images by the name of their class, over parts such as train and test."""
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir())
        parts = [path for path in inside if path.name.casefold() in _PARTS]
        classes = [sub for part in parts for sub in sorted(part.iterdir()) if sub.is_dir()]
        found: dict[str, list[Path]] = defaultdict(list)
        for place in classes if parts else inside:
            found[place.name] += _images(place)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise refuse("T001", f"cannot be read: {reason}", folder) from None
    found = {name: paths for name, paths in found.items() if paths}
    if not found:
        message = "no images in folders by class, such as cats/1.jpg and dogs/1.jpg"
        raise refuse("T010", message, folder)
    return found


def _images(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file()
    )


def _sizes(paths: Sequence[Path]) -> tuple[Counter[tuple[int, int]], int]:
    """Return the sizes of images, of evenly chosen ones where there are many."""
    try:
        import imagesize
    except ImportError:
        message = "profiling images needs imagesize: pip install 'nn-advisor[data]'"
        raise AdvisorError(message) from None
    reader: Any = imagesize
    sizes: Counter[tuple[int, int]] = Counter()
    broken = 0
    for path in paths[:: max(len(paths) // _MEASURED_MOST, 1)]:
        try:
            width, height = reader.get(path)
        except (OSError, ValueError, TypeError):
            width, height = -1, -1
        if width > 0:
            sizes[int(width), int(height)] += 1
        else:
            broken += 1
    return sizes, broken


def _copies(files: Mapping[str, Sequence[Path]], progress: Progress | None) -> tuple[int, int]:
    """Count files with the same content as another, and those under several classes."""
    by_size: dict[int, list[tuple[str, Path]]] = defaultdict(list)
    for name, paths in files.items():
        for path in paths:
            by_size[path.stat().st_size].append((name, path))
    copies = conflicts = done = 0
    total = sum(map(len, by_size.values()))
    for same in by_size.values():
        groups: dict[bytes, list[str]] = defaultdict(list)
        for name, path in same if len(same) > 1 else ():
            groups[_digest(path)].append(name)
        copies += sum(len(names) - 1 for names in groups.values())
        conflicts += sum(len(names) for names in groups.values() if len(set(names)) > 1)
        done += len(same)
        if progress is not None and (done % _EACH == 0 or done == total):
            progress(done, total)
    return copies, conflicts


def _digest(path: Path) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.digest()


def _fields(
    counts: Mapping[str, int],
    sizes: Counter[tuple[int, int]],
    copies: int,
    conflicts: int,
    limits: Limits,
) -> Iterator[Inferred]:
    if len(counts) > 1:
        yield from _classes(counts, limits)
    yield Inferred(
        path="data.modality", value="image_2d", evidence="files of images", confidence="high"
    )
    yield Inferred(
        path="data.n_samples", value=sum(counts.values()), evidence="images", confidence="high"
    )
    if len(sizes) == 1:
        ((width, height),) = sizes
        evidence = f"{width} by {height} pixels each, taken for three colours"
        yield Inferred(
            path="data.n_features",
            value=width * height * 3,
            evidence=evidence,
            confidence="low",
        )
    found = (
        f"{some(copies, 'file')} with the same content as another" if copies else "no file twice"
    )
    yield Inferred(
        path="data.duplicates_present", value=bool(copies), evidence=found, confidence="high"
    )
    yield from _spelling(counts, limits)
    if conflicts:
        evidence = f"{some(conflicts, 'file')} with the same content under several classes"
        yield Inferred(
            path="data.mislabeled_present", value=True, evidence=evidence, confidence="high"
        )


def _classes(counts: Mapping[str, int], limits: Limits) -> Iterator[Inferred]:
    number = len(counts)
    task = "binary_classification" if number == 2 else "multiclass_classification"
    evidence = f"the images lie in {number} folders, one for each class"
    most, least = max(counts.values()), min(counts.values())
    balance = "balanced" if least >= limits.imbalance_ratio * most else "imbalanced"
    ratio = f"the smallest class has {least / most:.2g} times as many images as the largest"
    span = f"from {most:,} down to {least:,}"
    for path, value, why in (
        ("problem.task", task, evidence),
        ("problem.n_classes", number, "folders"),
        ("problem.class_counts", sorted(counts.values(), reverse=True), span),
        ("problem.balance", balance, ratio),
    ):
        yield Inferred.model_validate(
            {"path": path, "value": value, "evidence": why, "confidence": "high"}
        )


def _spelling(counts: Mapping[str, int], limits: Limits) -> Iterator[Inferred]:
    mixed = variants(counts)
    evidence = f"{some(len(mixed), 'folder')} named like another but for case"
    yield Inferred(
        path="data.inconsistent_capitalization",
        value=bool(mixed),
        evidence=evidence if mixed else "no two folders differ in case alone",
        confidence="high",
    )
    slips = typos(counts, limits.typo_letters_least, limits.typo_ratio_least)
    evidence = f"{some(len(slips), 'small class', 'small classes')} one letter from a large one"
    yield Inferred(
        path="data.typos_present",
        value=bool(slips),
        evidence=evidence if slips else "no small class is one letter from a large one",
        confidence="medium",
    )


def _remarks(
    sizes: Counter[tuple[int, int]], broken: int, counts: Mapping[str, int]
) -> Iterator[Remark]:
    if broken:
        text = f"{some(broken, 'file')} whose header tells no size; they may be broken"
        yield Remark(about="images", text=text)
    if len(sizes) > 1:
        (width, height), times = sizes.most_common(1)[0]
        text = f"{len(sizes)} different sizes; {times:,} of them {width} by {height} pixels"
        yield Remark(about="images", text=text)
    if len(counts) == 1:
        yield Remark(about="folder", text="a single class, so there is nothing to tell apart")


def _questions(counts: Mapping[str, int]) -> Iterator[Question]:
    if len(counts) == 1:
        yield Question(path="problem.task", question="What is to be predicted?")

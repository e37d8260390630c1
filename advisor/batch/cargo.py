"""Send a rule base to workers on other machines: files of one's own go along as texts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory

from advisor.errors import AdvisorError
from advisor.service import Advisor

__all__ = ["Cargo", "load_cargo"]

_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Cargo:
    """What an advisor is made of, wherever: rule files by name, and what is changed in them."""

    rules: tuple[tuple[str, bytes], ...] = ()
    disable: tuple[tuple[str, str], ...] = ()
    thresholds: tuple[tuple[str, float], ...] = ()

    def advisor(self) -> Advisor:
        """Load the rule base.

        Raises:
            RuleBaseError: a rule file is wrong.
            AdvisorError: what is to be changed does not exist.
        """
        with TemporaryDirectory() as folder:
            paths = []
            for number, (name, text) in enumerate(self.rules):
                path = Path(folder, str(number), name)  # two files may have one name
                path.parent.mkdir()
                path.write_bytes(text)
                paths.append(path)
            return Advisor(paths, disable=dict(self.disable), thresholds=dict(self.thresholds))


def load_cargo(
    rules: Iterable[str | PathLike[str]],
    disable: Mapping[str, str] | None,
    thresholds: Mapping[str, float] | None,
) -> Cargo:
    """Read what is to be sent, and see that an advisor can be made of it.

    Raises:
        AdvisorError: a rule file cannot be read or is wrong, a name does not exist.
    """
    rules = [os.fspath(path) for path in rules]
    disable, thresholds = dict(disable or {}), dict(thresholds or {})
    Advisor(rules, disable=disable, thresholds=thresholds).close()
    files = [file for path in rules for file in _files(Path(path))]
    try:
        texts = tuple((file.name, file.read_bytes()) for file in files)
    except OSError as error:
        raise AdvisorError(f"{error.filename}: {error.strerror}") from None
    return Cargo(texts, tuple(sorted(disable.items())), tuple(sorted(thresholds.items())))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES)

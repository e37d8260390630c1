"""Read rule files and hold each against the model of its kind."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from advisor.descriptor.refusal import show, written
from advisor.errors import Location, Problem, SourceError, did_you_mean
from advisor.rulebase.kinds import FILE_KINDS
from advisor.rulebase.schema import (
    ProfileFile,
    SourcesFile,
    StatementsFile,
    ThresholdsFile,
    TopicFile,
    VocabularyFile,
)
from advisor.rulebase.snippet_schema import SnippetsFile
from advisor.source import Document, read_path

__all__ = ["Corpus", "RuleFile", "dotted", "hash_of", "read_corpus", "shipped_folder"]

Entry = TypeVar("Entry", bound=BaseModel)
AnyEntry = TypeVar("AnyEntry", bound=BaseModel)

_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class RuleFile(Generic[Entry]):
    """A rule file that has the right form, and the places in it."""

    document: Document
    entry: Entry

    def problem(self, code: str, message: str, *path: str | int, key: bool = False) -> Problem:
        """Make a problem about one place of this file."""
        return Problem(code, message, dotted(path), self.document.locate(path, key=key))


@dataclass(frozen=True, slots=True)
class Corpus:
    """The rule files of a rule base, in the order of their names, and a hash of their text."""

    files: Sequence[RuleFile[BaseModel]]
    hash: str

    @property
    def topics(self) -> list[RuleFile[TopicFile]]:
        """The files that hold rules."""
        return _only(self.files, TopicFile)

    @property
    def vocabularies(self) -> list[RuleFile[VocabularyFile]]:
        """The files that hold facts and quantities."""
        return _only(self.files, VocabularyFile)

    @property
    def thresholds(self) -> list[RuleFile[ThresholdsFile]]:
        """The files that hold cut-points."""
        return _only(self.files, ThresholdsFile)

    @property
    def sources(self) -> list[RuleFile[SourcesFile]]:
        """The files that hold documents."""
        return _only(self.files, SourcesFile)

    @property
    def statements(self) -> list[RuleFile[StatementsFile]]:
        """The files that hold the statements of a document."""
        return _only(self.files, StatementsFile)

    @property
    def snippets(self) -> list[RuleFile[SnippetsFile]]:
        """The files that hold code for what rules advise."""
        return _only(self.files, SnippetsFile)

    @property
    def profiles(self) -> list[RuleFile[ProfileFile]]:
        """The files that hold a user's own choices."""
        return _only(self.files, ProfileFile)


def shipped_folder() -> Path:
    """Return the folder of the rule files that come with the package."""
    return Path(str(resources.files("advisor.rules")))


def read_corpus(paths: Iterable[Path]) -> tuple[Corpus, list[Problem]]:
    """Read every rule file of some files and folders.

    Folders are not searched below their top level. Files that cannot be read or have the
    wrong form are left out of the corpus and reported among the problems.
    """
    files: list[RuleFile[BaseModel]] = []
    problems: list[Problem] = []
    read: list[Path] = []
    for path in _files_of(paths, problems):
        try:
            document = read_path(path)
            read.append(path)
        except SourceError as error:
            problems.extend(error.problems)
            continue
        entry, found = _validate(document)
        problems.extend(found)
        if entry is not None:
            files.append(RuleFile(document, entry))
    return Corpus(tuple(files), hash_of(read)), problems


def hash_of(paths: Iterable[Path]) -> str:
    """Return the hash of the names and texts of rule files, in the order of their names."""
    digest = hashlib.sha256()
    for path in _files_of(paths, []):
        digest.update(os.fsencode(path.name) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def dotted(path: Iterable[str | int]) -> str:
    """Write a path as a person would: ``rules[3].when.task``."""
    return written(tuple(path))


def _only(files: Sequence[RuleFile[BaseModel]], kind: type[AnyEntry]) -> list[RuleFile[AnyEntry]]:
    return [RuleFile(file.document, file.entry) for file in files if isinstance(file.entry, kind)]


def _files_of(paths: Iterable[Path], problems: list[Problem]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES)
        if not found:
            problems.append(
                Problem("Y001", "the folder holds no rule file (*.yaml)", "", Location(str(path)))
            )
        yield from found


def _validate(document: Document) -> tuple[BaseModel | None, list[Problem]]:
    data = document.data
    kind = data.get("kind") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in FILE_KINDS:
        return None, [_unknown_kind(document, kind)]
    try:
        return FILE_KINDS[kind].model_validate(data), []
    except ValidationError as error:
        return None, list(_problems(document, FILE_KINDS[kind], error))


def _unknown_kind(document: Document, kind: object) -> Problem:
    place = document.locate(("kind",) if kind is not None else ())
    if kind is None:
        message = f"`kind` is missing; it is one of {', '.join(FILE_KINDS)}"
    else:
        message = f"unknown kind of rule file {kind!r}{did_you_mean(kind, FILE_KINDS)}"
    return Problem("S004", message, "kind", place)


def _problems(
    document: Document, model: type[BaseModel], error: ValidationError
) -> Iterator[Problem]:
    """Report one problem a place: the alternatives of a union complain one by one.

    Where one of them takes the value as far as its parts, only what is wrong inside is told.
    """
    found: dict[tuple[str | int, ...], list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        found.setdefault(_real_path(detail), []).append(detail)
    outer = {path[:length] for path in found for length in range(len(path))}
    for path, details in found.items():
        closer = [d for d in details if d["type"] not in _EXPECTED or path == ("schema",)]
        if closer:
            yield _problem(document, model, closer[0])
        elif path not in outer:
            message = f"expected {_expected(details)}, not {show(details[0]['input'])}"
            yield Problem("S003", message, dotted(path), document.locate(path))


def _expected(details: Iterable[ErrorDetails]) -> str:
    words = dict.fromkeys(word for detail in details for word in _EXPECTED[detail["type"]])
    if "a number" in words:
        words.pop("a whole number", None)
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


_EXPECTED = {
    "bool_type": ("true", "false"),
    "string_type": ("a text",),
    "int_type": ("a whole number",),
    "float_type": ("a number",),
    "list_type": ("a list",),
    "dict_type": ("a mapping",),
    "model_type": ("a mapping",),
}
"""What is asked for by each complaint about a type."""


def _real_path(detail: ErrorDetails) -> tuple[str | int, ...]:
    """Drop what pydantic adds to a path: the names of union members and the key marker."""
    data = detail["loc"]
    return tuple(
        part
        for part in data
        if isinstance(part, int)
        or not (part in _UNION_TAGS or part.startswith(("constrained-", "list[", "function-")))
    )


_UNION_TAGS = frozenset({"bool", "int", "float", "str", "QuantityReference", "LackEntry", "[key]"})


def _problem(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    path = _real_path(detail)
    code, message, key = _describe(model, path, detail)
    return Problem(code, message, dotted(path), document.locate(path, key=key))


def _describe(
    model: type[BaseModel], path: tuple[str | int, ...], detail: ErrorDetails
) -> tuple[str, str, bool]:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return "S001", f"unknown key {path[-1]!r}{did_you_mean(path[-1], _keys(model, path))}", True
    if kind == "missing":
        return "S002", f"required key {path[-1]!r} is missing", True
    if path == ("schema",):
        return "S005", f"unknown schema version {detail['input']!r}; this version reads 1", False
    if kind == "string_pattern_mismatch":
        return (
            "S006",
            f"{detail['input']!r} is not of the form {_form(detail)}",
            "[key]" in detail["loc"],
        )
    message = detail["msg"].removeprefix("Value error, ")
    return "S003", message[:1].lower() + message[1:], False


def _form(detail: ErrorDetails) -> str:
    return str(detail.get("ctx", {}).get("pattern", "expected"))


def _keys(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """Return the keys allowed where an unknown one was found.

    Places in lists and free names in mappings lead no deeper.
    """
    current: type[BaseModel] | None = model
    for part in path[:-1]:
        if current is not None and part in current.model_fields:
            current = _inner_model(current.model_fields[str(part)].annotation)
    fields = current.model_fields if current is not None else {}
    return [info.alias or name for name, info in fields.items()]


def _inner_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_inner_model(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)

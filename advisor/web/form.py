"""The form: every field of a descriptor, those first whose answers would help most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from advisor.descriptor import FIELDS, Field, nested, told
from advisor.errors import Problem

__all__ = ["Entry", "Part", "field_of", "form_of", "link", "project_of", "told_of"]

_NOT_ASKED = ("schema",)
Told = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One field as it stands in the form: what was told of it, and what is wrong with that."""

    field: Field
    label: str
    question: str
    value: str
    problems: tuple[str, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The symbols that were told, of a field that holds several."""
        return tuple(part.strip() for part in self.value.split(","))

    @property
    def other(self) -> bool:
        """Whether what was told is no symbol itself: another name of one, or a mistake."""
        return bool(self.value) and not set(self.chosen) <= set(self.field.symbols)


@dataclass(frozen=True, slots=True)
class Part:
    """Neighboring fields under a title."""

    name: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def known(self) -> int:
        """How many of the fields are filled."""
        return sum(bool(entry.value) for entry in self.entries)


def told_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what was told of each field; of one told several times a list, as text."""
    found: dict[str, str] = {}
    for name, value in pairs:
        text = value.strip()
        if text:
            found[name] = f"{found[name]},{text}" if name in found else text
    return found


def project_of(given: Told) -> dict[str, object]:
    """Return the descriptor that was told; unknown names stay, to be objected to."""
    values = {path: told(path, text) if path in FIELDS else text for path, text in given.items()}
    return nested(values)


def form_of(
    given: Told, questions: Mapping[str, str], first: Iterable[str], problems: Iterable[Problem]
) -> list[Part]:
    """Return the parts of the form.

    Args:
        given: What was told, by path.
        questions: How each field is asked for.
        first: The fields that stand in front.
        problems: What is wrong with what was told.
    """
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(field_of(problem), []).append(problem.message)
    front = [path for path in first if path in FIELDS]
    sections: dict[str, list[str]] = {}
    for path in FIELDS:
        if path not in front and path not in _NOT_ASKED:
            sections.setdefault(path.partition(".")[0] if "." in path else "", []).append(path)

    def entry(path: str) -> Entry:
        field = FIELDS[path]
        label = path.rpartition(".")[2].replace("_", " ")
        question = questions.get(path) or field.description
        return Entry(field, label, question, given.get(path, ""), tuple(wrong.get(path, ())))

    parts = [Part("first", "First of all", tuple(map(entry, [*sections.pop(""), *front])))]
    parts += [Part(n, n.replace("_", " "), tuple(map(entry, p))) for n, p in sections.items()]
    return parts


def field_of(problem: Problem) -> str:
    """Return the field that a problem is about, where only an item of it is wrong."""
    return problem.path.partition("[")[0]


def link(given: Told, page: str = "/", **more: str) -> str:
    """Return the address of a page about a project, with more said of it; empty takes back."""
    pairs = [(path, text) for path, text in {**given, **more}.items() if text]
    return f"{page}?{urlencode(pairs)}" if pairs else page

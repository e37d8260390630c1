"""Say what went wrong: where, why, and which name was probably meant.

The tree of exceptions::

    AdvisorError                  anything this package refuses
    ├── ProblemsError             one or more problems, each with its place
    │   ├── SourceError           a text that cannot be read (Y codes)
    │   ├── IntakeError           a training log that cannot be read (I codes)
    │   ├── TableError            a table of data that cannot be profiled (T codes)
    │   ├── InspectError          a model or a program that cannot be read (M codes)
    │   ├── ReviewError           settings of a review that cannot be used (A codes)
    │   ├── DescriptorError       a descriptor that says what it may not (D codes)
    │   └── RuleBaseError         rule files that may not be loaded (Y, S and R codes)
    ├── UnknownNameError          a rule, topic, fact or source nobody knows
    └── EngineError               the rule engine refused or failed
        └── EngineUnavailableError    the rule engine could not be imported
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

__all__ = [
    "AdvisorError",
    "DescriptorError",
    "EngineError",
    "EngineUnavailableError",
    "InspectError",
    "IntakeError",
    "Location",
    "Problem",
    "ProblemsError",
    "ReviewError",
    "RuleBaseError",
    "SourceError",
    "TableError",
    "UnknownNameError",
    "check_known",
    "did_you_mean",
    "shortened",
]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a text: file name, 1-based line and column, each where it is known."""

    file: str = "<input>"
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Write the place as editors read it, ``file:line:column``."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason for a refusal: a stable code, a sentence, the dotted path and the place.

    ``keys`` is the path in its parts, where it is known so: a key may hold a point itself.
    """

    code: str
    message: str
    path: str = ""
    location: Location = Location()
    keys: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        """Write the problem on one line, ``file:line:column: CODE path: message``."""
        subject = f"{self.path}: " if self.path else ""
        return f"{self.location}: {self.code} {subject}{self.message}"


class AdvisorError(Exception):
    """Anything that this package refuses to do, with a message fit for a person."""


class ProblemsError(AdvisorError):
    """Every problem of one input at once, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_by_place))
        super().__init__("\n".join(map(str, self.problems)))


class SourceError(ProblemsError):
    """A text that cannot be read as YAML, JSON or TOML."""


class IntakeError(ProblemsError):
    """A training log that cannot be read, or not as one run."""


class TableError(ProblemsError):
    """A table of data, or a folder of images, that cannot be profiled."""


class InspectError(ProblemsError):
    """A model, or a program that makes one, that cannot be read."""


class ReviewError(ProblemsError):
    """Settings of a review that cannot be used."""


class DescriptorError(ProblemsError):
    """A descriptor with unknown names, wrong types or values out of bounds."""


class RuleBaseError(ProblemsError):
    """Rule files that break the format or contradict each other."""


class UnknownNameError(AdvisorError):
    """Names asked for that do not exist; for each the message offers the nearest that does."""

    def __init__(self, what: str, names: str | Iterable[str], choices: Iterable[str]) -> None:
        known = list(choices)
        self.what = what
        self.names = (names,) if isinstance(names, str) else tuple(names)
        self.messages = tuple(
            f"unknown {what} {shortened(name)!r}{did_you_mean(name, known)}" for name in self.names
        )
        super().__init__("; ".join(self.messages))


class EngineError(AdvisorError):
    """The rule engine refused a ruleset or failed while evaluating one."""


class EngineUnavailableError(EngineError):
    """The rule engine could not be imported; the message says how to install it."""


def check_known(what: str, names: Iterable[str] | None, known: Collection[str]) -> None:
    """Refuse names of something that nobody knows, all of them at once.

    Raises:
        UnknownNameError: With the nearest that is known, for each.
    """
    if unknown := [name for name in names or () if name not in known]:
        raise UnknownNameError(what, unknown, known)


def did_you_mean(name: object, choices: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the choice nearest to a name, or nothing.

    Names are compared without regard to case. Without a near choice, up to eight
    choices are listed instead, so that a short closed list is always shown whole.
    """
    known = list(dict.fromkeys(choices))
    folded = {choice.casefold(): choice for choice in known}
    near = difflib.get_close_matches(str(name).casefold()[:200], folded, n=1, cutoff=0.6)
    if near:
        return f"; did you mean {folded[near[0]]!r}?"
    return f"; choose one of {', '.join(known)}" if 0 < len(known) <= 8 else ""


def shortened(text: str, length: int = 60) -> str:
    """Return a text as it is, or its beginning where it is too long to be quoted."""
    return text if len(text) <= length else f"{text[: length - 3]}..."


def _by_place(problem: Problem) -> tuple[str, int, int]:
    place = problem.location
    return (place.file, place.line or 0, place.column or 0)

"""Why a descriptor is refused: what the models object to, put in words with places."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Protocol

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from advisor.descriptor.fields import EXPECTED, FIELDS, SECTIONS, SYMBOLS, Field, Kind
from advisor.errors import Location, Problem, did_you_mean

__all__ = ["Locate", "problems_of", "show", "written"]

MOST_PROBLEMS = 100
COUNTED_ONLY = 10_000
_ITEM: dict[Kind, Kind] = {"symbols": "symbol", "integers": "integer", "series": "number"}
_BOUNDS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
}
_TOO_LARGE = ("float_type", "number")

Path = Sequence[str | int]


class Locate(Protocol):
    """Something that knows where in a text a value, or its key, stands."""

    def __call__(self, path: Path, *, key: bool = False) -> Location:
        """Return the place of a path."""


def problems_of(error: ValidationError, locate: Locate) -> list[Problem]:
    """Turn what the models object to into problems; beyond a hundred, only their number."""
    if (count := error.error_count()) > COUNTED_ONLY:
        message = f"{count:,} problems, too many to list; is this a descriptor?"
        return [Problem("D003", message, location=locate(()))]
    details = error.errors(include_url=False)
    problems = [_problem(detail, locate) for detail in islice(details, MOST_PROBLEMS)]
    if (more := len(details) - MOST_PROBLEMS) > 0:
        problems.append(Problem("D003", f"{more} more problems", location=locate(())))
    return problems


def written(path: Path) -> str:
    """Write a path as a person does: ``history.train_loss[3]``."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{_printable(part)}" for part in path]
    return "".join(parts).removeprefix(".")


def _printable(text: object) -> str:
    """Shorten a text, and escape what could steer the terminal that it is shown on."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in _short(text, 60))


def _problem(detail: ErrorDetails, locate: Locate) -> Problem:
    path = detail["loc"]
    code, message = _objection(detail, path)
    return Problem(code, message, written(path), locate(path, key=code == "D001"), tuple(path))


def _objection(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    dotted = ".".join(part for part in path if isinstance(part, str))
    if kind in ("extra_forbidden", "invalid_key"):
        return "D001", _unknown_field(path)
    if dotted == "schema":
        shown = repr(given) if isinstance(given, float) else show(given)
        return "D006", f"this version reads schema 1, not {shown}"
    if kind == "symbol" and isinstance(given, str):
        return "D002", f"unknown symbol {show(given)}{_meant(dotted, given)}"
    if kind in _BOUNDS:
        word, bound = _BOUNDS[kind]
        return "D004", f"must be {word} {context[bound]:g}, not {show(given)}"
    if kind == "finite_number":
        return "D004", f"must be a finite number, not {show(given)}"
    if kind == "string_too_long":
        return "D004", f"must be at most {context['max_length']} characters long"
    if kind in _TOO_LARGE and isinstance(given, int) and not isinstance(given, bool):
        return "D004", f"the number is too large: {show(given)}"
    expected = f"expected {_expected(path, dotted)}, not {show(given)}"
    return "D003", expected + (_brackets(given) if kind == "list_type" else "")


def _meant(path: str, given: str) -> str:
    candidates = SYMBOLS[path].candidates(given)
    if candidates:
        return f", it could mean {' or '.join(candidates)}"
    return did_you_mean(given, SYMBOLS[path].symbols)


def _brackets(given: object) -> str:
    scalar = isinstance(given, str | int | float)
    return f"; for a single one write [{_printable(given)}]" if scalar else ""


def _unknown_field(path: Path) -> str:
    section, name = ".".join(map(str, path[:-1])), str(path[-1])
    inside = f" in {section}" if section else ""
    homes = [home or "the top level" for home in SECTIONS if name in _names_in(home)]
    shown = show(name)
    if homes:
        return f"unknown field {shown}{inside}; {name} belongs to {' or '.join(homes[:3])}"
    return f"unknown field {shown}{inside}{_nearest(name, _names_in(section))}"


def _nearest(name: str, siblings: list[str]) -> str:
    """Offer the nearest name of the same section, else of any."""
    near = did_you_mean(name, siblings)
    if near.startswith("; did"):
        return near
    everywhere = [path.rpartition(".")[2] for path in (*SECTIONS, *FIELDS) if path]
    return did_you_mean(name, everywhere) or near


def _names_in(section: str) -> list[str]:
    model = SECTIONS[section]
    return [info.alias or name for name, info in model.model_fields.items()]


def _expected(path: Path, dotted: str) -> str:
    field = FIELDS.get(dotted)
    if field is None:
        return f"a mapping of fields ({', '.join(_names_in(dotted)[:4])} ...)"
    item = isinstance(path[-1], int)
    kind = _ITEM[field.kind] if item else field.kind
    return EXPECTED.get(kind) or f"a symbol ({_some(field)})"


def _some(field: Field) -> str:
    return ", ".join(field.symbols[:4]) + (", ..." if len(field.symbols) > 4 else "")


def show(value: object) -> str:
    """Name a value and its type, the long ones shortened."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**20 else f"a number of {_digits(value)} digits"
    if isinstance(value, str):
        return repr(_short(value, 60))
    if isinstance(value, dict):
        return f"a mapping of {len(value)}"
    return f"a list of {len(value)}" if isinstance(value, list | tuple) else type(value).__name__


def _digits(value: int) -> int:
    return int(value.bit_length() * 0.30103) + 1


def _short(text: object, length: int) -> str:
    shown = str(text)
    return shown if len(shown) <= length else f"{shown[: length - 3]}..."

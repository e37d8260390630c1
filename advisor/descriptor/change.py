"""Make a descriptor that differs from another in a few fields."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.descriptor.fields import FIELDS, SECTIONS
from advisor.descriptor.model import Descriptor
from advisor.descriptor.reader import from_mapping
from advisor.errors import DescriptorError, Problem, did_you_mean

__all__ = ["changed", "completed", "nested"]


def changed(descriptor: Descriptor, changes: Mapping[str, object]) -> Descriptor:
    """Return the descriptor with new values by dotted path.

    None takes a value out, or a whole section; a section is changed before its fields.

    Raises:
        DescriptorError: With every unknown path and every value that does not fit.
    """
    known = [path for path in changes if path in FIELDS or (path and path in SECTIONS)]
    problems = [
        Problem("D001", f"unknown field{did_you_mean(path, FIELDS)}", path, keys=(path,))
        for path in changes
        if path not in known
    ]
    data = descriptor.model_dump(exclude_unset=True, by_alias=True)
    for path in sorted(known, key=lambda path: path.count(".")):
        _put(data, path.split("."), changes[path])
    try:
        after = from_mapping(data)
    except DescriptorError as error:
        problems += error.problems
    if problems:
        raise DescriptorError(problems)
    return after


def completed(
    descriptor: Descriptor,
    stated: Mapping[str, Mapping[str, object]],
    history: Mapping[str, object],
) -> Descriptor:
    """Return the descriptor with what a log says: its history, and sections it tells besides.

    What the descriptor states itself stands, but for the series.

    Raises:
        DescriptorError: With every value that does not fit.
    """
    data = descriptor.model_dump(exclude_unset=True, by_alias=True)
    own = data.get("history") or {}
    for section, told in stated.items():
        data[section] = {**told, **(data.get(section) or {})}
    data["history"] = {
        **{name: value for name, value in own.items() if not isinstance(value, list)},
        **{name: value for name, value in history.items() if value is not None},
    }
    return from_mapping(data)


def nested(fields: Mapping[str, object]) -> dict[str, object]:
    """Return fields by dotted path as nested mappings."""
    data: dict[str, object] = {}
    for path, value in fields.items():
        _put(data, path.split("."), value)
    return data


def _put(data: dict[str, object], path: list[str], value: object) -> None:
    for name in path[:-1]:
        section = data.get(name)
        if not isinstance(section, dict):
            section = data[name] = {}
        data = section
    if value is None:
        data.pop(path[-1], None)
    else:
        data[path[-1]] = value

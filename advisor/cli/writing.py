"""Write a descriptor as YAML that can be read back, and nothing over what stands there."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click
from pydantic import JsonValue

__all__ = ["check_free", "descriptor_yaml"]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_NOT_PLAIN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})


def check_free(places: Iterable[Path], force: bool) -> None:
    """Keep what somebody may have corrected since.

    Raises:
        UsageError: A file stands there already, and is not to be replaced by force.
    """
    for place in places:
        if place.exists() and not force:
            raise click.UsageError(f"{place} exists; --force replaces it")


def descriptor_yaml(given: Mapping[str, JsonValue], comments: Mapping[str, str]) -> str:
    """Write a descriptor as YAML, each field under its comment, such as its question."""
    return "\n".join(["schema: 1", *_lines(given, "", 0, comments)]) + "\n"


def _lines(
    section: Mapping[str, JsonValue], prefix: str, depth: int, comments: Mapping[str, str]
) -> Iterator[str]:
    indent = "  " * depth
    for name, value in section.items():
        path = f"{prefix}{name}"
        if path in comments:
            yield f"{indent}# {' '.join(comments[path].split())}"
        if isinstance(value, dict):
            if depth == 0:
                yield ""
            yield f"{indent}{name}:"
            yield from _lines(value, f"{path}.", depth + 1, comments)
        else:
            yield f"{indent}{name}: {_scalar(value)}"


def _scalar(value: JsonValue) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if isinstance(value, str) and _PLAIN.match(value) and value.casefold() not in _NOT_PLAIN:
        return value
    return json.dumps(value, ensure_ascii=False)

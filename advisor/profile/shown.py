"""Write values on one line, whatever they hold."""

from __future__ import annotations

import json
import re

from pydantic import JsonValue

__all__ = ["one_line", "some", "written"]

_SYMBOL = re.compile(r"[a-z][a-z0-9_]*\Z")
_NO_SYMBOL = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def written(value: JsonValue) -> str:
    """Write a value so that YAML reads the same one; symbols stand bare."""
    if isinstance(value, str) and _SYMBOL.match(value) and value not in _NO_SYMBOL:
        return value
    return json.dumps(value, allow_nan=False)


def one_line(text: str) -> str:
    """Put a text on one line, in characters that can be printed."""
    return "".join(sign if sign.isprintable() else " " for sign in " ".join(text.split()))


def some(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"

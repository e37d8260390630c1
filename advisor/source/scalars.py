"""What a plain YAML scalar means, by the core schema of YAML 1.2."""

from __future__ import annotations

import re

__all__ = ["DIGIT_LIMIT", "WORDS", "scalar"]

DIGIT_LIMIT = 1000
"""Most digits that a whole number may have."""

WORDS = frozenset({"yes", "no", "on", "off"})
"""Words that were booleans in YAML 1.1 and are text in YAML 1.2."""

_CONSTANTS: dict[str, object] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_CONSTANTS |= dict.fromkeys(("true", "True", "TRUE"), True)
_CONSTANTS |= dict.fromkeys(("false", "False", "FALSE"), False)
_CONSTANTS |= dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan"))
for _infinity in (".inf", ".Inf", ".INF"):
    _CONSTANTS |= dict.fromkeys((_infinity, f"+{_infinity}"), float("inf"))
    _CONSTANTS[f"-{_infinity}"] = float("-inf")

_STARTS = frozenset("+-.0123456789")
_DECIMAL = re.compile(r"[-+]?[0-9]++")
_BASED = re.compile(r"0o[0-7]++|0x[0-9a-fA-F]++")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]++|[0-9]++(?:\.[0-9]*+)?)(?:[eE][-+]?[0-9]++)?")


def scalar(text: str) -> object:
    """Return the null, boolean, number or text that a plain scalar stands for.

    Raises:
        OverflowError: it is a whole number with too many digits.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _STARTS:
        return text
    if _DECIMAL.fullmatch(text):
        return _bounded(text, 10)
    if _BASED.fullmatch(text):
        return _bounded(text[2:], 8 if text[1] == "o" else 16)
    return float(text) if _FLOAT.fullmatch(text) else text


def _bounded(digits: str, radix: int) -> int:
    if len(digits) > DIGIT_LIMIT:
        raise OverflowError
    return int(digits, radix)

"""Make programs of Python 2 readable for the parser of today, line by line."""

from __future__ import annotations

import re

__all__ = ["modern"]

_PRINT = re.compile(
    r"^(?P<indent>[ \t]*(?:[^\s#'\"][^#'\"]*:[ \t]+)?)print(?:[ \t]+[^(=\s.].*|[ \t]*$)"
)
_PRINT_MORE = re.compile(r"^(?P<indent>[ \t]*)print[ \t]*\(.*\)[ \t]*[%,].*$")
_EXCEPT = re.compile(r"^([ \t]*except[ \t]+[^,:]+),[ \t]*(\w+)[ \t]*:")
_RAISE = re.compile(r"^([ \t]*raise[ \t]+\w+),[ \t]*(.+)$")
_LONG = re.compile(r"\b(\d+)[lL]\b")
_OCTAL = re.compile(r"(?<![\w.])0(\d+)\b")


def modern(text: str) -> str:
    """Return a program in which statements that Python 3 does not know are written anew.

    Prints become ``pass``, for they say nothing of a model; lines stay where they are. Tabs count
    as eight blanks, as they did.
    """
    return "\n".join(_line(line.expandtabs(8)) for line in text.split("\n"))


def _line(line: str) -> str:
    for pattern in (_PRINT, _PRINT_MORE):
        if matched := pattern.match(line):
            return f"{matched['indent']}pass"
    line = _EXCEPT.sub(r"\1 as \2:", line)
    line = _RAISE.sub(r"\1(\2)", line)
    return _OCTAL.sub(r"0o\1", _LONG.sub(r"\1", line))

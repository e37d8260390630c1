"""Divide a text into the lines that editors and the parser of Python count."""

from __future__ import annotations

__all__ = ["split_lines"]


def split_lines(text: str) -> list[str]:
    """Return the lines of a text without their ends.

    A form feed or another sign that `str.splitlines` takes for an end stays in its line, so
    the numbers are those of syntax trees and of editors.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")

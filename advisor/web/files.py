"""The files that pages load: a style, a script and an icon, all our own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["STATIC", "static_file"]

STATIC = {
    "style.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""The names of the files and what they are."""


@cache
def static_file(name: str) -> bytes:
    """Return one of the files."""
    return files("advisor.web").joinpath("static", name).read_bytes()

"""Choose the format of a text and read it, or say why it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NoReturn

from advisor.errors import Location, Problem, SourceError
from advisor.source.document import SIZE_LIMIT, Document
from advisor.source.json_text import read_json
from advisor.source.toml_text import read_toml
from advisor.source.yaml_text import read_yaml

__all__ = ["Format", "read_path", "read_text"]

Format = Literal["yaml", "json", "toml"]

_READERS: dict[Format, Callable[[str, str], Document]] = {
    "yaml": read_yaml,
    "json": read_json,
    "toml": read_toml,
}
_SUFFIXES: dict[str, Format] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".toml": "toml",
}
_JSON_START = re.compile(r'\s*+\{\s*+["}]')
# A list such as [1] or ["a"] could head a table of TOML too, but then a key would follow.
_TABLE = r"\[\[?[ \t]*[A-Za-z_][\w.\"' \t-]*\]"
_TOML_LINE = re.compile(rf"^[ \t]*(?:{_TABLE}|[\w.\"'-]+[ \t]*=)", re.MULTILINE)
_YAML_LINE = re.compile(r"^[ \t]*[\w\"'-]+[ \t]*:(?:\s|$)", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_path(path: Path) -> Document:
    """Read a file, its format told by its suffix, else by its content.

    Raises:
        SourceError: the file cannot be read, or all that is wrong with its text.
    """
    # A name that is no UTF-8 is shown escaped, so that whatever quotes it can be written.
    name = str(path).encode("utf-8", "backslashreplace").decode()
    try:
        with path.open("rb") as stream:
            raw = stream.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _refuse("Y001", f"cannot be read: {reason.lower()}", name)
    return read_text(raw, name=name, format=_SUFFIXES.get(path.suffix.lower()))


def read_text(text: str | bytes, *, name: str, format: Format | None = None) -> Document:
    """Read a text in a format, or in the one that it looks like.

    Raises:
        SourceError: all that is wrong with the text.
    """
    if len(text) > SIZE_LIMIT:
        _refuse("Y004", f"too large: more than {SIZE_LIMIT:,} bytes", name)
    decoded = _decoded(text, name).removeprefix("\ufeff")
    if not decoded.strip():
        _refuse("Y002", "the text is empty", name)
    return _READERS[format or _looks_like(decoded)](decoded, name)


def _decoded(text: str | bytes, name: str) -> str:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse("Y003", f"not UTF-8 text from byte {error.start} on", name, line)
    if control := _CONTROL.search(decoded):
        line = decoded.count("\n", 0, control.start()) + 1
        column = control.start() - decoded.rfind("\n", 0, control.start())
        character = f"U+{ord(control[0]):04X}"
        _refuse("Y003", f"not a text: holds the control character {character}", name, line, column)
    return decoded


def _looks_like(text: str) -> Format:
    if _JSON_START.match(text):
        return "json"
    toml, yaml = _TOML_LINE.search(text), _YAML_LINE.search(text)
    return "toml" if toml and (not yaml or toml.start() < yaml.start()) else "yaml"


def _refuse(
    code: str, message: str, name: str, line: int | None = None, column: int | None = None
) -> NoReturn:
    problem = Problem(code, message, location=Location(name, line, column))
    raise SourceError([problem]) from None

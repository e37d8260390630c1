"""Read the descriptor that a command is about, with the changes of ``--set``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

import click
from pydantic import JsonValue

from advisor.cli.options import pairs
from advisor.descriptor import Descriptor, from_document, from_mapping
from advisor.errors import Location, Problem, SourceError, shortened
from advisor.source import DEPTH_LIMIT, SIZE_LIMIT, Document, read_path, read_text

__all__ = ["changes", "put", "read_before", "read_descriptor", "read_if_any", "typed_values"]


def read_descriptor(file: str | None, settings: Iterable[str] = ()) -> Descriptor:
    """Read a file, or standard input for ``-``, and apply ``--set``."""
    changed = changes(settings)
    if file is None and not changed:
        raise click.UsageError("name a FILE, - for standard input, or give --set PATH=VALUE")
    document = None if file is None else _document(file)
    if document is not None and not changed:
        return from_document(document)
    return from_document(_Changed(document, changed))


def read_if_any(file: str | None, settings: Iterable[str]) -> Descriptor:
    """Read what is known of a project, which may be nothing."""
    changed = tuple(settings)
    return read_descriptor(file, changed) if file or changed else from_mapping({})


def read_before(file: str, settings: Iterable[str]) -> Descriptor:
    """Read a file as it is, having seen that it can also be read with ``--set`` applied."""
    changed = changes(settings)
    document = _document(file)
    before = from_document(document)
    from_document(_Changed(document, changed))
    return before


def changes(settings: Iterable[str]) -> dict[str, JsonValue]:
    """Read ``PATH=VALUE`` settings; the values are written as in YAML, empty means None."""
    changed = typed_values(settings, "--set", "PATH=VALUE")
    for path in changed:
        if path.count(".") >= DEPTH_LIMIT:
            message = f"{shortened(path)}: a path of more than {DEPTH_LIMIT} names"
            raise click.BadParameter(message, param_hint="--set")
    return changed


def typed_values(items: Iterable[str], hint: str, form: str) -> dict[str, JsonValue]:
    """Split ``NAME=VALUE`` arguments and read the values as YAML does; empty means None."""
    return {name: _value(name, text, hint) for name, text in pairs(items, hint, form).items()}


def put(
    data: Mapping[str, JsonValue], path: str | Sequence[str], value: JsonValue
) -> dict[str, JsonValue]:
    """Return a copy of nested mappings with one dotted path set, or taken away by None."""
    first, *rest = path.split(".") if isinstance(path, str) else path
    changed = dict(data)
    if rest:
        inner = changed.get(first)
        changed[first] = put(inner if isinstance(inner, dict) else {}, rest, value)
    elif value is None:
        changed.pop(first, None)
    else:
        changed[first] = value
    return changed


def _document(file: str) -> Document:
    if file != "-":
        return read_path(Path(file))
    try:
        text = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    except OSError as error:
        message = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise SourceError([Problem("Y001", message, location=Location("<stdin>"))]) from None
    return read_text(text, name="<stdin>", format=None)


def _value(path: str, text: str, hint: str) -> JsonValue:
    if not text:
        return None
    document = read_text(f"value: {text}", name=f"{hint} {shortened(path)}", format="yaml")
    data = _as_json(document)
    if set(data) != {"value"}:
        raise click.BadParameter(f"{shortened(path)}: one value is wanted", param_hint=hint)
    return data["value"]


class _Changed(Document):
    """A document with some values set on the command line."""

    def __init__(self, document: Document | None, changed: Mapping[str, JsonValue]) -> None:
        data: Mapping[str, JsonValue] = _as_json(document)
        for path, value in changed.items():
            data = put(data, path, value)
        name = "--set" if document is None else document.name
        super().__init__(name, data, lambda path, key: None)
        self._document = document
        self._changed = changed

    def locate(self, path: Sequence[str | int], *, key: bool = False) -> Location:
        """Return the place in the file, or the setting that the value came from."""
        dotted = ".".join(map(str, path))
        for setting in self._changed:
            if f"{setting}.".startswith(f"{dotted}.") or f"{dotted}.".startswith(f"{setting}."):
                return Location(f"--set {shortened(setting)}")
        return (
            super().locate(path) if self._document is None else self._document.locate(path, key=key)
        )


def _as_json(document: Document | None) -> Mapping[str, JsonValue]:
    # A document holds what YAML, JSON and TOML can say, and nothing else.
    return {} if document is None else cast("Mapping[str, JsonValue]", document.data)

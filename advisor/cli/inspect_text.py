"""Write what was found of a model for a person, and as a descriptor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby

from pydantic import JsonValue

from advisor.cli.writing import descriptor_yaml
from advisor.inspect.result import Inspection, Place
from advisor.report.page import Page

__all__ = ["inspection_lines", "inspection_yaml"]

_READERS = {
    "python": "read without running it",
    "notebook": "read without running it",
    "keras": "a model of Keras",
    "onnx": "an ONNX model",
    "hugging_face": "a Hugging Face configuration",
    "safetensors": "stored weights",
    "torch_module": "a PyTorch module, made by its own code",
}


def inspection_lines(page: Page, found: Inspection) -> None:
    """Write the fields with the places they were found at, and what is left open.

    Fields that follow one another and were found at one place share it.
    """
    page.line((f"{found.file}: {found.name}", "title"), (f"  {_READERS[found.reader]}", "dim"))
    page.heading("Found")
    told = [each for each in _fields(found.descriptor) if each[0] in found.found]
    for where, fields in groupby(told, key=lambda each: _where(found.found[each[0]], found.file)):
        for path, value in fields:
            page.line((f"{page.glyphs.good} ", "good"), (f"{path} = {_shown(value)}", "name"))
        page.paragraph(where, indent=4, style="dim")
    if found.undecided:
        page.heading(f"Left open ({len(found.undecided)})")
    for each in found.undecided:
        page.paragraph(f"{each.path}: {each.reason}", indent=2, first="? ", label="warning")
        if each.place is not None:
            page.paragraph(_where(each.place, found.file), indent=4, style="dim")
    page.blank()


def inspection_yaml(found: Inspection) -> str:
    """Write the descriptor as YAML, each field under the place it was found at."""
    given = {name: value for name, value in found.descriptor.items() if name != "schema"}
    plain: Mapping[str, JsonValue] = json.loads(json.dumps(given))
    places = {path: _comment(place) for path, place in found.found.items()}
    heading = ["Each field stands under the place it was found at; correct what is wrong."]
    heading += [f"Left open: {' '.join(str(each).split())}" for each in found.undecided]
    comments = "".join(f"# {line}\n" for line in heading)
    return comments + descriptor_yaml(plain, places)


def _where(place: Place, file: str) -> str:
    """Say where something stands, in which file where that is another one.

    Files without lines have layers with names.
    """
    if place.line is None:
        return f"at {place.text}" if place.text else ""
    cell = f"cell {place.cell}, " if place.cell is not None else ""
    other = f"{place.file}, " if place.file != file else ""
    return f"{other}{cell}line {place.line}: {place.text}".rstrip(": ")


def _comment(place: Place) -> str:
    return str(place) if place.line is not None else f"{place} {place.text}".rstrip()


def _fields(data: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _fields(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.6g}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

"""Read the values of fields out of text, as forms and query strings bring them."""

from __future__ import annotations

from advisor.descriptor.fields import FIELDS

__all__ = ["told"]


def told(path: str, text: str) -> object:
    """Return what a text says of a field, a list where it holds one; else the text itself.

    Whether the field may hold it is for the descriptor to say.
    """
    kind = FIELDS[path].kind
    if kind in ("symbols", "integers", "series"):
        return [_scalar(part.strip(), kind) for part in text.split(",")]
    return _scalar(text, kind)


def _scalar(text: str, kind: str) -> object:
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind == "series" and text in ("", "null"):
        return None
    if kind in ("integer", "number", "integers", "series"):
        for number in (int, float):
            try:
                return number(text)
            except ValueError:
                continue
    return text

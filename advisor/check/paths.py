"""Fields of a descriptor by dotted path."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["flat"]


def flat(data: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Return nested mappings as fields by dotted path."""
    found: dict[str, object] = {}
    for name, value in data.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found

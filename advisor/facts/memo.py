"""Remember what was worked out before, within bounds."""

from __future__ import annotations

from typing import TypeVar

__all__ = ["Memo"]

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """A dictionary that forgets everything before it grows beyond a limit."""

    def __init__(self, limit: int = 4096) -> None:
        super().__init__()
        self._limit = limit

    def keep(self, key: Key, value: Value) -> Value:
        """Remember a value and return it."""
        if len(self) >= self._limit:
            self.clear()
        self[key] = value
        return value

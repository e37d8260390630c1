"""How far a profile has come, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress"]

Progress = Callable[[int, int | None], None]
"""Told after each batch how many rows were read, and about how many there are."""

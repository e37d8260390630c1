"""What a measure is: a function that never fails, and the kinds of its operands."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Kind", "Measure"]

Kind = Literal["number", "series"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A function of numbers and series that gives one finite number, or None: unknown.

    ``operands`` says for each operand whether it is a single number or a list of numbers,
    ``fewest`` how many finite values a list needs before anything can be said. ``wording``
    has a place for the name of each operand. A ``partial`` measure takes None for an operand
    that is unknown.
    """

    compute: Callable[..., float | None]
    operands: tuple[Kind, ...]
    fewest: int = 1
    wording: str = ""
    partial: bool = False

    def __call__(self, *operands: object) -> float | None:
        """Measure the operands; what overflows or is not defined is unknown."""
        try:
            value = self.compute(*operands)
            return float(value) if value is not None and math.isfinite(value) else None
        except ArithmeticError:
            return None

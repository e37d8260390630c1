"""What was seen while a program was read: models, losses, optimizers, loops, calls that count."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from advisor.inspect.program.values import Flow, Made, Value

__all__ = ["Evidence", "Loop", "LossUse", "Seen"]


@dataclass(eq=False, slots=True)
class Loop:
    """A ``for`` or ``while`` around the place that is read; ``turns`` where they are known."""

    node: ast.For | ast.AsyncFor | ast.While
    turns: int | None = None
    over: Value | None = None


@dataclass(eq=False, slots=True)
class Seen:
    """One call that counts, the object it was made on, and the loops around it."""

    call: Made
    owner: Value | None = None
    loops: tuple[Loop, ...] = ()


@dataclass(eq=False, slots=True)
class LossUse:
    """A loss that is computed, for training or only to look at: of outputs and labels."""

    loss: Made
    outputs: Value
    labels: Value | None
    node: ast.AST
    loops: tuple[Loop, ...] = ()
    only_looked_at: bool = False

    @property
    def flow(self) -> Flow | None:
        """What the outputs went through, where that is known."""
        outputs = self.outputs
        return outputs if isinstance(outputs, Flow) and outputs.steps else None


@dataclass(eq=False, slots=True)
class Evidence:
    """Everything that was seen, in the order of reading.

    ``models`` maps each model to the name that the program gives it; ``inside`` holds those that
    are parts of others. ``calls`` holds calls of methods such as ``fit`` or ``step`` and of
    functions such as ``clip_grad_norm_``, ``in_place`` assignments that turn examples where they
    stand.
    """

    models: dict[Value, str] = field(default_factory=dict)
    inside: set[Value] = field(default_factory=set)
    losses: list[LossUse] = field(default_factory=list)
    calls: list[Seen] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    in_place: list[ast.AST] = field(default_factory=list)

    def named(self, *names: str) -> list[Seen]:
        """Return the calls of these names."""
        return [seen for seen in self.calls if seen.call.name in names]

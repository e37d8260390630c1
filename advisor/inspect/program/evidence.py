"""What was seen while a program was read: models, losses, optimizers, loops, calls that count."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from advisor.inspect.program.values import Argument, Flow, Made, Value

__all__ = ["Evidence", "Loop", "LossUse", "Seen"]


@dataclass(eq=False, slots=True)
class Loop:
    """A ``for`` or ``while`` around the place that is read; ``turns`` where they are constant."""

    node: ast.For | ast.AsyncFor | ast.While
    turns: Argument | None = None
    over: Value | None = None


@dataclass(eq=False, slots=True)
class Seen:
    """One call that counts, the object it was made on, and the loops around it."""

    name: str
    call: Made
    owner: Value | None = None
    loops: tuple[Loop, ...] = ()


@dataclass(eq=False, slots=True)
class LossUse:
    """A loss that is computed: by an object or a function, of outputs and labels."""

    loss: Made
    outputs: Value
    labels: Value | None
    node: ast.AST
    loops: tuple[Loop, ...] = ()

    @property
    def steps_known(self) -> bool:
        """Whether it is known what the outputs went through."""
        return isinstance(self.outputs, Flow) and bool(self.outputs.steps)


@dataclass(eq=False, slots=True)
class Evidence:
    """Everything that was seen, in the order of reading.

    ``models`` maps each model to the name that the program gives it. ``calls`` holds calls of
    methods such as ``fit`` or ``step`` and of functions such as ``clip_grad_norm_``.
    """

    models: dict[Value, str] = field(default_factory=dict)
    inside: set[Value] = field(default_factory=set)
    losses: list[LossUse] = field(default_factory=list)
    calls: list[Seen] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    constants: dict[str, Argument] = field(default_factory=dict)
    arrays: dict[str, Value] = field(default_factory=dict)

    def named(self, *names: str) -> list[Seen]:
        """Return the calls of these names."""
        return [seen for seen in self.calls if seen.name in names]

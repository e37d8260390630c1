"""Run a batch: inputs through workers into a sink, each chunk whole before the next is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from advisor.batch.items import Item, Position, chunks
from advisor.batch.journal import State
from advisor.batch.messages import Answer, Refusal, Shape
from advisor.batch.packing import Packer
from advisor.batch.pool import Pool
from advisor.batch.records import error_record, header
from advisor.batch.sink import Sink
from advisor.batch.sources import Inputs
from advisor.batch.tally import Tally

__all__ = ["Progress", "run"]

Progress = Callable[[State, float | None], None]
"""Told after each chunk: what is done, and the share of the inputs that is read."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one chunk adds to the outputs, packed, and to the state."""

    output: bytes
    errors: bytes
    position: Position
    answered: int
    refused: int
    tally: Tally


def run(
    inputs: Inputs, pool: Pool, sink: Sink, shape: Shape, state: State, progress: Progress
) -> State:
    """Answer all items from a state on, and return the last state.

    Raises:
        AdvisorError: an input breaks off, or no worker can be started.
        OSError: an output cannot be written.
    """

    def piece(chunk: list[Item], answer: Answer) -> _Piece:
        return _piece(chunk, answer, sink.pack_output, sink.pack_errors)

    done = state.answered + state.refused
    if not state.output and (first := header(shape)):
        sink.write(sink.pack_output(first), b"", state)
    todo = chunks(inputs.items(state.position), done)
    with closing(pool.answers(todo, piece)) as pieces:
        for made in pieces:
            state = _after(state, made)
            sink.write(made.output, made.errors, state)
            progress(state, inputs.fraction)
    sink.finish(state)
    return state


def _piece(
    chunk: Sequence[Item], answer: Answer, pack_output: Packer, pack_errors: Packer
) -> _Piece:
    errors = [
        error_record(item.input, item.line, part.reason, item.raw)
        for item, part in zip(chunk, answer.parts, strict=True)
        if isinstance(part, Refusal)
    ]
    return _Piece(
        output=pack_output(answer.text),
        errors=pack_errors(b"".join(errors)),
        position=chunk[-1].after,
        answered=len(chunk) - len(errors),
        refused=len(errors),
        tally=answer.tally,
    )


def _after(state: State, piece: _Piece) -> State:
    state.tally.add(piece.tally)
    return replace(
        state,
        position=piece.position,
        answered=state.answered + piece.answered,
        refused=state.refused + piece.refused,
    )

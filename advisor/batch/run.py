"""Run a batch: inputs through workers into a sink, each chunk whole before the next is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace

from advisor.batch.items import Item, chunks
from advisor.batch.journal import State
from advisor.batch.messages import Answer, Refusal, Shape
from advisor.batch.pool import Pool
from advisor.batch.records import error_record, header
from advisor.batch.sink import Sink
from advisor.batch.sources import Inputs

__all__ = ["Progress", "run"]

Progress = Callable[[State, float | None], None]
"""Told after each chunk: what is done, and the share of the inputs that is read."""


def run(
    inputs: Inputs, pool: Pool, sink: Sink, shape: Shape, state: State, progress: Progress
) -> State:
    """Answer all items from a state on, and return the last state.

    Raises:
        AdvisorError: an input breaks off, or no worker can be started.
        OSError: an output cannot be written.
    """
    with closing(sink):
        if not state.output and (first := header(shape)):
            sink.write(first, b"", state)
        with closing(pool.answers(chunks(inputs.items(state.position)))) as answers:
            for chunk, answer in answers:
                output, errors = _texts(chunk, answer)
                state = _after(state, chunk, answer)
                sink.write(output, errors, state)
                progress(state, inputs.fraction)
        sink.finish(state)
    return state


def _texts(chunk: Sequence[Item], answer: Answer) -> tuple[bytes, bytes]:
    output, errors = [], []
    for item, outcome in zip(chunk, answer.outcomes, strict=True):
        if isinstance(outcome, Refusal):
            errors.append(error_record(item.input, item.line, outcome.reason, item.raw))
        else:
            output.append(outcome)
    return b"".join(output), b"".join(errors)


def _after(state: State, chunk: Sequence[Item], answer: Answer) -> State:
    refused = sum(isinstance(outcome, Refusal) for outcome in answer.outcomes)
    state.tally.add(answer.tally)
    return replace(
        state,
        position=chunk[-1].after,
        answered=state.answered + len(chunk) - refused,
        refused=state.refused + refused,
    )

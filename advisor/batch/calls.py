"""Many descriptors at once, from Python."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from advisor.batch.items import Item, Position, chunks
from advisor.batch.messages import Answer, Refusal, Setup, Shape
from advisor.batch.pool import Pool
from advisor.batch.sources import file_item

__all__ = ["Result", "batch", "cores"]

BatchItem = Mapping[str, object] | bytes | str | PathLike[str]
"""A descriptor as a mapping, as JSON text, or as the path of its file."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one descriptor: its report as JSON, or the reason why there is none."""

    line: int
    json: bytes | None = None
    reason: str | None = None


def batch(
    descriptors: Iterable[BatchItem],
    *,
    jobs: int | None = None,
    rules: Iterable[str | PathLike[str]] = (),
    disable: Mapping[str, str] | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> Iterator[Result]:
    """Advise on many descriptors in several processes, in their order, as they come.

    One that cannot be used, or that ends a process twice, gives a result with a reason, and
    the rest goes on. Only some hundred descriptors are held at a time.

    Args:
        descriptors: Mappings, JSON texts as bytes, or paths of files.
        jobs: Processes; as many as there are cores by default.
        rules: Further rule files or folders, beside the shipped ones.
        disable: Rules to leave out, by id, each with the reason.
        thresholds: Cut-points to move, by name.

    Raises:
        AdvisorError: the rule base cannot be loaded.

    Example:
        >>> from advisor import batch
        >>> results = batch([{"name": "spam"}, {"nmae": "spam"}], jobs=1)
        >>> [(r.line, r.json is not None) for r in results]
        [(1, True), (2, False)]
    """
    own = tuple(os.fspath(path) for path in rules)
    setup = Setup(own, dict(disable or {}), dict(thresholds or {}), Shape("bare"))
    items = (_item(line, given) for line, given in enumerate(descriptors, start=1))
    with Pool(setup, jobs or cores()) as pool:
        pool.rules()
        with closing(pool.answers(chunks(items), _results)) as answers:
            for results in answers:
                yield from results


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _results(chunk: list[Item], answer: Answer) -> list[Result]:
    return [
        Result(item.line, reason=outcome.reason)
        if isinstance(outcome, Refusal)
        else Result(item.line, json=outcome)
        for item, outcome in zip(chunk, answer.outcomes(), strict=True)
    ]


def _item(line: int, given: BatchItem) -> Item:
    here = Position(0, line, line)
    if isinstance(given, bytes):
        return Item("<batch>", line, given, here)
    if isinstance(given, Mapping):
        try:
            return Item("<batch>", line, json.dumps(given, default=dict).encode(), here)
        except (TypeError, ValueError) as error:
            return Item("<batch>", line, b"", here, problem=f"cannot be read: {error}")
    return file_item(Path(given), line, here)

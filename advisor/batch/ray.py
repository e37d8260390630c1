"""Advise on a Ray Dataset: ``pip install 'nn-advisor[ray]'``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

from ray.data import ActorPoolStrategy, Dataset

from advisor.batch.arrow import SLICE, ArrowAdvisor, check_columns
from advisor.batch.cargo import load_cargo

__all__ = ["advise_dataset"]


def advise_dataset(
    dataset: Dataset,
    *,
    workers: int,
    column: str | None = None,
    rules: Iterable[str | PathLike[str]] = (),
    disable: Mapping[str, str] | None = None,
    thresholds: Mapping[str, float] | None = None,
    **ray_options: Any,
) -> Dataset:
    """Add to each row its report and what that says in brief; nothing runs until it is read.

    Each worker is an actor that loads the rule base once. One that dies is replaced by Ray,
    and its rows are redone. Rows come in the order that Ray gives them.

    Args:
        dataset: Descriptors: columns named as fields (``problem.task``), sections as structs,
            as ``ray.data.read_json`` makes them, or JSON texts in one column.
        workers: Actors at most. The first starts alone: as many as there are CPUs would leave
            none to read with, and Ray would wait for ever.
        column: The column of JSON texts.
        rules: Further rule files or folders; their texts are sent along.
        disable: Rules to leave out, by id, each with the reason.
        thresholds: Cut-points to move, by name.
        ray_options: What ``Dataset.map_batches`` takes besides, such as ``num_cpus``.

    Raises:
        AdvisorError: the rule base cannot be loaded, or a column does not fit.
    """
    check_columns(dataset.columns(), column)
    return dataset.map_batches(
        ArrowAdvisor,
        fn_constructor_args=(load_cargo(rules, disable, thresholds), column),
        batch_format="pyarrow",
        batch_size=SLICE,
        compute=ActorPoolStrategy(min_size=1, max_size=workers),
        **ray_options,
    )

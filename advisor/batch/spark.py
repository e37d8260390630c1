"""Advise on a Spark DataFrame: ``pip install 'nn-advisor[spark]'``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike

import pyarrow
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from advisor.batch.arrow import ADDED, arrow_advisor, check_columns
from advisor.batch.cargo import load_cargo

__all__ = ["advise_frame"]


def advise_frame(
    frame: DataFrame,
    *,
    column: str | None = None,
    rules: Iterable[str | PathLike[str]] = (),
    disable: Mapping[str, str] | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> DataFrame:
    """Add to each row its report and what that says in brief; nothing runs until it is asked for.

    Each Python worker loads the rule base once. Spark does the tasks of one that dies again.
    As many run at a time as the frame has partitions and Spark has cores. Workers must have
    the advisor, and Python workers are the ``python3`` of their PATH unless ``PYSPARK_PYTHON``
    says otherwise.

    Args:
        frame: Descriptors: columns named as fields (``problem.task``), sections as structs,
            as ``spark.read.json`` makes them, or JSON texts in one column.
        column: The column of JSON texts.
        rules: Further rule files or folders; their texts are sent along.
        disable: Rules to leave out, by id, each with the reason.
        thresholds: Cut-points to move, by name.

    Raises:
        AdvisorError: the rule base cannot be loaded, or a column does not fit.
    """
    names = frame.columns
    check_columns(names, column)
    cargo = load_cargo(rules, disable, thresholds)

    def advised(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        advisor = arrow_advisor(cargo, column)
        for batch in batches:
            yield from advisor.slices(batch.rename_columns(names))

    schema = StructType([*frame.schema.fields, *from_arrow_schema(ADDED).fields])
    plain = frame.toDF(*(f"column{number}" for number in range(len(names))))
    return plain.mapInArrow(advised, schema)  # which finds no column with a dot in its name

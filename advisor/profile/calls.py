"""``advisor.profile``: a table, a frame or a folder of images in, a profile out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.profile.limits import Limits, shipped_limits
from advisor.profile.progress import Progress
from advisor.profile.whole import Profile

__all__ = ["profile"]

_POLARS = "profiling tables needs polars: pip install 'nn-advisor[data]'"


def profile(
    table: object,
    target: str | None = None,
    *,
    task: str | None = None,
    leave_out: Sequence[str] = (),
    samples: int = 3,
    thresholds: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Profile:
    """Say what a table, or a folder of images by class, tells about a project.

    Nothing is changed or sent anywhere, and no row is shown; of each column at most
    ``samples`` values are.

    Args:
        table: The path of a CSV, Parquet, Arrow or JSON Lines file, or of a folder of images
            by class; or a frame of polars or pandas, an Arrow table, a mapping of columns.
        target: The column to predict; one of a usual name by default.
        task: The task, where it is known and need not be inferred.
        leave_out: Columns that are not looked at.
        samples: How many values of a column may be shown.
        thresholds: Cut-points by name, as `Advisor.rulebase.cut_points` gives them; those that
            come with the package by default.
        progress: Called after each batch with the rows read, and about how many there are.

    Raises:
        TableError: The table cannot be profiled, or the target does not exist.
        AdvisorError: polars is not installed, or there is no such task.

    Example:
        >>> from advisor import profile
        >>> found = profile({"height": [1.5, 1.7, 1.8, 1.6] * 5, "sex": ["f", "m"] * 10}, "sex")
        >>> found.stated["problem.task"]
        'binary_classification'
    """
    limits = shipped_limits() if thresholds is None else Limits.of(thresholds)
    if isinstance(table, str | PathLike):
        path = Path(table)
        if path.is_dir():
            from advisor.profile.images import profile_images

            if target is not None or task is not None or leave_out:
                raise AdvisorError("in a folder of images the folders name the classes to predict")
            return profile_images(path, limits=limits, samples=samples, progress=progress)
    try:
        from advisor.profile.opening import open_frame, open_table
        from advisor.profile.reading import profile_table
    except ImportError as error:
        if error.name != "polars":
            raise
        raise AdvisorError(_POLARS) from None
    opened = open_table(Path(table)) if isinstance(table, str | PathLike) else open_frame(table)
    return profile_table(
        opened,
        target,
        task=task,
        leave_out=leave_out,
        samples=samples,
        limits=limits,
        progress=progress,
    )

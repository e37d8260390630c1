"""Ask a tracking server of MLflow for its runs, through MLflow's own client."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from advisor.intake.points import sheet_of_points
from advisor.intake.run import Sheet, refuse
from advisor.intake.settings import stated_by
from advisor.signals.series import Log

__all__ = ["is_server", "read_server"]


def is_server(place: str) -> bool:
    """Whether a place is the address of a server rather than a path."""
    return place.startswith(("http://", "https://"))


def read_server(address: str) -> Iterator[Sheet]:
    """Read every run of a server that is not deleted and has logged something.

    Raises:
        IntakeError: mlflow is not installed, or the server does not answer as one of MLflow.
    """
    try:
        client_type: Any = importlib.import_module("mlflow.tracking").MlflowClient
        refused: Any = importlib.import_module("mlflow.exceptions").MlflowException
    except ImportError:
        message = "asking a server needs mlflow: pip install 'nn-advisor[mlflow]'"
        raise refuse("I010", message, address) from None
    try:
        client = client_type(address)
        for run in _runs(client):
            yield _sheet(client, run, address)
    except (refused, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise refuse("I011", f"no answer of an MLflow server: {reason}", address) from None


def _runs(client: Any) -> Iterator[Any]:
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    token = None
    while experiments:
        page = client.search_runs(experiments, page_token=token, order_by=["start_time"])
        yield from (run for run in page if run.data.metrics)
        token = page.token
        if not token:
            return


def _sheet(client: Any, run: Any, address: str) -> Sheet:
    log = Log()
    for key in sorted(run.data.metrics):
        points = client.get_metric_history(run.info.run_id, key)
        for point in sorted(points, key=lambda point: (point.step, point.timestamp)):
            log.add(float(point.step), {key: point.value})
    name = f"{address}:{run.info.run_name or run.info.run_id}"
    return sheet_of_points(name, "mlflow", log, stated=stated_by(run.data.params))

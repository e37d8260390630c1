"""Stores of libraries: an offline run of W&B, a tracking server of MLflow, event files."""

from __future__ import annotations

import importlib.util
import math
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor import IntakeError
from advisor.intake import Run, find_runs, read_run

RECORDED = Path(__file__).parent / "recorded"
EVENTS = RECORDED / "tensorboard/torch/events.out.tfevents.1700000007.host"
OFFLINE = RECORDED / "wandb/run-sound.wandb"


def series(run: Run, name: str) -> list[float]:
    """Return the values of a series without its gaps."""
    values: Any = run.history[name]
    return [value for value in values if value is not None]


def test_a_run_of_wandb_without_a_network() -> None:
    """Its steps, its gaps, its NaN and its settings come out of the binary file."""
    run = read_run(OFFLINE)
    assert run.reader == "wandb"
    assert run.columns == {"train_loss": "train/loss", "val_loss": "val_loss"}
    assert run.history["steps"] == [*range(120)]
    steps: Any = run.history["steps"]
    values: Any = run.history["val_loss"]
    measured = [step for step, value in zip(steps, values, strict=True) if value is not None]
    assert measured == [*range(9, 120, 10)]
    assert all(map(math.isnan, series(run, "train_loss")[115:]))
    training = {"learning_rate": 0.05, "batch_size": 32, "epochs": 20, "optimizer": "adam"}
    assert run.stated == {"training": training}


@pytest.mark.parametrize("whole", [EVENTS, OFFLINE], ids=["events", "wandb"])
def test_a_store_that_is_still_written_is_read_as_far_as_it_goes(
    whole: Path, tmp_path: Path
) -> None:
    """Cut anywhere, the beginning is what it was, and a note says that the end is missing."""
    raw, path = whole.read_bytes(), tmp_path / whole.name
    full = series(read_run(whole), "train_loss")
    cut = 0
    for size in range(len(raw) // 2, len(raw), 997):
        path.write_bytes(raw[:size])
        run = read_run(path)
        found = series(run, "train_loss")
        assert found == pytest.approx(full[: len(found)], nan_ok=True)
        cut += any("cut short" in note for note in run.notes)
    assert cut > 5


@pytest.mark.parametrize("whole", [EVENTS, OFFLINE], ids=["events", "wandb"])
@pytest.mark.parametrize("at", [100, 300, 2000])
def test_a_store_that_is_damaged_is_refused(whole: Path, at: int, tmp_path: Path) -> None:
    """Checksums are kept in the file so that a flipped bit is never taken for a loss."""
    raw, path = bytearray(whole.read_bytes()), tmp_path / whole.name
    raw[at] ^= 1
    path.write_bytes(raw)
    with pytest.raises(IntakeError, match=r"I006 (wrong checksum|broken record)"):
        read_run(path)


@pytest.mark.parametrize(
    ("package", "place", "extra"),
    [("polars", "a.parquet", "parquet"), ("mlflow", "http://127.0.0.1:9", "mlflow")],
)
def test_a_missing_package_is_named(package: str, place: str, extra: str, tmp_path: Path) -> None:
    """With the extra that brings it."""
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from advisor import IntakeError\n"
        "from advisor.intake import read_run\n"
        f"try: read_run({place!r})\n"
        "except IntakeError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert "I010" in done.stdout
    assert f"pip install 'nn-advisor[{extra}]'" in done.stdout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Run a tracking server of MLflow on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = f"sqlite:///{tmp_path / 'store.db'}"
    command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", store]
    running = subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1"], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        running.terminate()
        running.wait()


@pytest.mark.skipif(not importlib.util.find_spec("mlflow"), reason="mlflow is not installed")
@pytest.mark.skipif(not importlib.util.find_spec("flask"), reason="mlflow without its server")
@pytest.mark.filterwarnings("default")
def test_a_tracking_server_is_asked(server: str) -> None:
    """What a client logged comes back, deleted runs left out."""
    from mlflow.tracking import MlflowClient

    client = MlflowClient(server)
    experiment = client.create_experiment("small nets")
    runs = [client.create_run(experiment, run_name=name) for name in ("kept", "deleted")]
    for run in runs:
        client.log_param(run.info.run_id, "lr", "0.1")
        for step, loss in enumerate([2.0, 1.0, math.nan]):
            client.log_metric(run.info.run_id, "train_loss", loss, step=step)
    client.delete_run(runs[1].info.run_id)
    (found,) = find_runs([server])
    assert isinstance(found, Run)
    assert found.name == f"{server}:kept"
    assert found.history["steps"] == [0, 1, 2]
    assert series(found, "train_loss") == pytest.approx([2.0, 1.0, math.nan], nan_ok=True)
    assert found.stated == {"training": {"learning_rate": 0.1}}


def test_lightning_puts_its_settings_beside_event_files_too() -> None:
    """Whichever logger was used, the same is stated."""
    table, board = (read_run(RECORDED / f"lightning/by_epoch_{kind}") for kind in ("csv", "board"))
    training = {"learning_rate": 0.05, "batch_size": 32, "optimizer": "adam"}
    assert table.stated == board.stated == {"training": training}


def test_runs_in_folders_below_another_run_stay_apart(tmp_path: Path) -> None:
    """Only folders named like a side of a run, or like a series, belong to the one above."""
    for name in ("", "first", "second", "train"):
        (tmp_path / name).mkdir(exist_ok=True)
        shutil.copy(
            RECORDED / "tensorboard/tensorboardx/events.out.tfevents.1700000005.host",
            tmp_path / name,
        )
    found = sorted(run.name for run in find_runs([tmp_path]))
    assert found == sorted(map(str, (tmp_path, tmp_path / "first", tmp_path / "second")))


def test_a_large_parquet_file_is_read_in_slices(tmp_path: Path) -> None:
    """All of its rows, in their order."""
    polars = pytest.importorskip("polars")
    steps = list(range(150_000))
    data = {"step": steps, "train_loss": [float(step) for step in steps], "tags": [["a"]] * 150_000}
    polars.DataFrame(data).write_parquet(tmp_path / "log.parquet", row_group_size=10_000)
    run = read_run(tmp_path / "log.parquet")
    values = series(run, "train_loss")
    assert (values[0], values[-1]) == (0, 149_999)
    assert values == sorted(values)


LOGS = sorted(
    path
    for pattern in ("*.csv", "*.tsv", "*.txt", "*.json", "*.db", "*.wandb", "events.out.*")
    for path in RECORDED.rglob(pattern)
    if path.name not in ("versions.txt", "expected.json")
)
EDITS = st.tuples(
    st.integers(0, 2**20),
    st.sampled_from([b"", b",", b'"', b"\n", b"{", b"nan", b"1e999", b"\x00", b"\xf2", b"TABLE"]),
    st.integers(0, 40),
)


@given(log=st.sampled_from(LOGS), edits=st.lists(EDITS, min_size=1, max_size=8))
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_log_that_was_tampered_with_is_read_or_refused(
    log: Path, edits: list[tuple[int, bytes, int]], tmp_path: Path
) -> None:
    """Whatever is put in and taken out of real logs, nothing but a refusal comes of it."""
    raw = bytearray(log.read_bytes())
    for at, put, take in edits:
        begin = at % (len(raw) + 1)
        raw[begin : begin + take] = put
    path = tmp_path / log.name
    path.write_bytes(raw)
    for found in find_runs([path]):
        assert found.history if isinstance(found, Run) else found.error.problems

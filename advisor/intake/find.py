"""Find the runs in files and folders, and open each by what it holds."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from advisor.errors import IntakeError
from advisor.intake import keras, lightning, mlflow, parquet, tables, tensorboard, transformers
from advisor.intake import wandb as weights_and_biases
from advisor.intake.assembly import assemble, assemble_columns
from advisor.intake.columns import field_of
from advisor.intake.mlflow_server import is_server, read_server
from advisor.intake.run import Run, Sheet, Unreadable, refuse
from advisor.intake.text import sample
from advisor.intake.wandb_run import is_wandb_run, read_wandb_run

__all__ = ["find_runs", "read_run", "run_of_columns"]

_TABLES = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".wandb"})
_MAYBE = frozenset({".json", ".txt", ".log", ".db", ".sqlite", ".out"})
_SETTINGS = re.compile(r"^\d+\.\d+$")
"""How PyTorch names the folder in which a run keeps the settings it was compared by."""

_CHECKPOINT = re.compile(r"^checkpoint-(\d+)$")

Progress = Callable[[str], object]


def find_runs(
    paths: Iterable[str | os.PathLike[str]],
    *,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Iterator[Run | Unreadable]:
    """Read every run in some files and folders, one after another.

    Args:
        paths: Files, folders that are searched to the bottom, addresses of MLflow servers.
        columns: Columns by series, where their names do not say what they hold.
        progress: Called with the name of each file or folder before it is read.
    """
    for path in paths:
        for name, sheets in _sources(path):
            if progress is not None:
                progress(name)
            try:
                for sheet in sheets():
                    yield _assembled(sheet, columns)
            except IntakeError as error:
                yield Unreadable(name, error)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                yield Unreadable(name, refuse("I001", f"cannot be read: {reason}", name))


def read_run(
    given: str | os.PathLike[str] | Mapping[str, Iterable[object]],
    *,
    columns: Mapping[str, str] | None = None,
) -> Run:
    """Read the one run that a file, a folder or columns of values hold.

    Raises:
        IntakeError: There is none, or it cannot be read, or there are several.
    """
    if isinstance(given, Mapping):
        return run_of_columns(given, columns=columns)
    found = list(find_runs([given], columns=columns))
    runs = [run for run in found if isinstance(run, Run)]
    if len(runs) > 1:
        names = ", ".join(run.name for run in runs[:8])
        raise refuse("I008", f"{len(runs)} runs are found, one is wanted: {names}", Path(given))
    for broken in found:
        if isinstance(broken, Unreadable) and not runs:
            raise broken.error
    return runs[0]


def run_of_columns(
    data: Mapping[str, Iterable[object]], *, columns: Mapping[str, str] | None = None
) -> Run:
    """Make a run of columns of values, such as ``history.history`` of Keras or a data frame.

    Raises:
        IntakeError: No column is known as a series, or a value is no number.
    """
    named = {str(name): data[name] for name in data}
    if run := assemble_columns(named, "<run>", columns) if named else None:
        return run
    lists = {name: list(values) for name, values in named.items()}
    return assemble(tables.sheet_of_columns(lists, "<run>"), columns)


def run_of(
    given: Run | Mapping[str, Iterable[object]] | str | os.PathLike[str],
    columns: Mapping[str, str] | None = None,
) -> Run:
    """Make a run of what a caller has: a run, columns of values, or the path of a log.

    Raises:
        IntakeError: It cannot be read as one run.
    """
    return given if isinstance(given, Run) else read_run(given, columns=columns)


def _assembled(sheet: Sheet, columns: Mapping[str, str] | None) -> Run | Unreadable:
    try:
        return assemble(sheet, columns)
    except IntakeError as error:
        return Unreadable(sheet.name, error)


_Source = tuple[str, Callable[[], Iterable[Sheet]]]


def _sources(given: str | os.PathLike[str]) -> Iterator[_Source]:
    if is_server(str(given)):
        yield str(given), partial(read_server, str(given))
        return
    path = Path(given)
    if not path.is_dir():
        yield str(path), partial(_read_file, path)
        return
    found = list(_in_folder(path))
    if not found:
        message = "the folder holds no training log that is known here"
        error = refuse("I009", message, path)
        yield str(path), partial(_fail, error)
    yield from found


def _fail(error: IntakeError) -> Iterable[Sheet]:
    raise error


def _in_folder(root: Path) -> Iterator[_Source]:
    events: dict[Path, list[Path]] = {}
    states: dict[Path, list[Path]] = {}
    closed: list[OSError] = []
    for folder in _walk(root, closed):
        if mlflow.is_run_folder(folder):
            yield str(folder), partial(_read_folder, folder)
            continue
        for path in _files_in(folder, closed):
            if "tfevents" in path.name:
                inner = folder != root and folder.parent in events
                if inner and _SETTINGS.match(folder.name):
                    continue
                side = folder.name in tensorboard.SIDES or (inner and field_of(folder.name))
                run = folder.parent if side and folder != root else folder
                events.setdefault(run, []).append(path)
            elif path.name == "trainer_state.json":
                run = folder.parent if _CHECKPOINT.match(folder.name) else folder
                states.setdefault(run, []).append(path)
            elif path.suffix.lower() in _TABLES or _may_be_a_log(path):
                yield str(path), partial(_read_file, path)
    for run, paths in events.items():
        yield str(run), partial(_read_events, run, paths)
    for paths in states.values():
        newest = max(paths, key=_progress_of)
        yield str(newest), partial(_read_file, newest)
    for error in closed:
        reason = f"cannot be read: {(error.strerror or str(error)).lower()}"
        name = str(error.filename)
        yield name, partial(_fail, refuse("I001", reason, name))


def _progress_of(state: Path) -> float:
    """Return how far a saved state had come; the one outside of checkpoints is the last."""
    checkpoint = _CHECKPOINT.match(state.parent.name)
    return float(checkpoint[1]) if checkpoint else float("inf")


def _files_in(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    """Give the files of a folder in the order of their names.

    Why it is not known of some whether they are files is added to ``closed``.
    """
    for path in sorted(folder.iterdir()):
        try:
            if path.is_file():
                yield path
        except OSError as error:
            closed.append(error)


def _walk(root: Path, closed: list[OSError]) -> Iterator[Path]:
    """Give a folder and all folders in it, each once although links may lead in circles.

    Why some of them could not be opened is added to ``closed``.
    """
    seen: set[str] = set()
    for folder, inner, _ in os.walk(root, followlinks=True, onerror=closed.append):
        real = os.path.realpath(folder)
        if real in seen:
            inner.clear()
            continue
        seen.add(real)
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        here = Path(folder)
        if mlflow.is_run_folder(here):
            inner.clear()
        yield here


def _may_be_a_log(path: Path) -> bool:
    """Whether a file whose name says little holds a log; others in a folder are passed over."""
    if path.suffix.lower() not in _MAYBE or path.stat().st_size == 0:
        return False
    try:
        head = sample(path)
        if path.suffix.lower() == ".json":
            return any(map(field_of, tables.read_json(path).columns))
    except (IntakeError, OSError):
        return False
    return mlflow.is_store(head) or keras.prints_epochs(head)


def _read_folder(folder: Path) -> Iterable[Sheet]:
    return [mlflow.read_run_folder(folder)]


def _read_events(run: Path, paths: list[Path]) -> Iterable[Sheet]:
    return [tensorboard.read_events(paths, str(run))]


def _read_file(path: Path) -> Iterable[Sheet]:
    head = sample(path)
    if parquet.is_parquet(head):
        return [parquet.read_parquet(path)]
    if mlflow.is_store(head):
        return mlflow.read_store(path)
    if is_wandb_run(head):
        return [read_wandb_run(path)]
    if tensorboard.is_events(head):
        return [tensorboard.read_events([path], str(path))]
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"{", b"[")) and b"\x00" not in head:
        return [_read_json(path, text)]
    if b"\x00" not in head and keras.prints_epochs(head):
        return [keras.read_printed(path)]
    sheet = lightning.as_lightning(keras.as_keras(tables.read_delimited(path)), path)
    return weights_and_biases.runs_of(sheet) if weights_and_biases.is_export(sheet) else [sheet]


def _read_json(path: Path, text: bytes) -> Sheet:
    if tables.is_json_lines(text):
        return tables.read_json_lines(path)
    data = tables.load_json(path)
    if transformers.is_trainer_state(data):
        return transformers.sheet_of_state(data, str(path))
    return tables.read_json(path)

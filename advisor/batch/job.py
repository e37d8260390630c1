"""One batch on this machine: what is read, what is written, and going on after any end."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor.batch.items import CHUNK_BYTES, CHUNK_LINES
from advisor.batch.journal import Journal, State
from advisor.batch.messages import Form, Setup, Shape
from advisor.batch.packing import packer, unpacked_suffix
from advisor.batch.parquet import to_parquet
from advisor.batch.pool import WORKER, Pool
from advisor.batch.run import Progress, run
from advisor.batch.sink import Convert, FileSink, Sink, StreamSink, finish_parts, part_of
from advisor.batch.sources import Inputs
from advisor.errors import AdvisorError

__all__ = ["Job"]


@dataclass(frozen=True, slots=True)
class Job:
    """What a batch is to do; without an output it writes to standard output.

    ``errors`` is ``OUTPUT.errors.jsonl`` where it is not given; ``form`` is ``jsonl`` or
    ``flat``, by default what the suffix of the output tells.
    """

    inputs: tuple[str, ...]
    output: Path | None = None
    errors: Path | None = None
    form: str | None = None
    select: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    disable: Mapping[str, str] = field(default_factory=dict)
    counting: bool = False
    jobs: int = 1
    program: str = WORKER

    @property
    def errors_path(self) -> Path | None:
        """Where refused lines go; None for standard error."""
        if self.errors is not None or self.output is None:
            return self.errors
        return self.output.with_name(f"{self.output.name}.errors.jsonl")

    def run(self, *, resume: bool, force: bool, progress: Progress) -> State:
        """Do it, or go on with it.

        Raises:
            AdvisorError: an input, an output or the rule base cannot be used.
            OSError: an output cannot be written.
        """
        shape = self._shape()
        packer(self.output), packer(self.errors)  # refuse before any work is done
        self._check_outputs(resume=resume, force=force)
        inputs = Inputs(self.inputs)
        setup = Setup(self.rules, dict(self.disable), None, shape, self.counting)
        with Pool(setup, self.jobs, self.program) as pool:
            if self.output is None:
                return run(inputs, pool, self._stream(), shape, State(), progress)
            journal = Journal(_journal_path(self.output), self._signature(shape, pool.rules))
            if force:
                self._forget(journal)
            state = journal.load() or State()
            errors = self.errors_path
            assert errors is not None
            if state.whole:
                finish_parts(self.output, errors, state, self._convert())
                journal.remove()
                return state
            sink = FileSink(self.output, errors, journal, state, self._convert())
            return run(inputs, pool, sink, shape, state, progress)

    def _shape(self) -> Shape:
        suffix = unpacked_suffix(self.output) if self.output else ""
        table = suffix in (".csv", ".parquet")
        if table and self.form == "jsonl":
            raise AdvisorError(f"{self.output}: a table takes --format flat alone")
        form: Form = "jsonl"
        if table or self.form == "flat":
            form = "csv" if suffix == ".csv" else "flat"
        if self.select and form != "jsonl":
            raise AdvisorError("--select is for reports; flat rows have fixed columns")
        return Shape(form, self.select)

    def _convert(self) -> Convert | None:
        parquet = self.output is not None and self.output.suffix.lower() == ".parquet"
        return to_parquet if parquet else None

    def _check_outputs(self, *, resume: bool, force: bool) -> None:
        if self.output is None:
            if resume:
                raise AdvisorError("--resume needs -o OUTPUT: a stream cannot be gone on with")
            return self._check_free(self.errors, force=force)
        if self.output == self.errors_path:
            raise AdvisorError(f"{self.output}: output and errors are the same file")
        if str(self.output) in self.inputs:
            raise AdvisorError(f"{self.output}: is an input and the output")
        journal = _journal_path(self.output)
        if resume and journal.exists():
            return None
        if not force and (part_of(self.output).exists() or journal.exists()) and not resume:
            raise AdvisorError(
                f"{self.output}: an unfinished run is there; "
                "go on with it by --resume or begin anew by --force"
            )
        self._check_free(self.output, force=force)
        return self._check_free(self.errors_path, force=force)

    def _check_free(self, path: Path | None, *, force: bool) -> None:
        if path is not None and path.exists() and not force:
            raise AdvisorError(f"{path}: exists; --force writes over it")

    def _forget(self, journal: Journal) -> None:
        journal.remove()
        for path in (self.output, self.errors_path):
            assert path is not None
            part_of(path).unlink(missing_ok=True)
            path.unlink(missing_ok=True)

    def _stream(self) -> Sink:
        if self.errors is None:
            return StreamSink(sys.stdout.buffer, sys.stderr.buffer, None)
        return StreamSink(sys.stdout.buffer, part_of(self.errors).open("wb"), self.errors)

    def _signature(self, shape: Shape, rules: str) -> dict[str, Any]:
        return {
            "inputs": [_fingerprint(name) for name in self.inputs],
            "errors file": str(self.errors_path),
            "form": [shape.form, *shape.select],
            "summary": self.counting,
            "rules": rules,
            "chunks": [CHUNK_LINES, CHUNK_BYTES],
        }


def _journal_path(output: Path) -> Path:
    return output.with_name(f"{output.name}.journal")


def _fingerprint(name: str) -> list[object]:
    path = Path(name)
    if name == "-" or path.is_dir():
        return [name]
    status = path.stat()
    return [name, status.st_size, status.st_mtime_ns]

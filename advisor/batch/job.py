"""One batch on this machine: what is read, what is written, and going on after any end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from advisor.batch.columns import SUFFIXES, converter
from advisor.batch.items import CHUNK_BYTES, CHUNK_LINES, FIRST_LINES
from advisor.batch.journal import Journal, State
from advisor.batch.lock import locked
from advisor.batch.messages import Setup, Shape
from advisor.batch.packing import is_packed, packer, unpacked_suffix
from advisor.batch.pool import WORKER, Pool
from advisor.batch.run import Progress, run
from advisor.batch.sink import Convert, FileSink, Sink, StreamSink, finish_parts, part_of
from advisor.batch.sources import Inputs
from advisor.errors import AdvisorError

__all__ = ["Job", "Rows"]

Rows = Literal["conclusions", "descriptors"]
"""What flat rows stand for."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a batch is to do; without an output it writes to standard output.

    ``errors`` is ``OUTPUT.errors.jsonl`` where it is not given. ``rows`` asks for
    flat rows, a conclusion or a descriptor each; a table has those of conclusions by default.
    """

    inputs: tuple[str, ...]
    output: Path | None = None
    errors: Path | None = None
    rows: Rows | None = None
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
        shape, convert = self._shape(), self._converter()
        self._check_outputs(resume=resume, force=force)
        setup = Setup(self.rules, dict(self.disable), None, shape, self.counting)
        written = [path for path in (self.output, self.errors_path) if path is not None]
        with locked(*written), Pool(setup, self.jobs, self.program) as pool:
            inputs = Inputs(self.inputs)
            signature = self._signature(shape, pool.rules())

            def run_to(sink: Sink, state: State) -> State:
                return run(inputs, pool, sink, shape, state, progress)

            if self.output is None:
                with self._stream() as stream:
                    return run_to(stream, State())
            journal = Journal(_journal_path(self.output), signature)
            if force:
                journal.remove()
            state = journal.load() or State()
            try:
                return self._filled(self.output, journal, state, convert, run_to)
            except OSError as error:
                raise AdvisorError(
                    f"{self.output}: could not be written: {error.strerror}; "
                    "what stands there is kept, --resume goes on with it"
                ) from None

    def _filled(
        self,
        output: Path,
        journal: Journal,
        state: State,
        convert: Convert | None,
        run_to: Callable[[Sink, State], State],
    ) -> State:
        errors = self.errors_path
        assert errors is not None
        if state.whole:
            finish_parts(output, errors, state, convert)
            journal.remove()
            return state
        with FileSink(output, errors, journal, state, convert) as sink:
            return run_to(sink, state)

    def finished(self) -> bool:
        """Say whether there is nothing to go on with: the output is whole, newer than all inputs.

        Raises:
            AdvisorError: it is older than an input, or an input is missing.
        """
        if self.output is None or not self.output.exists():
            return False
        if part_of(self.output).exists() or _journal_path(self.output).exists():
            return False
        made = self.output.stat().st_mtime_ns
        for name in self.inputs:
            try:
                older = name != "-" and made < Path(name).stat().st_mtime_ns
            except OSError as error:
                raise AdvisorError(f"{name}: {error.strerror}") from None
            if older:
                raise AdvisorError(
                    f"{self.output}: is whole, and older than {name}; --force writes it anew"
                )
        return True

    def has_errors(self) -> bool:
        """Say whether lines were refused by the run that is over."""
        return self.errors_path is not None and self.errors_path.exists()

    def _shape(self) -> Shape:
        suffix = unpacked_suffix(self.output) if self.output else ""
        packer(self.output), packer(self.errors)  # refuse before any work is done
        if self.output and is_packed(self.output) and suffix in SUFFIXES:
            raise AdvisorError(f"{self.output}: a {suffix} file is packed within")
        table = suffix == ".csv" or suffix in SUFFIXES
        form = self.rows or ("conclusions" if table else "reports")
        if self.select and form != "reports":
            raise AdvisorError("--select is for reports; flat rows have fixed columns")
        return Shape(form, self.select, csv=suffix == ".csv")

    def _converter(self) -> Convert | None:
        suffix = unpacked_suffix(self.output) if self.output else ""
        return converter(suffix, self._shape().form) if suffix in SUFFIXES else None

    def _check_outputs(self, *, resume: bool, force: bool) -> None:
        if self.output is None:
            if resume:
                raise AdvisorError("--resume needs -o OUTPUT: a stream cannot be gone on with")
            return self._check_free(self.errors, force=force)
        if self.output == self.errors_path:
            raise AdvisorError(f"{self.output}: output and errors are the same file")
        if self.output.resolve() in [Path(name).resolve() for name in self.inputs]:
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
        if path is not None and path.exists():
            if not path.is_file():
                raise AdvisorError(f"{path}: is no file; without -o a batch writes a stream")
            if not force:
                raise AdvisorError(f"{path}: exists; --force writes over it")

    def _stream(self) -> StreamSink:
        if self.errors is None:
            return StreamSink(sys.stdout.buffer, sys.stderr.buffer, None)
        return StreamSink(sys.stdout.buffer, part_of(self.errors).open("wb"), self.errors)

    def _signature(self, shape: Shape, rules: str) -> dict[str, Any]:
        return {
            "inputs": [_fingerprint(name) for name in self.inputs],
            "errors file": str(self.errors_path),
            "form": [shape.form, shape.csv, *shape.select],
            "summary": self.counting,
            "rules": rules,
            "chunks": [FIRST_LINES, CHUNK_LINES, CHUNK_BYTES],
        }


def _journal_path(output: Path) -> Path:
    return output.with_name(f"{output.name}.journal")


def _fingerprint(name: str) -> list[object]:
    path = Path(name)
    if name == "-" or path.is_dir():
        return [name]
    status = path.stat()
    return [name, status.st_size, status.st_mtime_ns]

"""Where a batch writes: files that take their names when they are whole, or a stream."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from advisor.batch.journal import Journal, State, sync_folder
from advisor.batch.packing import Packer, packer
from advisor.errors import AdvisorError

__all__ = ["FileSink", "Sink", "StreamSink", "part_of"]

Convert = Callable[[Path, Path], None]


_SECONDS = 0.5  # between two words in the journal: what a kill may cost


class Sink(Protocol):
    """Takes the pieces of the outputs, packed by its packers, one after another."""

    pack_output: Packer
    pack_errors: Packer

    def write(self, output: bytes, errors: bytes, state: State) -> None:
        """Take what one chunk gave, and the state that holds once it is written."""
        ...

    def finish(self, state: State) -> None:
        """Give the outputs their names."""
        ...


def part_of(path: Path) -> Path:
    """Return the name that a file has until it is whole."""
    return path.with_name(f"{path.name}.part")


class FileSink:
    """Writes an output and an errors file under the names of parts, and keeps the journal.

    Used as a context manager, it closes the files.
    """

    def __init__(
        self,
        output: Path,
        errors: Path,
        journal: Journal,
        state: State,
        convert: Convert | None = None,
    ) -> None:
        """Open the parts, cut to what the state says stood whole.

        Raises:
            AdvisorError: a part is shorter than its journal says.
        """
        self._journal, self._convert = journal, convert
        self._targets: list[_Target] = []
        try:
            for path, length in ((output, state.output), (errors, state.errors)):
                self._targets.append(_Target(path, length))
        except BaseException:
            self._close()
            raise
        self.pack_output, self.pack_errors = packer(output), packer(errors)
        self._noted = -_SECONDS

    def __enter__(self) -> Self:
        """Return the sink itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the files."""
        self._close()

    def write(self, output: bytes, errors: bytes, state: State) -> None:
        """Write a piece; now and then put all on the disk, and say so in the journal."""
        for target, data in zip(self._targets, (output, errors), strict=True):
            target.stream.write(data)
        state.output, state.errors = (target.stream.tell() for target in self._targets)
        if time.monotonic() - self._noted >= _SECONDS:
            self._note(state)

    def finish(self, state: State) -> None:
        """Give the files their names; an errors file without a line is not left behind."""
        state.whole = True
        self._note(state)
        self._close()
        finish_parts(self._targets[0].path, self._targets[1].path, state, self._convert)
        self._journal.remove()

    def _note(self, state: State) -> None:
        for target in self._targets:
            target.stream.flush()
            os.fsync(target.stream.fileno())
        self._journal.save(state)
        self._noted = time.monotonic()

    def _close(self) -> None:
        for target in self._targets:
            with suppress(OSError):  # what failed to be written is cut off by the next run
                target.stream.close()


def finish_parts(output: Path, errors: Path, state: State, convert: Convert | None) -> None:
    """Rename parts that are whole, those that an interrupted end has not renamed yet."""
    part = part_of(output)
    if convert is not None and part.exists():
        converted = output.with_name(f"{output.name}.converted")
        convert(part, converted)
        converted.replace(output)
        part.unlink()
    for path in (output, errors):
        if part_of(path).exists():
            part_of(path).replace(path)
    if not state.errors:
        errors.unlink(missing_ok=True)
    sync_folder(output.parent)
    sync_folder(errors.parent)


class StreamSink:
    """Writes to standard output, and the errors to a file or another stream.

    Used as a context manager, it closes the errors file, where there is one.
    """

    def __init__(self, output: BinaryIO, errors: BinaryIO, errors_path: Path | None) -> None:
        self._output, self._errors, self._path = output, errors, errors_path
        self.pack_output, self.pack_errors = packer(None), packer(errors_path)

    def __enter__(self) -> Self:
        """Return the sink itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the errors file."""
        if self._path is not None:
            with suppress(OSError):
                self._errors.close()

    def write(self, output: bytes, errors: bytes, state: State) -> None:
        """Pass a piece on at once."""
        for stream, data in ((self._output, output), (self._errors, errors)):
            stream.write(data)
            stream.flush()
        state.errors += len(errors)

    def finish(self, state: State) -> None:
        """Give the errors file its name, where it has a line."""
        if self._path is not None:
            self._errors.close()
            part = part_of(self._path)
            part.replace(self._path) if state.errors else part.unlink()


class _Target:
    """One part, written at its end."""

    def __init__(self, path: Path, length: int) -> None:
        self.path = path
        self.stream = part_of(path).open("ab")
        if self.stream.seek(0, os.SEEK_END) < length:
            self.stream.close()
            raise AdvisorError(f"{part_of(path)}: is shorter than its journal says")
        self.stream.truncate(length)
        self.stream.seek(length)

"""Where a batch writes: files that take their names when they are whole, or a stream."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from advisor.batch.journal import Journal, State, sync_folder
from advisor.batch.packing import packer
from advisor.errors import AdvisorError

__all__ = ["FileSink", "Sink", "StreamSink", "part_of"]

Convert = Callable[[Path, Path], None]


class Sink(Protocol):
    """Takes chunk after chunk, each as a whole."""

    def write(self, output: bytes, errors: bytes, state: State) -> None:
        """Take what one chunk gave, and the state that holds once it is written."""
        ...

    def finish(self, state: State) -> None:
        """Give the outputs their names."""
        ...

    def close(self) -> None:
        """Let go of the files, whole or not."""
        ...


def part_of(path: Path) -> Path:
    """Return the name that a file has until it is whole."""
    return path.with_name(f"{path.name}.part")


class FileSink:
    """Writes an output and an errors file under the names of parts, and keeps the journal."""

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
        self._targets = [_Target(output, state.output), _Target(errors, state.errors)]

    def write(self, output: bytes, errors: bytes, state: State) -> None:
        """Put a chunk on the disk, then say in the journal that it is there."""
        lengths = [
            target.append(data)
            for target, data in zip(self._targets, (output, errors), strict=True)
        ]
        state.output, state.errors = lengths
        self._journal.save(state)

    def finish(self, state: State) -> None:
        """Give the files their names; an errors file without a line is not left behind."""
        state.whole = True
        self._journal.save(state)
        self.close()
        finish_parts(self._targets[0].path, self._targets[1].path, state, self._convert)
        self._journal.remove()

    def close(self) -> None:
        """Close the files."""
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
    """Writes to standard output, and the errors to a file or another stream."""

    def __init__(self, output: BinaryIO, errors: BinaryIO, errors_path: Path | None) -> None:
        self._output, self._errors, self._path = output, errors, errors_path

    def write(self, output: bytes, errors: bytes, state: State) -> None:
        """Pass a chunk on at once."""
        for stream, data in ((self._output, output), (self._errors, errors)):
            stream.write(data)
            stream.flush()
        state.errors += len(errors)

    def finish(self, state: State) -> None:
        """Give the errors file its name, where there is one."""
        self.close()
        if self._path is not None:
            part_of(self._path).replace(self._path)

    def close(self) -> None:
        """Close the errors file, where there is one."""
        if self._path is not None:
            self._errors.close()


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
        self._pack = packer(path)

    def append(self, data: bytes) -> int:
        if data:
            self.stream.write(self._pack(data))
            self.stream.flush()
            os.fsync(self.stream.fileno())
        return self.stream.tell()

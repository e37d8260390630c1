"""How fast batches are, and how flat their memory stays.

    python benchmarks/batch.py                   beside pydantic, two processes, start, growth
    python benchmarks/batch.py --memory 1000000  memory of as many descriptors and a tenth
    python benchmarks/batch.py --drift 10000000  one process asked as often
    python benchmarks/batch.py --engines 20000   beside Ray and Spark on this machine

``--lines N`` measures with more or fewer descriptors; ``--page FILE`` puts what is printed
between the marks that FILE has for it, as docs/performance.md. Run it on a quiet machine.

Descriptors have forty fields filled at random, or as many as ``--fields N`` gives those of
``--drift``, and none comes twice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor import Advisor
from advisor.descriptor import Descriptor
from benchmarks.advise import Descriptors, put
from benchmarks.page import put_into

FIELDS = 40
RUNS = 3
STARTS = 9
LINES = 20_000
BATCH = (sys.executable, "-c", "from advisor.cli import main; main()", "batch")
PARTS = "rule,topic,severity"


def projects(seed: int, fields: int = FIELDS) -> Iterator[bytes]:
    """Give descriptors of so many random fields for ever, as lines of JSON."""
    source = Descriptors(seed, history=False)
    source.settle()
    choice = random.Random(seed)
    number = 0
    while True:
        number += 1
        data: dict[str, object] = {"schema": 1, "name": f"project {number}"}
        for field in choice.sample(source.fields, fields):
            put(data, field.path.split("."), source.value(field))
        yield json.dumps(data).encode() + b"\n"


def written(path: Path, count: int, seed: int = 7) -> Path:
    """Write so many descriptors as JSON Lines."""
    with path.open("wb") as stream:
        stream.writelines(islice(projects(seed), count))
    return path


@dataclass(frozen=True)
class Run:
    """What a batch took: time, time of processors, and memory of its largest process in bytes."""

    seconds: float
    processor: float
    memory: int


def run(path: Path, *options: str) -> Run:
    """Run ``advisor batch`` on a file; the output is thrown away where no option names one."""
    before = time.perf_counter()
    command = [*BATCH, str(path), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit status {process.returncode}")
    seconds = time.perf_counter() - before
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def validation(path: Path) -> Run:
    """Validate the lines of a file by pydantic alone; they are read and dropped."""
    before, spent = time.perf_counter(), time.process_time()
    with path.open("rb") as stream:
        for line in stream:
            Descriptor.model_validate_json(line)
    return Run(time.perf_counter() - before, time.process_time() - spent, 0)


def speed(folder: Path, count: int) -> Iterator[str]:
    """Compare batches with validation alone, in turns, so that all meet the same machine."""
    path, first = written(folder / "lines.jsonl", count), written(folder / "first.jsonl", 1)
    output = str(folder / "out.jsonl")
    ways = {
        "reports, one process": ("-o", output, "--force", "--jobs", "1"),
        "reports, two processes": ("-o", output, "--force", "--jobs", "2"),
        f"`--select {PARTS}`, one process": ("--select", PARTS, "--jobs", "1"),
        f"`--select {PARTS}`, two processes": ("--select", PARTS, "--jobs", "2"),
        "`--rows conclusions`, one process": ("--rows", "conclusions", "--jobs", "1"),
        "`--rows descriptors`, one process": ("--rows", "descriptors", "--jobs", "1"),
    }
    validation(path)
    alone, found = list[Run](), {way: list[Run]() for way in ways}
    for _ in range(RUNS):
        alone.append(validation(path))
        for way, options in ways.items():
            start, whole = run(first, *options), run(path, *options)
            spent = whole.processor - start.processor
            found[way].append(Run(whole.seconds - start.seconds, spent, whole.memory))
    base = _median(alone)
    yield "| JSON Lines to JSON Lines, start taken off | a descriptor | times | processor | times |"
    yield "| --- | --- | --- | --- | --- |"
    for way, runs in {"validation by pydantic alone": alone, **found}.items():
        made = _median(runs)
        yield (
            f"| {way} | {made.seconds / count * 1e6:.0f} us | {made.seconds / base.seconds:.1f} "
            f"| {made.processor / count * 1e6:.0f} us | {made.processor / base.processor:.1f} |"
        )
    yield ""
    for what in ("reports", f"`--select {PARTS}`"):
        one, two = (_median(found[f"{what}, {many}"]) for many in ("one process", "two processes"))
        yield f"Two processes are {one.seconds / two.seconds:.2f} times as fast as one, {what}."


def _median(runs: Sequence[Run]) -> Run:
    return Run(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.processor for run in runs),
        max(run.memory for run in runs),
    )


def cold_start(folder: Path) -> Iterator[str]:
    """Measure a whole run over one descriptor."""
    path = written(folder / "one.jsonl", 1)
    seconds = [run(path, "--jobs", "1").seconds for _ in range(STARTS)]
    yield f"From start to the end of a run over one descriptor: {statistics.median(seconds):.2f} s."


def growth(folder: Path, count: int) -> Iterator[str]:
    """Measure what a descriptor costs in ever larger files."""
    first = written(folder / "first.jsonl", 1)
    start = statistics.median(run(first, "--jobs", "1").seconds for _ in range(RUNS))
    yield "| descriptors | a descriptor, start taken off | largest process |"
    yield "| --- | --- | --- |"
    size = 1000
    while size <= count:
        made = run(written(folder / "growth.jsonl", size), "--jobs", "1")
        each = (made.seconds - start) / size * 1e6
        yield f"| {size:,} | {each:.0f} us | {made.memory / 1e6:.0f} MB |"
        size *= 10


def memory(folder: Path, count: int) -> Iterator[str]:
    """Compare the resident memory of a run with that of one ten times as large."""
    sizes = (count // 10, count)
    found = [run(written(folder / "memory.jsonl", size), "--jobs", "2").memory for size in sizes]
    small, large = found
    yield (
        f"Largest process after {sizes[0]:,} descriptors: {small / 1e6:.0f} MB; "
        f"after {sizes[1]:,}: {large / 1e6:.0f} MB ({large / small - 1:+.1%})."
    )


def drift(count: int, fields: int) -> Iterator[str]:
    """Ask one advisor again and again; the memory includes that of the rule engine."""
    advisor, lines = Advisor(), projects(11, fields)
    for line in islice(lines, 3000):
        advisor.advise_json(line)
    yield "| queries | a query | resident |"
    yield "| --- | --- | --- |"
    tenth = max(count // 10, 1)
    for part in range(1, 11):
        spent = 0.0
        for line in islice(lines, tenth):
            before = time.perf_counter()
            advisor.advise_json(line)
            spent += time.perf_counter() - before
        yield f"| {part * tenth:,} | {spent / tenth * 1e6:.0f} us | {resident() / 1e6:.1f} MB |"


def resident() -> int:
    """Return the resident memory of this process in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lines", type=int, default=LINES, help="descriptors to measure with")
    parser.add_argument("--memory", type=int, help="compare the memory of as many and a tenth")
    parser.add_argument("--drift", type=int, help="ask one process as often")
    parser.add_argument("--fields", type=int, default=FIELDS, help="fields filled, for --drift")
    parser.add_argument("--engines", type=int, help="compare with Ray and Spark on as many")
    parser.add_argument("--page", type=Path, help="a page to put the results into")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        part, lines = _asked(given, Path(name))
        printed = []
        for line in lines:
            print(line, flush=True)
            printed.append(line)
    if given.page:
        put_into(given.page, f"batch-{part}", "\n".join(printed))


def _asked(given: argparse.Namespace, folder: Path) -> tuple[str, Iterator[str]]:
    if given.memory:
        return "memory", memory(folder, given.memory)
    if given.drift:
        return "drift", drift(given.drift, given.fields)
    if given.engines:
        from benchmarks.batch_engines import engines  # they are another installation

        lines = written(folder / "lines.jsonl", given.engines)
        return "engines", engines(lines, given.engines, _to_file)
    return "speed", _speed(folder, given.lines)


def _to_file(lines: Path, output: Path) -> float:
    return run(lines, "-o", str(output), "--jobs", "2").seconds


def _speed(folder: Path, count: int) -> Iterator[str]:
    yield from speed(folder, count)
    yield ""
    yield from cold_start(folder)
    yield ""
    yield from growth(folder, count)


if __name__ == "__main__":
    main()

"""Every kind of bad input is said clearly, nothing is lost, and the exit status tells."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

GOOD = b'{"name": "good", "problem": {"task": "regression"}}'
COMMAND = (sys.executable, "-c", "from advisor.cli import main; main()", "batch")


def refused(output: Path) -> list[dict[str, object]]:
    """Return what stands in the errors file of an output."""
    text = output.with_name(f"{output.name}.errors.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def answered(output: Path) -> list[int]:
    """Return the numbers of the lines that were answered."""
    return [json.loads(line)["line"] for line in output.read_bytes().splitlines()]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"name": "\xff\xfe"}', "UTF-8"),
        (b'{"name": "a\x00b"}', "control character"),
        (b"\x00\x00\x00", "U+0000"),
        (b"[1, 2]", "mapping"),
        (b'{"name": "x", "name": "y"}', "stands here and in line 1"),
        (b'{"problem": {"task": 7}}', "problem.task"),
        (b'{"model": {"parameters": 1e999}}', "model.parameters"),
        (b"[" * 100_000, "nested deeper"),
    ],
    ids=["utf-8", "nul in text", "nul", "list", "twice", "type", "infinite", "deep"],
)
def test_a_bad_line_is_set_aside(run: Run, tmp_path: Path, bad: bytes, reason: str) -> None:
    """With its number, the reason and its bytes; the lines around it are answered."""
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(GOOD + b"\n" + bad + b"\n" + GOOD + b"\n")
    assert run("batch", source, "-o", output, "--jobs", "1").exit_code == 1
    assert answered(output) == [1, 3]
    (entry,) = refused(output)
    assert entry["line"] == 2
    assert reason in str(entry["reason"])
    assert entry.get("raw", "") == bad.decode() if "raw" in entry else entry["raw_base64"]


def test_a_line_of_100_megabytes_is_passed_over(run: Run, tmp_path: Path) -> None:
    """Its beginning is kept, and it is never held as a whole."""
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    with source.open("wb") as stream:
        stream.write(b'{"name": "')
        for _ in range(100):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n' + GOOD + b"\n")
    assert run("batch", source, "-o", output, "--jobs", "1").exit_code == 1
    assert answered(output) == [2]
    (entry,) = refused(output)
    assert "too large" in str(entry["reason"])
    assert len(str(entry["raw"])) == 1000


def test_a_mark_before_the_text_and_ends_of_windows(run: Run, tmp_path: Path) -> None:
    """A BOM and CRLF are no part of a line; a last line needs no end, blank ones are left out."""
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\xef\xbb\xbf" + GOOD + b"\r\n\r\n" + GOOD)
    assert run("batch", source, "-o", output, "--jobs", "1").exit_code == 0
    assert answered(output) == [1, 3]


@pytest.mark.parametrize("text", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_gives_an_empty_output(run: Run, tmp_path: Path, text: bytes) -> None:
    """Which is no error: no project, no report."""
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(text)
    assert run("batch", source, "-o", output, "--jobs", "1").exit_code == 0
    assert output.read_bytes() == b""


@pytest.mark.parametrize("name", ["out.parquet", "out.arrow", "out.csv", "out.jsonl.gz"])
def test_an_empty_file_gives_an_empty_table(run: Run, tmp_path: Path, name: str) -> None:
    """With its columns."""
    import polars

    source, output = tmp_path / "in.jsonl", tmp_path / name
    source.write_bytes(b"")
    assert run("batch", source, "-o", output, "--jobs", "1").exit_code == 0
    read = {".parquet": polars.read_parquet, ".arrow": polars.read_ipc, ".csv": polars.read_csv}
    if output.suffix in read:
        table = read[output.suffix](output)
        assert (table.height, table.columns[-1]) == (0, "message")


def test_an_empty_table_has_no_columns(run: Run, tmp_path: Path) -> None:
    """And nobody can say what it holds."""
    source = tmp_path / "in.csv"
    source.write_bytes(b"")
    result = run("batch", source, "--jobs", "1")
    assert result.exit_code == 2
    assert "header" in result.stderr


def test_a_folder_with_broken_links(run: Run, tmp_path: Path) -> None:
    """Each is an entry of the errors file; the descriptors beside it are answered."""
    folder, output = tmp_path / "projects", tmp_path / "out.jsonl"
    folder.mkdir()
    (folder / "a.json").write_bytes(GOOD)
    (folder / "b.json").symlink_to(folder / "gone.json")
    (folder / "loop.json").symlink_to(folder / "loop.json")
    assert run("batch", folder, "-o", output, "--jobs", "1").exit_code == 1
    assert len(answered(output)) == 1
    assert [Path(str(entry["input"])).name for entry in refused(output)] == ["b.json", "loop.json"]
    assert all("cannot be read" in str(entry["reason"]) for entry in refused(output))


def test_parquet_with_wrong_types(run: Run, tmp_path: Path) -> None:
    """The rows that do not fit are set aside, each with its field."""
    import polars

    source, output = tmp_path / "in.parquet", tmp_path / "out.jsonl"
    polars.DataFrame(
        {"name": ["a", "b"], "problem.task": [b"\xff", None], "data.n_samples": ["many", None]}
    ).write_parquet(source)
    assert run("batch", source, "-o", output, "--jobs", "1").exit_code == 1
    assert answered(output) == [2]
    (entry,) = refused(output)
    assert "type" in str(entry["reason"])


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("in.parquet", b"PAR1 no, it is not", "cannot be read as a table"),
        ("in.arrow", b"ARROW1 no", "cannot be read as a table"),
        ("in.csv", b"problem.tsak\nregression\n", "did you mean 'problem.task'"),
        ("in.csv", b"name,name\na,b\n", "two columns"),
        ("in.jsonl.gz", b"no gzip", "cannot be read"),
        ("in.jsonl.gz", gzip.compress(GOOD * 1000)[:-20], "cannot be read"),
        ("in.jsonl.bz2", bz2.compress(GOOD * 1000)[:-20], "cannot be read"),
        ("in.jsonl.xz", lzma.compress(GOOD * 1000)[:-20], "cannot be read"),
        ("in.jsonl.xz", b"no xz", "cannot be read"),
        ("in.jsonl.zst", b"no zst", "cannot be read"),
    ],
)
def test_an_input_that_cannot_be_used_at_all(
    run: Run, tmp_path: Path, name: str, text: bytes, word: str
) -> None:
    """Ends the run with status 2, names the file, and no output has the name of a whole one."""
    source, output = tmp_path / name, tmp_path / "out.jsonl"
    source.write_bytes(text)
    result = run("batch", source, "-o", output, "--jobs", "1")
    assert result.exit_code == 2
    assert word in result.stderr
    assert name in result.stderr
    assert not output.exists()


def test_one_input_under_two_names(run: Run, tmp_path: Path) -> None:
    """Is refused: every project would stand in the output twice."""
    source, link = tmp_path / "in.jsonl", tmp_path / "link.jsonl"
    source.write_bytes(GOOD)
    link.symlink_to(source)
    for other in (source, tmp_path / "." / "in.jsonl", link):
        result = run("batch", source, other, "--jobs", "1")
        assert result.exit_code == 2
        assert "named twice" in result.stderr


def test_two_inputs_of_the_same_name_are_told_apart(run: Run, tmp_path: Path) -> None:
    """By their folders."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "in.jsonl").write_bytes(GOOD)
    output = tmp_path / "out.jsonl"
    inputs = [tmp_path / folder / "in.jsonl" for folder in ("one", "two")]
    assert run("batch", *inputs, "-o", output, "--jobs", "1").exit_code == 0
    found = [json.loads(line)["input"] for line in output.read_bytes().splitlines()]
    assert found == [str(path) for path in inputs]


def test_an_output_that_is_no_file(run: Run, tmp_path: Path) -> None:
    """Is never replaced by one, not even by --force."""
    source, pipe = tmp_path / "in.jsonl", tmp_path / "pipe"
    source.write_bytes(GOOD)
    os.mkfifo(pipe)
    result = run("batch", source, "-o", pipe, "--force", "--jobs", "1")
    assert result.exit_code == 2
    assert "is no file" in result.stderr
    assert pipe.is_fifo()


def test_a_run_that_is_whole_is_not_gone_on_with(run: Run, tmp_path: Path) -> None:
    """--resume says that it is done, with the status of that run; a newer input is told."""
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(GOOD + b"\n{\n")
    assert run("batch", source, "-o", output, "--resume", "--jobs", "1").exit_code == 1
    before = output.read_bytes()
    again = run("batch", source, "-o", output, "--resume", "--jobs", "1")
    assert again.exit_code == 1
    assert "is whole" in again.stderr
    assert run("batch", source, "-o", output, "--resume", "--summary").exit_code == 2
    later = output.stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    newer = run("batch", source, "-o", output, "--resume", "--jobs", "1")
    assert newer.exit_code == 2
    assert "older than" in newer.stderr
    assert output.read_bytes() == before


def _small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))


def test_no_room_for_the_output(tmp_path: Path) -> None:
    """Status 2 and the reason; given room, the run is gone on with, and nothing is lost."""
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [json.dumps({"name": f"p{n}", "problem": {"task": "regression"}}) for n in range(300)]
    source.write_text("\n".join(lines))
    command = [*COMMAND, str(source), "-o", str(output), "--jobs", "1"]
    full = subprocess.run(command, capture_output=True, preexec_fn=_small_files)
    assert full.returncode == 2
    assert b"File too large" in full.stderr
    assert b"--resume" in full.stderr
    assert not output.exists()
    assert subprocess.run([*command, "--resume"], capture_output=True).returncode == 0
    assert answered(output) == list(range(1, 301))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_no_room_on_standard_output(tmp_path: Path) -> None:
    """Status 2 and the reason."""
    source = tmp_path / "in.jsonl"
    source.write_bytes(GOOD)
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run([*COMMAND, str(source)], stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 2
    assert b"No space left" in run.stderr


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    """Ends the run in silence, as for any program in a pipe."""
    source = tmp_path / "in.jsonl"
    source.write_bytes((GOOD + b"\n") * 2000)
    with subprocess.Popen(
        [*COMMAND, str(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"input"')
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode == 141
    assert b"Traceback" not in said


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".bz2": bz2.decompress,
    ".xz": lzma.decompress,
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_all_usual_kinds_of_packing(run: Run, tmp_path: Path, suffix: str) -> None:
    """Written in pieces, read as one; what goes in packed comes out the same."""
    source = tmp_path / "in.jsonl"
    source.write_bytes((GOOD + b"\n") * 200)
    packed, output = tmp_path / f"first.jsonl{suffix}", tmp_path / f"second.jsonl{suffix}"
    assert run("batch", source, "-o", packed, "--jobs", "1").exit_code == 0
    assert PACKERS[suffix](packed.read_bytes()).count(b"\n") == 200
    result = run("batch", packed, "-o", output, "--jobs", "1")
    assert result.exit_code == 1  # reports are no descriptors
    assert len(refused(output)) == 200

"""Whatever is handed in, the answer is one sentence with a place, and status 2."""

from __future__ import annotations

import gzip
import json
import pickle
import random
import zipfile
from pathlib import Path

import polars as pl
import pytest

import advisor
from advisor import TableError
from tests.cli.conftest import Run

NOISE = random.Random(3).randbytes(50_000)
GOOD = "a,y\n" + "".join(f"{n},{n % 2}\n" for n in range(30))

CASES = {
    "empty": (b"", "T002"),
    "blank": (b"\n\n  \n", "T002"),
    "header alone": (b"a,y\n", "T007 .*no row"),
    "one row": (b"a,y\n1,2\n", "T007 .*single row"),
    "no header": (b"1,2\n3,4\n5,6\n", "T005"),
    "same name twice": (b"a,y,a\n1,2,3\n4,5,6\n", "T005 .*'a'"),
    "too many cells": (b"a,y\n1,2\n3,4,5\n6,7\n", ":3: T003 .*3 cells where the header has 2"),
    "open quotation": (b'a,y\n1,"2\n3,4\n', "T003"),
    "not UTF-8": ("a,y\ncafé,1\nthé,2\n".encode("latin-1"), ":2: T004"),
    "not UTF-8 far on": (GOOD.encode() * 90_000 + b"caf\xe9,1\n", r":\d+: T004"),
    "UTF-16": (GOOD.encode("utf-16"), "T004 .*UTF-16"),
    "noise": (NOISE, "T002 .*binary or encrypted"),
    "zip": (b"PK\x03\x04" + NOISE, "T002 .*archive"),
    "gzip": (gzip.compress(GOOD.encode()), "T002 .*compressed"),
    "pickle": (pickle.dumps({"a": [1, 2], "y": [0, 1]}), "T002 .*pickle"),
    "encrypted Parquet": (b"PARE" + NOISE, "T002 .*encrypted"),
    "broken Parquet": (b"PAR1" + NOISE, "T003"),
    "broken Arrow": (b"ARROW1\0\0" + NOISE, "T003"),
    "no end of a line": (b"a,y" * 500_000, "T002 .*end of a line"),
    "nested lists": (
        b"".join(json.dumps({"a": [[1], [2]], "y": n}).encode() + b"\n" for n in range(9)),
        "T008 .*'a'",
    ),
    "objects in cells": (b'{"a": {"b": 1}, "y": 1}\n{"a": {"b": 2}, "y": 2}\n', "T008 .*'a'"),
    "broken JSON": (b'{"a": 1, "y": 2}\n{"a": 1, "y"\n', "T003"),
    "JSON of another form": (b"[1, 2, 3]", "T00[38]"),
    "nothing but gaps": (b"a,b,y\n,,1\nNA,?,0\n,,1\n", "T007 .*gaps"),
    "target of gaps": (b"a,y\n1,\n2,NA\n3,\n", "T007 .*target 'y'"),
    "a pattern for a name": (b"*,y\n1,2\n3,4\n", "T005 .*'\\*'"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_is_refused_in_one_line(name: str, tmp_path: Path, run: Run) -> None:
    content, expected = CASES[name]
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    result = run("profile", path, "--target", "y")
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    with pytest.raises(TableError, match=expected):
        advisor.profile(path, "y")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nowhere.csv"], "T001 cannot be read"),
        (["good.csv", "--target", "yy"], "did you mean 'y'"),
        (["good.csv", "--target", "price"], "the columns are 'a', 'y'"),
        (["good.csv", "--target", "y", "--leave-out", "b"], "T006"),
        (["folder"], "T010"),
    ],
)
def test_a_wrong_word_on_the_line_is_named(
    arguments: list[str],
    expected: str,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.csv").write_text(GOOD)
    Path("folder").mkdir()
    result = run("profile", *arguments)
    assert result.exit_code == 2
    assert expected in result.stderr


def test_an_encrypted_archive_of_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sheet.xml", "<a/>")
    with pytest.raises(TableError, match="spreadsheet"):
        advisor.profile(path)


def test_a_frame_with_mixed_types_is_refused() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is optional")
    frame = pandas.DataFrame({"a": [1, "b", [2]], "y": [0, 1, 0]})
    with pytest.raises(TableError, match=r"T00[89]"):
        advisor.profile(frame, "y")


def test_a_frame_with_one_name_twice_is_refused() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is optional")
    frame = pandas.DataFrame([[1, 2], [3, 4]], columns=["a", "a"])
    with pytest.raises(TableError, match=r"T005"):
        advisor.profile(frame)


@pytest.mark.parametrize("thing", [5, None, object(), [1, 2]])
def test_what_is_no_table_is_refused(thing: object) -> None:
    with pytest.raises(TableError, match="T002"):
        advisor.profile(thing)


def test_one_empty_column_is_no_reason_to_refuse() -> None:
    found = advisor.profile({"a": [None] * 20, "b": [1.5, 2.5] * 10, "y": [0, 1] * 10}, "y")
    assert found.columns[0].kind == "empty"
    assert found["data.n_features"].value == 1


def test_a_column_that_turns_to_text_late_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    rows = [f"{n},{n % 2}" for n in range(20_000)] + ["word,1"] * 20_000
    path.write_text("a,y\n" + "\n".join(rows) + "\n")
    found = advisor.profile(path, "y")
    assert found.rows == 40_000
    assert found.columns[0].kind != "number"


def test_a_single_word_late_among_numbers_is_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    rows = [f"{n / 4},{n % 2}" for n in range(20_000)] + ["word,1"]
    path.write_text("a,y\n" + "\n".join(rows) + "\n")
    found = advisor.profile(path, "y")
    assert found.columns[0].kind == "number"
    assert "1 cell among numbers" in found.remarks[0].text


def test_a_sign_for_a_gap_late_among_numbers_is_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    rows = [f"{n / 4},{n % 2}" for n in range(20_000)] + ["N/A,1", "7,?"]
    path.write_text("a,y\n" + "\n".join(rows) + "\n")
    found = advisor.profile(path, "y")
    assert [column.missing for column in found.columns] == [1, 1]
    assert found["problem.task"].value == "binary_classification"


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("\ufeff" + GOOD.replace("\n", "\r\n") + "\r\n\r\n", newline="")
    assert advisor.profile(path, "y").rows == 30


def test_hostile_names_stay_inside_their_quotes(tmp_path: Path) -> None:
    names = ['"""\nimport os', "a\\", "<<READ>>", "# task: x", "{y}", "ü\u2028", "'", "\x1b[31m"]
    table = {name: [n * 0.5 + place for n in range(20)] for place, name in enumerate(names)}
    found = advisor.profile({**table, "y": [0, 1] * 10}, "y")
    compile(found.to_code(), "code", "exec")
    path = tmp_path / "project.yaml"
    path.write_text(found.to_yaml())
    assert advisor.Advisor().advise(path).conclusions


def test_polars_missing_is_said(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    for name in [name for name in sys.modules if name.startswith("advisor.profile.")]:
        if name.rpartition(".")[2] in ("opening", "reading"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    path = tmp_path / "good.csv"
    path.write_text(GOOD)
    with pytest.raises(advisor.AdvisorError, match=r"nn-advisor\[data\]"):
        advisor.profile(path, "y")


class _Arrow:
    """Anything that hands its columns over as Arrow does, such as a table of pyarrow."""

    def __init__(self, table: pl.DataFrame) -> None:
        self.__arrow_c_stream__ = table.__arrow_c_stream__


def test_arrow_tables_and_wide_tables() -> None:
    wide = pl.DataFrame({f"x{n}": [n * 0.5, n * 0.25, 1.0] for n in range(3000)})
    found = advisor.profile(wide.with_columns(y=pl.Series([0, 1, 0])), "y")
    assert found["data.n_features"].value == 3000
    assert advisor.profile(_Arrow(wide)).rows == 3


def test_blanks_around_names_and_cells_are_no_part_of_them(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    rows = "".join(
        f"{20 + n % 50}, {'?' if n % 9 == 4 else 'Private'}, {'ab'[n % 2]}\n" for n in range(90)
    )
    path.write_text(f"age, work class, income\n{rows}")
    found = advisor.profile(path, "income")
    assert found.columns[0].kind == "number"
    assert found["data.missing_categorical"].value == "untreated"


def test_names_that_are_counted_are_names(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    path.write_text(",0,1,2\n" + "".join(f"{n},{n / 7},{n * n % 11},{n % 2}\n" for n in range(40)))
    found = advisor.profile(path, "2")
    assert [column.kind for column in found.columns] == ["identifier", "number", "number", "number"]

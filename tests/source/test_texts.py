"""Texts are read strictly; every refusal has a code and a place."""

from __future__ import annotations

import contextlib
import json
import math
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import Location, SourceError
from advisor.source import SIZE_LIMIT, Format, read_path, read_text, yaml_text
from advisor.source.document import deeper_than


def read(text: str | bytes, format: Format | None) -> Any:
    return read_text(text, name="t", format=format).data


def codes(text: str | bytes, format: Format | None) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read(text, format)
    return [
        f"{problem.location} {problem.code}".removeprefix("t").removeprefix(":")
        for problem in caught.value.problems
    ]


@pytest.mark.parametrize("loader", ["C", "pure"])
def test_yaml_scalars_follow_the_core_schema(loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if loader == "pure":
        monkeypatch.setattr(yaml_text, "_Loader", yaml.SafeLoader)
    text = """
      a: [1e-5, 1_000, 010, 0o17, 0xfF, -1, +.5, 1., .inf, -.Inf, +.INF, 12:30:45]
      b: [true, True, FALSE, null, ~, 2024-01-01, "yes", 'no', "1", -, y, =, 1e]
      c:
      on: 1
      1: one
      true: kept
      d: |
        yes
    """
    assert read(text, "yaml") == {
        "a": [1e-5, "1_000", 10, 15, 255, -1, 0.5, 1.0, math.inf, -math.inf, math.inf, "12:30:45"],
        "b": [True, True, False, None, None, "2024-01-01", "yes", "no", "1", "-", "y", "=", "1e"],
        "c": None,
        "on": 1,
        "1": "one",
        "true": "kept",
        "d": "yes\n",
    }
    assert math.isnan(read("a: .nan", "yaml")["a"])


@pytest.mark.parametrize("loader", ["C", "pure"])
def test_every_yaml_problem_at_once(loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if loader == "pure":
        monkeypatch.setattr(yaml_text, "_Loader", yaml.SafeLoader)
    text = (
        "a: &x 1\nb: *x\nc: !!str 3\n<<: {a: 1}\na: yes\nd: [on, No]\n? [k]\n: 1\n"
        f"e: {'9' * 5000}\nf: !x {{}}\n---\nx: 1"
    )
    assert codes(text, "yaml") == [
        "1:4 Y009",
        "2:4 Y009",
        "3:4 Y008",
        "4:1 Y010",
        "5:1 Y006",
        "5:4 Y007",
        "6:5 Y007",
        "6:9 Y007",
        "7:3 Y005",
        "9:4 Y005",
        "10:4 Y008",
        "11:1 Y012",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: b: c", "1:5 Y005"),
        ("\ta: 1", "1:1 Y005"),
        ("a: {b", "2:1 Y005"),
        ("a: '", "1:5 Y005"),
        ("a: \x7f", "1:1 Y005"),
        ("*a : 3\nb: yes", "2:4 Y007"),
        ("", " Y002"),
        ("\ufeff", " Y002"),
        ("# only a remark\n", " Y002"),
        ("~", "1:1 Y002"),
        ("- 1", "1:1 Y013"),
        ("word", "1:1 Y013"),
        ("[" * 100_000, "1:65 Y011"),
        ("{a: " * 100_000, "1:257 Y011"),
        ("a: \x00", "1:4 Y003"),
        (b"a: 1\nb: \xff", "2 Y003"),
        ("a: \ud800", "1 Y003"),
        (b"\x89PNG\r\n\x1a\n", "1 Y003"),
    ],
)
def test_one_yaml_problem(text: str | bytes, code: str) -> None:
    assert codes(text, "yaml")[-1].strip() == code.strip()


def test_bad_yaml_floods_are_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(codes("a: &a 1\n" + "b: *a\n" * 1000, "yaml")) == 100
    monkeypatch.setattr(yaml_text, "VALUE_LIMIT", 10)
    assert codes("a: [" + "1," * 20 + "1]", "yaml") == ["1:21 Y004"]
    assert codes("a: [" + "[]," * 20 + "1]", "yaml") == ["1:29 Y004"]


def test_duplicate_keys_name_both_places() -> None:
    with pytest.raises(
        SourceError, match=r"t:2:1: Y006 key 'a' stands here and in line 1, column 1"
    ):
        read("a: 1\na: 2", "yaml")
    with pytest.raises(
        SourceError, match=r"t:1:21: Y006 x\.0\.a: key 'a' stands here and in line 1, column 9"
    ):
        read(r'{"x": [{"a": "\"}", "\u0061": 2}]}', "json")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1", "1:1 Y005"),
        ('{"a": 1 x}', "1:9 Y005"),
        ('{"a": 1} {}', "1:10 Y005"),
        ("[1]", "1:1 Y013"),
        ("3", "1:1 Y013"),
        ('"a"', "1:1 Y013"),
        ("[" * 100_000, "1:65 Y011"),
        ('{"a":' * 100_000, "1:321 Y011"),
        ('{"a": "' + "9" * 5000 + '",\n"b": ' + "9" * 50_000 + "}", "2:6 Y005"),
        ('{"a": [' + "[]," * 100 + "}", "1:308 Y005"),
        (" ", "Y002"),
    ],
)
def test_one_json_problem(text: str, code: str) -> None:
    assert [one.strip() for one in codes(text, "json")] == [code]


def test_json_takes_diverged_numbers() -> None:
    assert read('\ufeff{"a": [Infinity, -Infinity, 1e999]}', "json") == {
        "a": [math.inf, -math.inf, math.inf]
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1", "1:2 Y005"),
        ("a = 1\nb = ", "Y005"),
        ("a = 1\na = 2\nb = 1", "2:6 Y006"),
        ("a = " + "[" * 100_000, "Y011"),
        ("a = " + "[" * 70 + "]" * 70, "Y011"),
        ("b = 1\na" + ".a" * 1_000_000 + " = 1", "2 Y011"),
        ("a = " + "9" * 5000, "Y005"),
    ],
)
def test_one_toml_problem(text: str, code: str) -> None:
    assert [one.strip() for one in codes(text, "toml")] == [code]


def test_toml_dates_are_texts_and_long_rows_of_decimals_no_keys() -> None:
    rows = ", ".join(["0.5", "-1.5e3"] * 50)
    data = read(f"a = 2024-01-01\nb = [12:30:00]\nc = {{d = 1}}\ne = [{rows}]", "toml")
    assert data == {
        "a": "2024-01-01",
        "b": ["12:30:00"],
        "c": {"d": 1},
        "e": [0.5, -1500.0] * 50,
    }


TOML = """schema = 1
[model.dropout]
rate = 0.5
[[runs]]
name = "a"
[[runs]]
"name".x = 2
[data]
augmentation = { used = true }
"""


def test_places() -> None:
    where = read_text("a: 1\nb:\n  - {c: 2, d: [x]}\n", name="y", format="yaml").locate
    assert where(["a"]) == Location("y", 1, 4)
    assert where(["a"], key=True) == Location("y", 1, 1)
    assert where(["b", 0, "d", 0]) == Location("y", 3, 16)
    assert where(["b", 0, "d", 0], key=True) == Location("y", 3, 16)
    assert where(["b", 0, "d"], key=True) == Location("y", 3, 12)
    assert where(["b", 0, "gone", "x"]) == Location("y", 3, 5)
    assert where(["a", "inside", "x"]) == Location("y", 1, 4)
    where = read_text('{"a": 1,\n "b": [{"c": "x"}, 5]}', name="j", format="json").locate
    assert where(["a"]) == Location("j", 1, 7)
    assert where(["b", 0, "c"], key=True) == Location("j", 2, 9)
    assert where(["b", 1]) == Location("j", 2, 20)
    where = read_text(TOML, name="m", format="toml").locate
    assert where(["schema"], key=True) == Location("m", 1, 1)
    assert where(["model", "dropout", "rate"]) == Location("m", 3, 8)
    assert where(["model", "dropout"]) == Location("m", 2, 2)
    assert where(["runs", 1, "name", "x"], key=True) == Location("m", 7, 1)
    assert where(["data", "augmentation", "used"]) == Location("m", 9, 16)
    assert where(["nowhere"]) == Location("m", 1, 1)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": 1}', {"a": 1}),
        ("a: 1", {"a": 1}),
        ("a = 1", {"a": 1}),
        ("# x\n[a]\nb = 1", {"a": {"b": 1}}),
        ("\n[a]", {"a": {}}),
        ("a: [b = 1]", {"a": ["b = 1"]}),
        ("{a: 1}", {"a": 1}),
        ("[1]\na = 2", {"1": {"a": 2}}),
        ("[['a b']]\nc = 2", {"a b": [{"c": 2}]}),
        ("[a.'b c']\n", {"a": {"b c": {}}}),
    ],
)
def test_an_unnamed_format_is_told_by_content(text: str, data: object) -> None:
    assert read(text, None) == data


@pytest.mark.parametrize(
    "text", ["[1, 2]", "[1]", '["a"]', "[]", "[[1]]", "[a, b]", ' [{"a": 1}]', "- 1", "[\n1\n]"]
)
def test_a_list_of_no_named_format_is_told_that_a_mapping_is_wanted(text: str) -> None:
    with pytest.raises(SourceError, match=r"Y013 a mapping of names to values is wanted .*a list"):
        read(text, None)


def test_a_name_that_is_no_utf8_can_be_written(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.yaml"))
    with pytest.raises(SourceError, match=r"\\udcff\.yaml: Y001"):
        read_path(path)
    path.write_text("a: 1")
    assert read_path(path).name == f"{tmp_path}/\\udcff.yaml"


def test_files(tmp_path: Path) -> None:
    for name, text in {
        "a.yml": "a: 1",
        "a.json": '{"a": 1}',
        "a.TOML": "a = 1",
        "a": "a: 1",
    }.items():
        (tmp_path / name).write_text(text)
        document = read_path(tmp_path / name)
        assert document.data == {"a": 1}
        assert document.name == str(tmp_path / name)
    (tmp_path / "big.yaml").write_bytes(b" " * 50_000_000)
    for path, code in {
        tmp_path: "Y001",
        tmp_path / "none.yaml": "Y001",
        tmp_path / "\0": "Y001",
        tmp_path / "big.yaml": "Y004",
    }.items():
        with pytest.raises(SourceError, match=code) as caught:
            read_path(path)
        assert len(caught.value.problems) == 1


def test_the_limit_counts_bytes_or_characters() -> None:
    assert codes("a" * (SIZE_LIMIT + 1), None) == [" Y004"]


def test_depth_of_data() -> None:
    assert deeper_than(2, {"a": [1]}) is None
    assert deeper_than(2, {"a": [1, [2]]}) == ("a", 1)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@settings(deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=4), st.sampled_from([None, 2]))
def test_json_reads_as_json_does_and_every_place_is_right(
    data: dict[str, Any], indent: int | None
) -> None:
    text = json.dumps(data, indent=indent)
    if any(ord(character) < 32 and character != "\n" for character in text):
        return
    document = read_text(text, name="t", format="json")
    assert document.data == data
    _check_places(document.locate, text.split("\n"), data, ())


def _check_places(locate: Any, lines: list[str], data: Any, path: tuple[str | int, ...]) -> None:
    place = locate(path)
    rest = lines[place.line - 1][place.column - 1 :]
    shown = json.dumps(data)
    assert rest[0] == shown[0] if isinstance(data, dict | list) else rest.startswith(shown)
    inside = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for part, value in inside:
        _check_places(locate, lines, value, (*path, part))
        if isinstance(part, str):
            key = locate((*path, part), key=True)
            assert lines[key.line - 1][key.column - 1 :].startswith(json.dumps(part))


@settings(deadline=None)
@given(
    st.text() | st.binary() | st.text(alphabet="{}[]:,\"\\' \n\t-a1.=#&*!<~?|>%@", max_size=30),
    st.sampled_from(["yaml", "json", "toml", None]),
)
def test_any_text_is_read_or_refused(text: str | bytes, format: Format | None) -> None:
    with contextlib.suppress(SourceError):
        assert isinstance(read(text, format), dict)

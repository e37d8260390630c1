"""Descriptors are read whole or refused whole, every problem with its place."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.descriptor import (
    FIELDS,
    Descriptor,
    from_document,
    from_json,
    from_mapping,
    json_schema,
    read,
)
from advisor.errors import DescriptorError, ProblemsError, SourceError
from advisor.source import SIZE_LIMIT, read_text

YAML = """schema: 1
problem: {task: classification, n_clases: 3}
n_classes: 2
model:
  dropout: {rate: 1.5, on: dense}
  loss: BCEWithLogitLoss
  filters: [1, x, 0]
history:
  train_loss: [1, .nan, a, 2020-01-01]
data: {standardized: yep, input_min: .inf, n_samples: 1e6}
"""


def problems(read_it: Callable[[], Descriptor]) -> list[tuple[str, str]]:
    with pytest.raises(DescriptorError) as caught:
        read_it()
    return [(problem.code, problem.path) for problem in caught.value.problems]


def message(data: dict[str, Any]) -> str:
    with pytest.raises(DescriptorError) as caught:
        from_mapping(data)
    return caught.value.problems[0].message


def test_every_problem_of_a_file_comes_at_once_with_its_place() -> None:
    with pytest.raises(DescriptorError) as caught:
        from_document(read_text(YAML, name="d.yaml", format="yaml"))
    assert [str(problem).split(": ")[:2] for problem in caught.value.problems] == [
        ["d.yaml:2:17", "D002 problem.task"],
        ["d.yaml:2:33", "D001 problem.n_clases"],
        ["d.yaml:3:1", "D001 n_classes"],
        ["d.yaml:5:19", "D004 model.dropout.rate"],
        ["d.yaml:5:28", "D003 model.dropout.on"],
        ["d.yaml:6:9", "D002 model.loss"],
        ["d.yaml:7:16", "D003 model.filters[1]"],
        ["d.yaml:7:19", "D004 model.filters[2]"],
        ["d.yaml:9:25", "D003 history.train_loss[2]"],
        ["d.yaml:9:28", "D003 history.train_loss[3]"],
        ["d.yaml:10:22", "D003 data.standardized"],
        ["d.yaml:10:38", "D004 data.input_min"],
        ["d.yaml:10:55", "D003 data.n_samples"],
    ]


def test_json_problems_have_places_too() -> None:
    with pytest.raises(DescriptorError) as caught:
        from_json('{"problem":\n {"task": "rankin"}}', "x.json")
    assert str(caught.value) == (
        "x.json:2:11: D002 problem.task: unknown symbol 'rankin'; did you mean 'ranking'?"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"problem": {"task": "classification"}}, "binary_classification or multiclass"),
        ({"n_classes": 2}, "n_classes belongs to problem"),
        ({"model": {"optimizer": "adam"}}, "belongs to training or gan.generator or"),
        ({"training": {"n_clases": 2}}, "did you mean 'n_classes'?"),
        ({"training": {"learning_rat": 2}}, "did you mean 'learning_rate'?"),
        ({"reinforcement": {"qqqqqq": 2}}, "choose one of algorithm"),
        ({"evaluation": {"metrics": "mse"}}, "a list of symbols, not 'mse'; for a single one"),
        ({"evaluation": {"metrics": {}}}, "expected a list of symbols, not a mapping of 0"),
        ({"training": {"optimizer": 3}}, "expected a symbol (sgd, rmsprop, adagrad, adadelta, ..."),
        ({"training": {"loss_reduction": [3]}}, "expected a symbol (sum, mean), not a list of 1"),
        ({"training": {"learning_rate": 0}}, "must be above 0, not 0"),
        ({"training": {"learning_rate": math.nan}}, "must be a finite number, not nan"),
        ({"training": {"learning_rate": "0.1"}}, "expected a number, not '0.1'"),
        ({"training": {"learning_rate": True}}, "expected a number, not true"),
        ({"training": {"shuffle": 1}}, "expected true or false, not 1"),
        ({"training": 3}, "expected a mapping of fields (optimizer, learning_rate,"),
        ({"problem": {"n_classes": 1}}, "must be at least 2, not 1"),
        ({"problem": {"n_classes": 10**500}}, "must be at most 9.22337e+18, not a number of 501"),
        ({"data": {"input_min": 10**500}}, "the number is too large: a number of 501 digits"),
        ({"name": "x" * 2000}, "must be at most 1000 characters"),
        ({"name": b"x"}, "expected a text, not bytes"),
        ({"schema": 2}, "this version reads schema 1, not 2"),
        ({"schema": 1.0}, "this version reads schema 1, not 1.0"),
        ({"schema": True}, "this version reads schema 1, not true"),
        ({"schema": None}, "this version reads schema 1, not null"),
        ({"name": [None]}, "expected a text, not a list of 1"),
        ({5: 1}, "unknown field '5'"),
        ({"history": {"train_loss": ["x" * 500]}}, "x..."),
        ({"evaluation": {"metrics": [None]}}, "not null"),
    ],
)
def test_messages_say_what_was_expected(data: dict[str, Any], said: str) -> None:
    assert said in message(data)
    assert len(message(data)) < 250


@pytest.mark.parametrize(
    "data",
    [
        {"\x1b[31mred": 1},
        {"problem": {"\x1b]0;title\x07": 1}},
        {"problem": {"task": "\x1b[2J"}},
        {"evaluation": {"metrics": "\x1b[2J"}},
        {"evaluation": {"metrics": ["\u202e"]}},
        {"history": {"train_loss": ["\x9b2J"]}},
    ],
)
def test_what_is_shown_cannot_steer_a_terminal(data: dict[str, Any]) -> None:
    """Control characters of keys and values are shown escaped."""
    with pytest.raises(DescriptorError) as caught:
        from_mapping(data)
    assert str(caught.value).isprintable()
    assert "\\" in str(caught.value)


def test_a_flood_of_problems_is_cut_short() -> None:
    some = {f"k{number}": 1 for number in range(150)}
    with pytest.raises(DescriptorError, match="50 more problems") as caught:
        from_mapping(some)
    assert len(caught.value.problems) == 101
    with pytest.raises(DescriptorError, match="20,000 problems, too many to list") as caught:
        from_mapping({f"k{number}": 1 for number in range(20_000)})
    assert len(caught.value.problems) == 1


def test_diverged_values_are_kept_where_they_may_be_real() -> None:
    descriptor = from_json(
        '{"history": {"train_loss": [1, null, NaN, "NaN", "-Infinity", Infinity, 1e999]},'
        '"sanity": {"initial_loss": "Infinity", "zero_data": {"loss": [NaN]}}}'
    )
    assert descriptor.history is not None
    assert descriptor.sanity is not None
    assert str(descriptor.history.train_loss) == "[1.0, None, nan, nan, -inf, inf, inf]"
    assert descriptor.sanity.initial_loss == math.inf
    again = from_json(descriptor.model_dump_json(exclude_unset=True))
    assert str(again) == str(descriptor)
    assert '"NaN"' in descriptor.model_dump_json(exclude_unset=True)


@pytest.mark.parametrize("text", ['"nan"', '"1.5"', "true", "[]"])
def test_other_texts_are_no_numbers_in_a_series(text: str) -> None:
    with pytest.raises(DescriptorError, match=r"D003 history.val_loss\[0\]"):
        from_json(f'{{"history": {{"val_loss": [{text}]}}}}')


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ('{"name": "a", "name": "b"}', ["name"]),
        ('{"name": "a:b", "name": "c"}', ["name"]),
        ('{"name": "c", "name": "a:b"}', ["name"]),
        ('{"name": "a\\u003ab", "name": "a:b"}', ["name"]),
        ('{"name": "x", "na\\u006de": "\\u003a"}', ["name"]),
        ('{"problem": {"task": "ranking"}, "problem": {}}', ["problem"]),
        ('{"data": {"augmentation": {"used": true, "used": true}}}', ["data.augmentation.used"]),
        (
            '{"name": "a", "name": "b", "model": {"loss": "mse", "loss": "x"}}',
            ["name", "model.loss"],
        ),
    ],
)
def test_duplicate_keys_in_json_are_refused(text: str, twice: list[str]) -> None:
    for raw in (text, text.encode()):
        with pytest.raises(SourceError) as caught:
            from_json(raw)
        assert [(p.code, p.path) for p in caught.value.problems] == [("Y006", t) for t in twice]


@pytest.mark.parametrize("name", ["a:b", "::", "a\\u003ab", "a\\n:"])
def test_colons_within_texts_are_no_duplicates(name: str) -> None:
    text = f'{{"name": "{name}", "training": {{"optimizer": "keras.optimizers.Adam(a: 1)"}}}}'
    for raw in (text, text.encode()):
        assert from_json(raw).name == json.loads(f'"{name}"')


def test_mappings_of_any_kind_are_read() -> None:
    frozen = MappingProxyType({"problem": MappingProxyType({"task": "ranking"})})
    assert from_mapping(frozen).model_dump(exclude_unset=True) == {"problem": {"task": "ranking"}}
    assert from_mapping({"model": {"filters": (1, 2)}}).model is not None


def test_a_mapping_inside_itself_is_refused() -> None:
    circle: dict[str, Any] = {}
    circle["problem"] = circle
    assert problems(lambda: from_mapping(circle)) == [("D001", "problem.problem")]


def test_null_means_not_known() -> None:
    descriptor = from_mapping({"model": None, "problem": {"task": None}})
    assert descriptor.model is None
    assert from_json('{"name": null, "model": null}').name is None


@pytest.mark.parametrize("version", ["true", "1.0", "1e0", "null", '"1"', "[1]"])
def test_only_the_whole_number_is_a_schema_version(version: str) -> None:
    with pytest.raises(DescriptorError, match="D006 schema: this version reads schema 1, not"):
        from_json(f'{{"schema": {version}}}')
    assert from_json('{"schema": 1}').schema_version == from_json("{}").schema_version == 1


def test_files_are_read_by_suffix(tmp_path: Path) -> None:
    file = tmp_path / "d.toml"
    file.write_text("schema = 1\n[data.augmentation]\nused = true\n")
    assert read(file).model_dump(exclude_unset=True) == {
        "schema": 1,
        "data": {"augmentation": {"used": True}},
    }


def test_json_beyond_the_size_limit_is_not_even_parsed() -> None:
    with pytest.raises(SourceError, match="Y004"):
        from_json("{" + " " * SIZE_LIMIT + "}")


def test_a_byte_order_mark_is_accepted() -> None:
    assert from_json(b'\xef\xbb\xbf{"name": "x"}').name == "x"


def test_the_schema_has_symbols_and_descriptions() -> None:
    schema = json_schema()
    loss = schema["$defs"]["Model"]["properties"]["loss"]
    assert "mse" in json.dumps(loss)
    assert loss["description"]
    assert "Infinity" in json.dumps(schema["$defs"]["History"]["properties"]["train_loss"])


@given(st.text() | st.binary())
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    with contextlib.suppress(ProblemsError):
        assert isinstance(from_json(text), Descriptor)


def _values(path: str) -> st.SearchStrategy[Any]:
    field = FIELDS[path]
    symbols = st.sampled_from(field.symbols or ("",))
    numbers = st.floats(0.01, 0.99)
    return {
        "symbol": symbols,
        "symbols": st.lists(symbols, max_size=3),
        "boolean": st.booleans(),
        "integer": st.integers(2, 100) if path != "schema" else st.just(1),
        "integers": st.lists(st.integers(1, 100), max_size=3),
        "number": numbers,
        "series": st.lists(numbers | st.none(), max_size=4),
        "text": st.text(max_size=20).filter(lambda text: text.isprintable()),
    }[field.kind]


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, value in flat.items():
        *sections, name = path.split(".")
        inner = tree
        for section in sections:
            inner = inner.setdefault(section, {})
        inner[name] = value
    return tree


PROJECTS = st.lists(st.sampled_from(list(FIELDS)), unique=True, max_size=20).flatmap(
    lambda paths: st.fixed_dictionaries({path: _values(path) for path in paths}).map(_nested)
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["model", "loss", "data", "x"]), inner, max_size=3)
    ),
)


@settings(deadline=None)
@given(PROJECTS)
def test_what_is_dumped_reads_back_the_same(data: dict[str, Any]) -> None:
    descriptor = from_mapping(data)
    assert descriptor.model_dump(exclude_unset=True) == data
    assert from_mapping(descriptor.model_dump(exclude_unset=True)) == descriptor
    assert from_json(descriptor.model_dump_json(exclude_unset=True)) == descriptor
    assert from_json(json.dumps(data)) == descriptor


@settings(deadline=None)
@given(PROJECTS, st.sampled_from([*FIELDS, "model", "history", "data.augmentation"]), JUNK)
def test_one_bad_value_never_raises_anything_else(
    data: dict[str, Any], path: str, junk: object
) -> None:
    *sections, name = path.split(".")
    inner = data
    for section in sections:
        inner = inner.setdefault(section, {})
    inner[name] = junk
    with contextlib.suppress(ProblemsError):
        assert isinstance(from_mapping(data), Descriptor)
    with contextlib.suppress(ProblemsError):
        assert isinstance(from_json(json.dumps(data)), Descriptor)

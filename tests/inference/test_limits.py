"""What the engine cannot hold is refused at the rule that is one too many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from advisor import Advisor, RuleBaseError

SOURCES = """\
schema: 1
kind: sources
documents:
  book: {title: A Book, author: A. Writer, year: 2018}
"""
TOPIC = """\
schema: 1
topic: wide
title: A wide topic
kind: heuristics
internal: true
inputs: [%s]
outputs: [breadth]
provenance: {document: book, locator: page 1}
rules:
%sexamples:
  - {name: all, given: {%s: a}, fires: [%s]}
  - {name: none, given: {}, fires: []}
"""
READER = """\
schema: 1
topic: reader
title: Reads the other, so that its rules stay in one ruleset
kind: heuristics
inputs: [breadth]
provenance: {document: book, locator: page 2}
rules:
  - {id: RD001, name: wide, kind: finding, when: {breadth: wide}, message: Wide.}
examples:
  - {name: nothing known, descriptor: {}, fires: []}
  - {name: known, given: {breadth: wide}, fires: [RD001]}
"""

Conditions = list[Mapping[str, list[str]]]


def write(folder: Path, facts: int, symbols: list[str], conditions: Conditions) -> Path:
    """Write a rule base of one wide topic; rule N stands in line N + 9 of its file."""
    names = [f"f{number}" for number in range(facts)]
    groups = ", ".join(f"{symbol}: []" for symbol in symbols)
    reading = f"[{{path: problem.task, groups: {{{groups}}}}}]"
    entries = (f"  {name}: {{question: Is it so?, readings: {reading}}}\n" for name in names)
    ids = [f"WI{number:03}" for number in range(1, len(conditions) + 1)]
    (folder / "wide.yaml").write_text(
        TOPIC % (", ".join(names), "".join(_rules(ids, conditions)), names[0], ", ".join(ids))
    )
    (folder / "vocabulary.yaml").write_text(
        f"schema: 1\nkind: vocabulary\ntitle: Wide\nfacts:\n{''.join(entries)}"
    )
    (folder / "reader.yaml").write_text(READER)
    (folder / "sources.yaml").write_text(SOURCES)
    return folder


def _rules(ids: list[str], conditions: Conditions) -> Iterator[str]:
    for name, condition in zip(ids, conditions, strict=True):
        when = ", ".join(f"{fact}: [{', '.join(wanted)}]" for fact, wanted in condition.items())
        yield f"  - {{id: {name}, name: {name.lower()}, when: {{{when}}}, "
        yield "then: {breadth: wide}, message: Wide.}\n"


def refusal(folder: Path) -> str:
    with pytest.raises(RuleBaseError) as caught:
        Advisor([folder], shipped=False)
    (problem,) = caught.value.problems
    return str(problem).removeprefix(str(folder / ""))


def test_distinct_tests_side_by_side(tmp_path: Path) -> None:
    symbols = ["a", *(f"s{number}" for number in range(520))]
    folder = write(tmp_path, 1, symbols, [{"f0": [symbol]} for symbol in symbols])
    assert refusal(folder) == (
        "/wide.yaml:509:5: R129 WI500 is more than the rule engine can hold: its topic 'wide'"
        " needs 522 distinct tests side by side, of 500 at most; give it fewer facts or symbols,"
        " or divide it"
    )


def test_facts_read_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path, 260, ["a", "b"], [{f"f{n}": ["a"]} for n in range(260)])
    assert refusal(folder).startswith("/wide.yaml:262:5: R129 WI253 is more")
    assert "reads 260 facts at once, of 252 at most" in refusal(folder)


def test_conditions_of_one_rule(tmp_path: Path) -> None:
    apart: Conditions = [{f"f{n}": ["a"]} for n in range(12)]
    folder = write(tmp_path, 12, ["a", "b"], [*apart, {f"f{n}": ["a", "b"] for n in range(12)}])
    assert refusal(folder).startswith("/wide.yaml:22:5: R129 WI013 is more")
    assert "expands 'one of' to more than 4095 conditions" in refusal(folder)

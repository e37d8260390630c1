"""Tables of many inputs and rows are checked in bounded time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rulebase.conftest import SOUND, problems_of

INPUTS = 30
LEAVES = 300
Row = dict[str, str]


def leaves(rng: random.Random) -> list[Row]:
    """Divide all combinations again and again, until there are as many rows as leaves wanted."""
    rows: list[Row] = [{}]
    while len(rows) < LEAVES:
        row = rows.pop(rng.randrange(len(rows)))
        name = rng.choice([f"fact_{n}" for n in range(INPUTS) if f"fact_{n}" not in row])
        rows += [{**row, name: "false"}, {**row, name: "true"}]
    return rows


def tangle(rng: random.Random) -> list[Row]:
    """Draw rows of six inputs each, of which nearly all overlap somewhere."""
    names = [f"fact_{n}" for n in range(INPUTS)]
    return [
        {name: rng.choice(["true", "false"]) for name in rng.sample(names, 6)} for _ in range(1000)
    ]


def lines(rows: list[Row], policy: str) -> Iterator[str]:
    """Write a decision table."""
    yield from ("schema: 1", "topic: wide", "title: Wide", "kind: decision_table")
    yield from (
        f"hit_policy: {policy}",
        f"inputs: [{', '.join(f'fact_{n}' for n in range(INPUTS))}]",
    )
    yield from (
        "outputs: []",
        "provenance: {document: paper, locator: page 1, basis: interpreted}",
        "rules:",
    )
    for number, row in enumerate(rows):
        when = ", ".join(f"{name}: {symbol}" for name, symbol in row.items())
        yield f"  - {{id: WI{number:03}, name: row-{number}, when: {{{when}}}, kind: finding,"
        yield "     message: It is so., rationale: Because it is.}"
    yield "examples: []"


def problems(tmp_path: Path, rows: list[Row], policy: str = "unique") -> list[str]:
    """Load the sound rule base with a wide table beside it."""
    fields = ["data.standardized", "data.subset_used", "data.informative"]
    facts = ["schema: 1", "kind: vocabulary", "title: Wide", "facts:"]
    for n in range(INPUTS):
        facts += [f"  fact_{n}:", "    question: Is it so?"]
        facts += [f"    readings: [{{path: {fields[n % 3]}}}]"]
    texts = {**SOUND, "wide.yaml": "\n".join(lines(rows, policy)), "facts.yaml": "\n".join(facts)}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return problems_of(tmp_path)


def codes(found: list[str]) -> set[str]:
    """Return the codes about how rows lie to one another."""
    return {
        code for code in ("R105", "R106", "R107", "R131") if any(f" {code} " in p for p in found)
    }


@pytest.mark.parametrize("seed", range(3))
def test_rows_that_divide_all_combinations_are_found_complete(tmp_path: Path, seed: int) -> None:
    """Thirty inputs and three hundred rows without overlap and gap are no trouble."""
    assert codes(problems(tmp_path, leaves(random.Random(seed)))) == set()


def test_one_missing_row_is_the_one_gap(tmp_path: Path) -> None:
    """The check stays exact: a row left out is named, input by input."""
    rows = leaves(random.Random(0))
    missing = rows.pop(150)
    (gap,) = [p for p in problems(tmp_path, rows) if " R106 " in p]
    assert all(f"{name} is {symbol}" in gap for name, symbol in missing.items())


def test_a_tangle_is_refused_in_bounded_time(tmp_path: Path) -> None:
    """Where the question cannot be settled the table is refused with a code of its own."""
    assert "R131" in codes(problems(tmp_path, tangle(random.Random(1)), "first"))

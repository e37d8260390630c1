import json
import re
from pathlib import Path

import pytest

from advisor import Advisor
from advisor.descriptor import FIELDS
from advisor.signals import MEASURES
from docs.descriptor_page import descriptor_page
from docs.generate import pages
from docs.measures_page import measures_page
from docs.problem_codes import CODES, LETTERS, codes_in, problems_page
from docs.readme import SHOWN, Block, blocks, render

ROOT = Path(__file__).parents[2]


def test_every_code_that_the_library_spells_has_a_line() -> None:
    assert set(codes_in(ROOT / "advisor")) <= set(CODES)


def test_the_codes_are_sorted_within_their_letters() -> None:
    for letter in LETTERS:
        found = [code for code in CODES if code.startswith(letter)]
        assert found == sorted(found)


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_on_the_page(code: str) -> None:
    assert f"| {code} | {CODES[code]} |" in problems_page()


def test_blocks_are_found_with_their_settings() -> None:
    text = "before\n\n```console lines=2 exit=1\n$ one \\\n  two\nout\n$ three\n```\n\nafter\n"
    (block,) = blocks(text)
    assert (block.kind, block.settings) == ("console", {"lines": "2", "exit": "1"})
    assert block.commands == ["one \\\n  two", "three"]
    assert text[slice(*block.span)] == block.body


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, "a\nb\nc\n"), ({"lines": "2"}, "a\nb\n...\n"), ({"lines": "3"}, "a\nb\nc\n")],
)
def test_outputs_are_cut_to_the_lines_shown(settings: dict[str, str], expected: str) -> None:
    assert Block("console", settings, "", (0, 0)).shorten("a \nb\nc\n") == expected


def test_outputs_are_cut_at_an_empty_line_where_there_is_one() -> None:
    block = Block("console", {"lines": "4"}, "", (0, 0))
    assert block.shorten("a\n\nb\nc\nd\n\ne\n") == "a\n\n...\n"
    assert block.shorten("a\n\nb\n") == "a\n\nb\n"


def test_a_server_runs_behind_the_blocks_that_follow(tmp_path: Path) -> None:
    for folder in SHOWN:
        (tmp_path / folder).mkdir()
    text = """
```console serve=8000
$ advisor serve
```

```console
$ python3 -c 'import urllib.request as u; print(u.urlopen("http://127.0.0.1:8000/healthz").status)'
```

```console needs=no-such-program
$ no-such-program
left as it is
```
"""
    shown = render(text, tmp_path)
    assert "$ advisor serve\nadvisor: listening on http://127.0.0.1:8000; Ctrl-C" in shown
    assert "/healthz\").status)'\n200\n```" in shown
    assert "left as it is" in shown


def test_a_server_that_does_not_start_is_told(tmp_path: Path) -> None:
    for folder in SHOWN:
        (tmp_path / folder).mkdir()
    with pytest.raises(SystemExit, match="no such command 'srve'; did you mean 'serve'"):
        render("```console serve=1\n$ advisor srve\n```\n", tmp_path)


def test_every_topic_has_a_page_and_is_written_where_the_page_says() -> None:
    rulebase = Advisor().rulebase
    found = pages(Advisor())
    for topic in rulebase.topics:
        assert (ROOT / f"rules/{topic}.yaml").is_file()
        page = found[Path(f"docs/rules/{topic}.md")]
        assert page.count("\n### ") == len(rulebase.topics[topic].rules)


def test_the_page_of_the_descriptor_lists_every_field_with_its_readers() -> None:
    page = descriptor_page(Advisor().rulebase)
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    assert set(rows) == set(FIELDS)
    for path, field in FIELDS.items():
        assert field.description in rows[path]
        assert all(f"`{symbol}`" in rows[path] for symbol in field.symbols)
    assert "[last_layer](rules/last_layer.md)" in rows["problem.target_range"]
    assert "[evaluation](rules/evaluation.md)" in rows["evaluation.k"]
    linked = set(re.findall(r"\(rules/(\w+)\.md\)", page))
    assert linked <= set(Advisor().rulebase.topics)


def test_the_schema_of_rule_files_names_the_facts() -> None:
    schema = json.loads(pages(Advisor())[Path("docs/schemas/rules.json")])
    when = schema["$defs"]["RuleEntry"]["properties"]["when"]
    assert "task" in when["properties"]
    quantity = schema["$defs"]["QuantityEntry"]["properties"]
    assert "natural_log" in quantity["measure"]["enum"]
    assert "data.n_samples" in quantity["path"]["enum"]


def test_the_page_of_measures_says_what_each_gives() -> None:
    rows = [line for line in measures_page().splitlines() if line.startswith("| `")]
    assert len(rows) == len(MEASURES)
    for row, name in zip(rows, MEASURES, strict=True):
        cells = row.split(" | ")
        assert cells[0] == f"| `{name}`"
        assert cells[2].endswith(". |")

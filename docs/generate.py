"""Write everything under docs/ that is generated, and the output shown in README.md.

``python -m docs.generate`` writes; with ``--check`` nothing is written and stale files are named.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner

from advisor import Advisor
from advisor.cli.schema import schema
from advisor.descriptor import FIELDS
from advisor.rulebase import RuleBase
from advisor.signals import MEASURES
from docs.descriptor_page import descriptor_page
from docs.measures_page import measures_page
from docs.problem_codes import problems_page
from docs.readme import render
from docs.rule_pages import index_page, statements_page, topic_page

__all__ = ["main", "pages"]

ROOT = Path(__file__).parent.parent
RULES = Path("docs/rules")
SCHEMAS = Path("docs/schemas")


def pages(advisor: Advisor) -> dict[Path, str]:
    """Return every generated file by its path in the checkout, README.md left out."""
    rulebase = advisor.rulebase
    found = {RULES / f"{topic.name}.md": topic_page(topic) for topic in rulebase.topics.values()}
    found[RULES / "README.md"] = index_page(rulebase)
    found[Path("docs/statements.md")] = statements_page(advisor.coverage())
    found[Path("docs/problems.md")] = problems_page()
    found[Path("docs/measures.md")] = measures_page()
    found[Path("docs/descriptor.md")] = descriptor_page(rulebase)
    for what in ("descriptor", "report"):
        found[SCHEMAS / f"{what}.json"] = _schema(what)
    found[SCHEMAS / "rules.json"] = with_vocabulary(_schema("rules"), rulebase)
    return found


def stale(expected: Mapping[Path, str]) -> list[Path]:
    """Return the files that differ from what they should be, and those that should not be."""
    wrong = [path for path, text in expected.items() if _read(ROOT / path) != text]
    for folder in (RULES, SCHEMAS):
        on_disk = (path.relative_to(ROOT) for path in (ROOT / folder).glob("*"))
        wrong += [path for path in on_disk if path not in expected]
    return sorted(wrong)


def main() -> int:
    """Write the files or, with ``--check``, say which are stale."""
    parser = argparse.ArgumentParser(prog="scripts/docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    check = parser.parse_args().check
    expected = pages(Advisor())
    expected[Path("README.md")] = render((ROOT / "README.md").read_text(), ROOT)
    wrong = stale(expected)
    for path in wrong:
        print(f"{path}: stale; run scripts/docs" if check else f"{path}: written")
        if not check:
            _write(ROOT / path, expected.get(path))
    return 1 if check and wrong else 0


def with_vocabulary(text: str, rulebase: RuleBase) -> str:
    """Let the schema of rule files name the facts, symbols, fields and measures there are."""
    document = json.loads(text)
    kinds = document["$defs"]
    names = [*rulebase.vocabulary.facts, *rulebase.derived]
    choices = {name: {"enum": [_typed(each) for each in rulebase.symbols(name)]} for name in names}
    kinds["RuleEntry"]["properties"]["when"] = {
        "type": "object",
        "description": "All must hold; a list means one of these.",
        "additionalProperties": False,
        "properties": {
            name: {"anyOf": [choice, {"type": "array", "items": choice}]}
            for name, choice in choices.items()
        },
    }
    for kind, key in (("QuantityEntry", "path"), ("ReadingEntry", "path"), ("FactEntry", "asks")):
        kinds[kind]["properties"][key] = {"enum": list(FIELDS)}
    kinds["QuantityEntry"]["properties"]["measure"] = {"enum": list(MEASURES)}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _typed(symbol: str) -> str | bool:
    return symbol == "true" if symbol in ("true", "false") else symbol


def _schema(what: str) -> str:
    return CliRunner().invoke(schema, [what], catch_exceptions=False).stdout


def _read(path: Path) -> str | None:
    return path.read_text() if path.is_file() else None


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    sys.exit(main())

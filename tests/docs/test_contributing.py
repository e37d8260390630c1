"""What CONTRIBUTING.md shows can be used as it stands."""

import re
from pathlib import Path

from advisor import Advisor
from advisor.rulebase.kinds import FILE_KINDS
from docs.readme import blocks

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text()

RULES = """\
schema: 1
topic: house
title: House rules
kind: heuristics
inputs: [class_supply, house_optimizer, any_history]
provenance: {document: house-book, locator: page 1, basis: interpreted}
rules:
  - id: HS001
    name: scarce-classes
    kind: finding
    when: {class_supply: scarce, house_optimizer: [plain, not_told], any_history: logged}
    message: Only {examples_per_class:.0f} examples a class, and {house_folds} folds.
examples:
  - name: scarce
    descriptor:
      data: {n_samples: 100}
      problem: {n_classes: 10}
      history: {train_loss: [1, 2]}
    fires: [HS001]
  - {name: plenty, given: {class_supply: plenty}, fires: []}
"""
SOURCES = """\
schema: 1
kind: sources
documents:
  house-book: {title: The house book, author: All of us, year: 2026}
"""


def test_facts_numbers_and_thresholds_shown_can_be_used(tmp_path: Path) -> None:
    shown = [block for block in blocks(PAGE) if "file" in block.settings]
    assert len(shown) == 2
    for block in shown:
        (tmp_path / block.settings["file"]).write_text(block.body)
    (tmp_path / "house.yaml").write_text(RULES)
    (tmp_path / "sources.yaml").write_text(SOURCES)
    descriptor = {
        "data": {"n_samples": 100},
        "problem": {"n_classes": 10},
        "training": {"optimizer": "SGD"},
        "history": {"val_loss": [1.0]},
    }
    report = Advisor([tmp_path]).advise(descriptor, topics=["house"])
    assert [c.message for c in report.conclusions] == ["Only 10 examples a class, and 4 folds."]


def test_every_kind_of_rule_file_is_explained() -> None:
    table = PAGE.partition("## The kinds of rule files")[2].partition("## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(FILE_KINDS)


def test_the_files_and_links_named_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    named = re.findall(
        r"`(?:\.\./)?((?:advisor|docs|rules|tests|scripts|benchmarks)/[\w/.]*)`", PAGE
    )
    assert links
    for path in [*links, *named]:
        assert (ROOT / path).exists(), path

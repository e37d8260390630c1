"""The reports on the example projects are the stored ones.

``ADVISOR_UPDATE_GOLDEN=1 pytest tests/examples`` stores them anew; read the difference before
committing it, for a changed conclusion is a change that users see.
"""

import json
import os
from pathlib import Path

import pytest

from advisor.descriptor import read
from advisor.report.markdown import render_markdown
from advisor.report.model import Report
from advisor.report.text import render_text
from advisor.service import Advisor

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
QUESTIONS = 3
UPDATE = bool(os.environ.get("ADVISOR_UPDATE_GOLDEN"))

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    return Advisor()


@pytest.fixture(scope="module")
def titles(advisor: Advisor) -> dict[str, str]:
    return {name: topic.title for name, topic in advisor.rulebase.topics.items()}


def settled(report: Report) -> Report:
    """Keep what the rules say of a project, and the questions that would help it most.

    How many rules wait, for which fields, and what the rule base is called changes with every
    rule that is added anywhere; other tests look after that.
    """
    known = report.rulebase.model_copy(update={"version": "0", "hash": "0" * 64, "sources": ()})
    first = (q.model_copy(update={"decides": ()}) for q in report.open_questions[:QUESTIONS])
    kept = {"rulebase": known, "open_questions": tuple(first), "not_evaluable": ()}
    return report.model_copy(update=kept)


def compare(path: Path, text: str) -> None:
    if UPDATE:
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_report_is_the_stored_one(advisor: Advisor, titles: dict[str, str], example: Path) -> None:
    report = settled(advisor.advise(read(example)))
    pretty = json.dumps(json.loads(report.to_json()), indent=1, ensure_ascii=False) + "\n"
    compare(GOLDEN / f"{example.stem}.json", pretty)
    compare(GOLDEN / f"{example.stem}.txt", render_text(report, titles))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_form_can_be_written(advisor: Advisor, titles: dict[str, str], example: Path) -> None:
    report = advisor.advise(read(example))
    assert Report.from_json(report.to_json()) == report
    assert render_markdown(report, titles).startswith(f"# {report.name}\n")
    for width in (60, 80, 110):
        text = render_text(report, titles, width=width, ascii_only=True, full=True)
        assert text.isascii()
        assert max(map(len, text.splitlines())) <= width


def test_no_golden_report_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {path.stem for path in EXAMPLES}


def test_model_dump_is_the_text_of_the_service(advisor: Advisor) -> None:
    for example in EXAMPLES:
        report = advisor.advise(read(example))
        assert json.loads(report.model_dump_json()) == json.loads(report.to_json())

"""The line of code that a finding shows, with the mark under its column."""

from pathlib import Path

import pytest

import advisor
from advisor.report.page import ASCII, UNICODE, Glyphs, Page
from advisor.review.excerpt import excerpt, offset
from advisor.review.lines import text_lines

LONG = "model = Sequential([Dense(64), Dense(32), Dense(16), Dense(1, activation='softmax')])"


@pytest.mark.parametrize(
    ("line", "column", "room", "shown"),
    [
        ("    x = 1", 5, 40, ("x = 1", 0)),
        ("\tx\t= 1", 4, 40, ("x = 1", 2)),
        ("x = 1", None, 40, ("x = 1", None)),
        ("x = 1", 9, 40, ("x = 1", None)),
        ("x = '\x1b[31m'", 1, 40, ("x = ' [31m'", 0)),
        ("abcdefghij", 1, 6, ("abcde…", 0)),
        ("abcdefghij", 10, 6, ("…fghij", 5)),
        ("abcdefghij", 5, 6, ("…defg…", 2)),
    ],
)
def test_the_part_around_the_column_is_shown(
    line: str, column: int | None, room: int, shown: tuple[str, int | None]
) -> None:
    assert excerpt(line, column, room) == shown


def test_the_mark_stays_under_what_it_marks() -> None:
    for column in range(1, len(LONG) + 1):
        text, at = excerpt(LONG, column, 40)
        assert at is not None
        assert len(text) == 40
        assert text[at] == LONG[column - 1]


def test_wide_signs_take_two_cells() -> None:
    assert offset("x = '損失'", 8) == 10


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_a_long_line_is_cut_where_nothing_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, glyphs: Glyphs
) -> None:
    monkeypatch.chdir(tmp_path)
    first = "# größe\nfrom keras.models import Sequential\nfrom keras.layers import Dense"
    last = "model.compile('adam', loss='binary_crossentropy')"
    Path("train.py").write_text(f"{first}\n{LONG}\n{last}\n")
    page = Page(60, glyphs)
    text_lines(page, advisor.review(["train.py"]))
    lines = ["".join(text for text, _ in line) for line in page.lines]
    at = next(number for number, line in enumerate(lines, 1) if "LF005" in line)
    assert lines[at].startswith(f"  4 | {glyphs.ellipsis}")
    assert lines[at][lines[at + 1].index("^") :].startswith("'softmax'")
    assert max(map(len, lines)) <= 60

"""Say what a whole fleet of projects has in common, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from advisor.batch.tally import Tally

__all__ = ["WORST", "fleet_markdown", "most_frequent"]

_SHOWN = 20
WORST = {
    "error": "Projects with an error",
    "warning": "Projects with warnings at worst",
    "info": "Projects with notes alone",
    "none": "Projects with nothing found",
}
"""What the worst severity of a project is called, worst first."""


def most_frequent(
    counts: Counter[tuple[str, ...]], limit: int = _SHOWN
) -> list[tuple[tuple[str, ...], int]]:
    """Return the most frequent entries; equal counts go by name."""
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:limit]


def fleet_markdown(tally: Tally) -> str:
    """Write the summary of a batch."""
    return "\n".join(_lines(tally)) + "\n"


def _lines(tally: Tally) -> Iterator[str]:
    yield f"# {tally.reports:,} projects"
    yield ""
    share = partial(_share, whole=tally.reports)
    yield from _table(
        ("Worst found", "Projects", "Share"),
        [(words, f"{tally.worst[name]:,}", share(tally.worst[name])) for name, words in _worst()],
    )
    yield from ("", "## Found most often", "")
    yield from _table(
        ("Rule", "Name", "Severity", "Projects", "Share"),
        [(*key, f"{n:,}", share(n)) for key, n in most_frequent(tally.findings)],
    )
    yield from ("", "## Asked most often", "")
    yield from _table(
        ("Field", "Question", "Projects", "Share"),
        [(*key, f"{n:,}", share(n)) for key, n in most_frequent(tally.questions)],
    )


def _worst() -> Iterable[tuple[str, str]]:
    return WORST.items()


def _share(part: int, whole: int) -> str:
    return f"{part / (whole or 1):.1%}"


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(names)
    yield _row(["---"] * len(names))
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

"""Find the places of a conclusion: the field most to blame for it, and all that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from advisor.inspect.result import Place
from advisor.report import Conclusion
from advisor.report.words import because_words
from advisor.review.model import Reason

__all__ = ["blamed", "reasons"]

_CONTEXT = "problem."
"""What a project is about is seldom what is wrong with it."""


def blamed(
    conclusion: Conclusion, place: Callable[[str], Place | None], file: str
) -> tuple[str | None, Place | None]:
    """Return the field most to blame that has a place, and that place.

    A field that is stated otherwise than advised comes first, then what the conclusion rests
    on in its order, and what the project is about last; places in the file that is reviewed
    come before those in files beside it.
    """
    placed = [(path, found) for path in _candidates(conclusion) if (found := place(path))]
    own = [each for each in placed if each[1].file == file]
    return next(iter(own or placed), (None, None))


def reasons(conclusion: Conclusion, place: Callable[[str], Place | None]) -> Iterator[Reason]:
    """Give what a conclusion rests on, each value once and with its place."""
    told = [each for each in conclusion.because if each.symbol != "not_told"]
    seen: set[str] = set()
    for each in told or conclusion.because:
        words = because_words([each], arrow="→")
        # One field may have told several facts.
        value = words.partition(" → ")[0]
        if value not in seen:
            seen.add(value)
            where = place(each.path) if each.path is not None else None
            yield Reason(words=words, path=each.path, place=where)


def _candidates(conclusion: Conclusion) -> Iterator[str]:
    paths = [each.path for each in conclusion.because if each.path is not None]
    stated = conclusion.stated or {}
    for each in conclusion.because:
        if each.path is not None and each.value in stated.values():
            yield each.path
    yield from (path for path in paths if not path.startswith(_CONTEXT))
    yield from paths

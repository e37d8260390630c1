"""Find the place of a conclusion: the field that is most to blame for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from advisor.report import Conclusion
from advisor.review.model import Spot

__all__ = ["blamed"]

_CONTEXT = "problem."
"""What a project is about is seldom what is wrong with it."""


def blamed(
    conclusion: Conclusion, place: Callable[[str], Spot | None]
) -> tuple[str | None, Spot | None]:
    """Return the field most to blame that has a place, and that place.

    A field that is stated otherwise than advised comes first, then what the conclusion rests
    on in its order, and what the project is about last.
    """
    for path in _candidates(conclusion):
        found = place(path)
        if found is not None:
            return path, found
    return None, None


def _candidates(conclusion: Conclusion) -> Iterator[str]:
    paths = [each.path for each in conclusion.because if each.path is not None]
    stated = conclusion.stated or {}
    for each in conclusion.because:
        if each.path is not None and each.value in stated.values():
            yield each.path
    yield from (path for path in paths if not path.startswith(_CONTEXT))
    yield from paths

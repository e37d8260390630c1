"""What the names of columns say of their contents."""

from __future__ import annotations

import re

__all__ = ["names_a_key", "names_a_time", "words_of"]

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_KEY_WORDS = frozenset({"id", "idx", "index", "uuid", "guid", "key", "rowid", "row", "no", "nr"})
_TIME_WORDS = frozenset({"time", "timestamp", "date", "datetime", "epoch", "unixtime", "ts"})


def words_of(name: str) -> frozenset[str]:
    """Return the words that a name is made of, in lower case.

    Example:
        >>> sorted(words_of("meanAge_years"))
        ['age', 'mean', 'years']
    """
    return frozenset(word.casefold() for word in _WORD.findall(name))


def names_a_key(name: str) -> bool:
    """Whether a name is one of a key; a column without a name mostly is one of row numbers."""
    return not name.strip() or bool(words_of(name) & (_KEY_WORDS | {"unnamed"}))


def names_a_time(name: str) -> bool:
    """Whether a name speaks of a moment in time."""
    return bool(words_of(name) & _TIME_WORDS)

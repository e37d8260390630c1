"""Categories that are probably the same: written in another case, or with a slip."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

__all__ = ["typos", "variants"]

_DIGITS = re.compile(r"\d")


def variants(counts: Mapping[str, int]) -> dict[str, str]:
    """Return spellings that differ in case or blanks alone, each with the one written most often.

    Example:
        >>> variants({"Red": 2, "red": 40, "blue": 9})
        {'Red': 'red'}
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for text in counts:
        groups[_folded(text)].append(text)
    found: dict[str, str] = {}
    for members in groups.values():
        usual = max(members, key=lambda text: (counts[text], text.strip() == text, text))
        found |= {text: usual for text in members if text != usual}
    return found


def typos(counts: Mapping[str, int], letters_least: float, ratio_least: float) -> dict[str, str]:
    """Return rare spellings that are one slip away from a frequent one.

    A slip is a letter left out, put in, replaced, or two swapped. Words that hold digits are
    left alone: room 12 and room 13 are two rooms.

    Args:
        counts: How often each category occurs.
        letters_least: Length from which on words are compared.
        ratio_least: How many times as often the word meant must occur.

    Example:
        >>> typos({"yellow": 80, "yelow": 2, "green": 50}, 5, 10)
        {'yelow': 'yellow'}
    """
    folded: dict[str, int] = defaultdict(int)
    usual: dict[str, str] = {}
    same = variants(counts)
    for text, times in counts.items():
        folded[_folded(text)] += times
        usual.setdefault(_folded(text), same.get(text, text))
    near: dict[str, list[str]] = defaultdict(list)
    for word in folded:
        if len(word) >= letters_least and not _DIGITS.search(word):
            for shorter in {word, *_shortened(word)}:
                near[shorter].append(word)
    found: dict[str, str] = {}
    for words in near.values():
        meant = max(words, key=lambda word: folded[word])
        for word in words:
            if folded[word] * ratio_least <= folded[meant] and _one_slip(word, meant):
                found[usual[word]] = usual[meant]
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _shortened(word: str) -> Iterator[str]:
    """Return a word without each of its letters: words one slip apart share one of these."""
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, put in or replaced, or two neighbours swapped."""
    if one == other:
        return False
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    rest, rest_of_other = one[begin:], other[begin:]
    swapped = rest[:2] == rest_of_other[1::-1] and rest[2:] == rest_of_other[2:]
    replaced = rest[1:] == rest_of_other[1:]
    return swapped or replaced or rest[1:] == rest_of_other or rest == rest_of_other[1:]

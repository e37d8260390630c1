"""The shape of texts: dates, addresses, lists, phrases."""

from __future__ import annotations

import re

import polars as pl

__all__ = [
    "date_format",
    "look_like_keys",
    "looks_like_addresses",
    "separator_of",
    "words_on_average",
]

_DATES = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S%.fZ",
    "%Y-%m-%d %H:%M:%S%#z",
    "%Y-%m-%dT%H:%M:%S%#z",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d-%m-%Y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
)
_DATE_START = re.compile(r"\s*(\d{1,4}[-/. ]|[A-Za-z]{3,9} \d{1,2}, )")
_STREET = (
    r"(?i)\b(street|st|avenue|ave|road|rd|lane|ln|drive|boulevard|blvd|square|rue|via|calle|"
    r"platz|way|court|p\.?o\.? box)\b|stra(ss|ß)e\b|str\.|weg\b"
)
_HOUSE = r"\b\d{1,5}[a-zA-Z]?\b"
_KEY = r"^[A-Za-z_-]*\d[\w-]{2,63}$"
_SEPARATORS = ("|", ";", ",")
_TRIED_FIRST = 200


def date_format(texts: pl.Series, share: float) -> str | None:
    """Return the form of date that at least this share of texts has; months before days.

    Of two forms that fit alike, such as day or month first, the first one tried is returned.
    """
    if not len(texts) or not _DATE_START.match(str(texts[0])):
        return None
    texts = texts.str.strip_chars()
    first = texts.head(_TRIED_FIRST)
    for form in _DATES:
        if _fit(first, form) >= share and _fit(texts, form) >= share:
            return form
    return None


def _fit(texts: pl.Series, form: str) -> float:
    return float(texts.str.to_datetime(form, strict=False).count()) / max(len(texts), 1)


def look_like_keys(texts: pl.Series) -> bool:
    """Whether texts are single words of some length that all hold a digit."""
    return bool(len(texts)) and _share(texts.str.contains(_KEY)) == 1


def looks_like_addresses(texts: pl.Series, share: float) -> bool:
    """Whether texts hold the number of a house and either a street or parts after commas."""
    if not len(texts):
        return False
    house = texts.str.contains(_HOUSE)
    street = texts.str.contains(_STREET) | (texts.str.count_matches(",") >= 2)
    return _share(house & street) >= share


def separator_of(texts: pl.Series, share: float) -> str | None:
    """Return the sign that at least this share of cells has between values that come back.

    A sentence has commas too, but its parts hardly ever occur in another one.
    """
    for sign in _SEPARATORS:
        if _share(texts.str.contains(sign, literal=True)) < share:
            continue
        parts = texts.str.split(sign).explode().str.strip_chars()
        least = 2 if sign == "," else 1
        if parts.n_unique() * least < texts.n_unique():
            return sign
    return None


def words_on_average(texts: pl.Series) -> float:
    """Return how many words a text has on average."""
    counted = texts.str.count_matches(r"\S+").mean()
    return float(counted) if isinstance(counted, int | float) else 0.0


def _share(holds: pl.Series) -> float:
    return float(holds.sum()) / max(len(holds), 1)

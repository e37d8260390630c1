"""Turn a descriptor into symbols, each with its evidence; an unknown value stays absent."""

from advisor.facts.given import facts_given
from advisor.facts.reader import FactReader
from advisor.facts.readings import MISSING, Facts, Origin, plain
from advisor.facts.vocabulary import (
    AnyStated,
    Cut,
    Cuts,
    Fact,
    Otherwise,
    Quantity,
    Reading,
    Same,
    Stated,
    Vocabulary,
)

__all__ = [
    "MISSING",
    "AnyStated",
    "Cut",
    "Cuts",
    "Fact",
    "FactReader",
    "Facts",
    "Origin",
    "Otherwise",
    "Quantity",
    "Reading",
    "Same",
    "Stated",
    "Vocabulary",
    "facts_given",
    "plain",
]

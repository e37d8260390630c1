"""Turn a descriptor into symbols, each with its evidence; an unknown value stays absent."""

from advisor.facts.evidence import MISSING, NEITHER, Evidence, Facts, Source
from advisor.facts.fields import PLACES
from advisor.facts.given import facts_given
from advisor.facts.memo import Memo
from advisor.facts.quantities import length
from advisor.facts.reader import FactReader
from advisor.facts.readings import plain
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
    "NEITHER",
    "PLACES",
    "AnyStated",
    "Cut",
    "Cuts",
    "Evidence",
    "Fact",
    "FactReader",
    "Facts",
    "Memo",
    "Otherwise",
    "Quantity",
    "Reading",
    "Same",
    "Source",
    "Stated",
    "Vocabulary",
    "facts_given",
    "length",
    "plain",
]

"""Take facts by their names, as a short question gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from advisor.descriptor import FIELDS, canonical, from_mapping, nested, told
from advisor.errors import DescriptorError, Location, Problem, UnknownNameError, shortened
from advisor.facts.evidence import Evidence, Facts, Source
from advisor.facts.reader import FactReader
from advisor.facts.readings import plain
from advisor.facts.vocabulary import Fact, Stated, Vocabulary

__all__ = ["facts_given"]


def facts_given(
    vocabulary: Vocabulary,
    reader: FactReader,
    allowed: Iterable[str],
    given: Mapping[str, object],
) -> Facts:
    """Read facts by name, or fields by dotted path.

    A fact takes one of its symbols; failing that, what the field behind it takes, with
    numbers written as text allowed.

    Raises:
        UnknownNameError: A name is neither one of the allowed facts nor a field.
        DescriptorError: A value does not fit its field, or what is told contradicts itself.
    """
    known = sorted(name for name in allowed if name in vocabulary.facts)
    sayings = _Told()
    for name, value in given.items():
        if value is None and (name in FIELDS or name in known):
            continue
        if name in FIELDS:
            sayings.fill(name, name, value)
            continue
        if name not in known:
            raise UnknownNameError("fact", name, known)
        fact = vocabulary.facts[name]
        if _symbol(value) not in fact.symbols or fact.many or _is_field(fact, value):
            sayings.fill(fact.asks, name, value)
        else:
            sayings.symbols[name] = _symbol(value)
    facts = reader.read(from_mapping(nested(sayings.fields)))
    for name, symbol in sayings.symbols.items():
        sayings.compare(vocabulary.facts[name], symbol, facts.evidence[reader.index[name]])
        _set(facts, reader.index[name], vocabulary.facts[name], symbol)
    if sayings.problems:
        raise DescriptorError(sayings.problems)
    return facts


@dataclass
class _Told:
    """What was told: fields, facts by a symbol of their own, and what does not go together."""

    fields: dict[str, object] = field(default_factory=dict)
    symbols: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _words: dict[str, str] = field(default_factory=dict)

    def fill(self, path: str, name: str, value: object) -> None:
        """Take a value for a field; two names may tell the same field, but not differently."""
        found, words = _value(value, path), _words(name, value)
        if path in self.fields and _meaning(path, found) != _meaning(path, self.fields[path]):
            self._refuse(path, words, self._words[path])
        self.fields[path] = found
        self._words[path] = words

    def compare(self, fact: Fact, symbol: str, evidence: Evidence | None) -> None:
        """Hold a symbol against what the fields told of the same fact."""
        if evidence is None or evidence.source.symbol in (symbol, fact.otherwise):
            return
        path = evidence.source.path
        if path in self._words:
            self._refuse(fact.name, _words(fact.name, symbol), self._words[path])

    def _refuse(self, path: str, one: str, other: str) -> None:
        message = f"{one} contradicts {other}; tell only one of them"
        self.problems.append(Problem("D007", message, path, Location("<descriptor>")))


def _words(name: str, value: object) -> str:
    return f"{name}={shortened(_symbol(value))}"


def _meaning(path: str, value: object) -> object:
    return canonical(path, value) or value if isinstance(value, str) else value


def _is_field(fact: Fact, value: object) -> bool:
    """Whether to tell the fact is to fill in its field, which other facts may read as well."""
    known = FIELDS[fact.asks]
    symbols = ("true", "false") if known.kind == "boolean" else known.symbols
    return fact.leading == Stated(fact.asks) and _symbol(value) in symbols


def _set(facts: Facts, number: int, fact: Fact, symbol: str) -> None:
    """Note a symbol told by the fact's own name; no field states it."""
    facts.codes[number] = fact.symbols.index(symbol)
    facts.evidence[number] = Evidence(Source(fact.name, symbol, None), plain(symbol))


def _symbol(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(value: object, path: str) -> object:
    """Read numbers and lists out of text where the field wants them."""
    return told(path, value) if isinstance(value, str) else value

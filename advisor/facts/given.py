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

_HERE = Location("<descriptor>")


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
        UnknownNameError: Names are neither allowed facts nor fields, and nothing else is wrong.
        DescriptorError: A value does not fit its field, or what is told contradicts itself;
            with unknown names among the problems.
    """
    known = sorted(name for name in allowed if name in vocabulary.facts)
    sayings = _Told()
    for name, value in given.items():
        if name in FIELDS:
            sayings.fill(name, name, value)
        elif name in known:
            sayings.tell(vocabulary.facts[name], value)
        else:
            sayings.unknown.append(name)
    facts = sayings.read(reader)
    for name, symbol in sayings.symbols.items():
        sayings.compare(vocabulary.facts[name], symbol, facts.evidence[reader.index[name]])
        _set(facts, reader.index[name], vocabulary.facts[name], symbol)
    sayings.check(known)
    return facts


@dataclass
class _Told:
    """What was told: fields, facts by a symbol of their own, and what does not go together."""

    fields: dict[str, object] = field(default_factory=dict)
    symbols: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _words: dict[str, str] = field(default_factory=dict)

    def tell(self, fact: Fact, value: object) -> None:
        """Take one of the fact's symbols; failing that, a value for the field behind it."""
        if _symbol(value) not in fact.symbols or fact.many or _is_field(fact, value):
            self.fill(fact.asks, fact.name, value)
        else:
            self.symbols[fact.name] = _symbol(value)

    def fill(self, path: str, name: str, value: object) -> None:
        """Take a value for a field; two names may tell the same field, but not differently."""
        if value is None:
            return
        found, words = _value(value, path), _words(name, value)
        if path in self.fields and _meaning(path, found) != _meaning(path, self.fields[path]):
            self._refuse(path, words, self._words[path])
        self.fields[path] = found
        self._words[path] = words

    def read(self, reader: FactReader) -> Facts:
        """Read what the fields say; what one of them may not say is a problem among others."""
        try:
            return reader.read(from_mapping(nested(self.fields)))
        except DescriptorError as error:
            self.problems += error.problems
            return reader.read(from_mapping({}))

    def check(self, known: Iterable[str]) -> None:
        """Refuse all that is wrong at once.

        Raises:
            UnknownNameError: Names are unknown, and nothing else is wrong.
            DescriptorError: With every problem.
        """
        if not self.unknown and not self.problems:
            return
        nobody_knows = UnknownNameError("fact", self.unknown, known)
        if not self.problems:
            raise nobody_knows
        named = zip(nobody_knows.names, nobody_knows.messages, strict=True)
        strange = [Problem("D001", said, name, _HERE, (name,)) for name, said in named]
        raise DescriptorError([*strange, *self.problems])

    def compare(self, fact: Fact, symbol: str, evidence: Evidence | None) -> None:
        """Hold a symbol against what the fields told of the same fact."""
        if evidence is None or evidence.source.symbol in (symbol, fact.otherwise):
            return
        path = evidence.source.path
        if path in self._words:
            self._refuse(fact.name, _words(fact.name, symbol), self._words[path])

    def _refuse(self, path: str, one: str, other: str) -> None:
        message = f"{one} contradicts {other}; tell only one of them"
        self.problems.append(Problem("D007", message, path, _HERE))


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

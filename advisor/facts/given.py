"""Take facts by their names, as a short question gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.descriptor import FIELDS, from_mapping, nested
from advisor.errors import UnknownNameError
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
        DescriptorError: A value does not fit its field.
    """
    known = sorted(name for name in allowed if name in vocabulary.facts)
    symbols: dict[str, str] = {}
    fields: dict[str, object] = {}
    for name, value in given.items():
        if name in FIELDS:
            fields[name] = _value(value, name)
            continue
        if name not in known:
            raise UnknownNameError("fact", name, known)
        fact = vocabulary.facts[name]
        if _symbol(value) not in fact.symbols or fact.many or _is_field(fact, value):
            fields[fact.asks] = _value(value, fact.asks)
        else:
            symbols[name] = _symbol(value)
    facts = reader.read(from_mapping(nested(fields)))
    for name, symbol in symbols.items():
        _set(facts, reader.index[name], vocabulary.facts[name], symbol)
    return facts


def _is_field(fact: Fact, value: object) -> bool:
    """Whether to tell the fact is to fill in its field, which other facts may read as well."""
    field = FIELDS[fact.asks]
    symbols = ("true", "false") if field.kind == "boolean" else field.symbols
    return fact.leading == Stated(fact.asks) and _symbol(value) in symbols


def _set(facts: Facts, number: int, fact: Fact, symbol: str) -> None:
    """Note a symbol told by the fact's own name; no field states it."""
    facts.codes[number] = fact.symbols.index(symbol)
    facts.evidence[number] = Evidence(Source(fact.name, symbol, None), plain(symbol))


def _symbol(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(value: object, path: str) -> object:
    """Read numbers and lists out of text where the field wants them."""
    if not isinstance(value, str):
        return value
    kind = FIELDS[path].kind
    if kind in ("symbols", "integers", "numbers", "series"):
        return [_scalar(part.strip(), kind) for part in value.split(",")]
    return _scalar(value, kind)


def _scalar(text: str, kind: str) -> object:
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind in ("integer", "number", "integers", "numbers", "series"):
        for number in (int, float):
            try:
                return number(text)
            except ValueError:
                continue
    return text

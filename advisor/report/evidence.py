"""Write the evidence behind facts: which field, which value, which threshold."""

from __future__ import annotations

import math
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import cast

from pydantic import JsonValue
from pydantic_core import to_json

from advisor.facts import Fact, FactReader, Origin, plain
from advisor.inference import Engine, Inference
from advisor.rulebase import RuleBase

__all__ = ["EvidenceWriter", "json_text", "words"]


def json_text(value: object) -> str:
    """Write a value as JSON; numbers that are not finite become strings."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return repr(value)
    return to_json(value, inf_nan_mode="strings").decode()


def words(value: object) -> str:
    """Write a value as a reader of a sentence expects it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(words, value))
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)


class EvidenceWriter:
    """Writes the `because` of conclusions, and the words for facts in their messages."""

    def __init__(self, rulebase: RuleBase, engine: Engine, reader: FactReader) -> None:
        self._rulebase = rulebase
        self._reader = reader
        self._names = list(engine.facts)
        self._numbers = engine.facts
        self._facts = [rulebase.vocabulary.facts.get(name) for name in self._names]
        self._rules = list(rulebase.rules.values())
        self._verbatim = [_verbatim(fact) if fact else () for fact in self._facts]

    def because(self, facts: Iterable[int], inference: Inference) -> str:
        """Write the evidence of some facts, derived ones followed by what they rest on."""
        seen: dict[int, None] = {}
        for fact in facts:
            self._unfold(fact, inference, seen)
        return ",".join(self._entry(fact, inference) for fact in seen)

    def value(self, fact: int, inference: Inference) -> JsonValue:
        """Return what is given or measured behind a fact, shortened as in the evidence."""
        return _brief(self.stated(fact, inference))

    def stated(self, fact: int, inference: Inference) -> object:
        """Return what the descriptor says of a fact, as given; a derived fact's symbol."""
        origin = inference.facts.origins.get(fact)
        if origin is not None and fact not in inference.producers:
            return origin.value
        return plain(self._symbol(fact, inference))

    def number(self, name: str, inference: Inference) -> float | None:
        """Return a quantity, whole numbers without a fraction."""
        value = self._reader.number(name, inference.facts)
        return int(value) if value is not None and value == value // 1 else value

    def named(self, name: str, spec: str, inference: Inference) -> str:
        """Return what stands in a message for a fact or a quantity."""
        if name in self._numbers:
            value = self.stated(self._numbers[name], inference)
        else:
            value = self.number(name, inference)
        return format(value, spec) if spec and isinstance(value, int | float) else words(value)

    def _unfold(self, fact: int, inference: Inference, seen: dict[int, None]) -> None:
        if fact in seen:
            return
        seen[fact] = None
        if fact in inference.producers:
            for behind in self._rules[inference.producers[fact]].when:
                self._unfold(self._numbers[behind], inference, seen)

    def _entry(self, fact: int, inference: Inference) -> str:
        if fact in inference.producers:
            rule = self._rules[inference.producers[fact]].id
            return self._derived(fact, inference, f',"rule":"{rule}"')
        origin = inference.facts.origins.get(fact)
        if origin is None:
            return self._verbatim[fact][inference.facts.codes[fact]]
        return _entry(self._names[fact], self._symbol(fact, inference), origin)

    def _derived(self, fact: int, inference: Inference, rule: str) -> str:
        symbol = self._symbol(fact, inference)
        return _entry(self._names[fact], symbol, Origin(None, None))[:-1] + rule + "}"

    def _symbol(self, fact: int, inference: Inference) -> str:
        code, known = inference.facts.codes[fact], self._facts[fact]
        symbols = self._rulebase.symbols(self._names[fact])
        if known is not None and known.many:
            return "+".join(s for place, s in enumerate(symbols) if code >> place & 1)
        return symbols[code] if 0 <= code < len(symbols) else "none"


def _verbatim(fact: Fact) -> tuple[str, ...]:
    """Write the evidence of each symbol of a fact whose field simply states it."""
    return tuple(
        _entry(
            fact.name,
            symbol,
            Origin(fact.asks, None if symbol == fact.otherwise else plain(symbol)),
        )
        for symbol in fact.symbols
    )


def _entry(name: str, symbol: str, origin: Origin) -> str:
    return (
        f'{{"fact":"{name}","symbol":{json_text(plain(symbol))},"path":{json_text(origin.path)},'
        f'"value":{json_text(_brief(origin.value))},"threshold":{json_text(origin.threshold)}}}'
    )


def _brief(value: object) -> JsonValue:
    """A long series is evidence by its length and end, not by ten thousand numbers."""
    if isinstance(value, list) and len(value) > 20:
        return [*value[:3], f"... {len(value) - 6} more ...", *value[-3:]]
    return cast(JsonValue, value)

"""Write the evidence behind facts: which field, which value, which threshold."""

from __future__ import annotations

import math
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import cast

from pydantic import JsonValue
from pydantic_core import to_json

from advisor.facts import Evidence, FactReader, Source, plain
from advisor.inference import Engine, Inference

__all__ = ["EvidenceWriter", "because", "brief", "json_text", "words"]

_CODE = frozenset(".(=")
"""Signs of a library's own spelling, which keeps its underscores."""
_SHOWN = 20


class EvidenceWriter:
    """Finds what messages and outputs say about the facts of one inference."""

    def __init__(self, engine: Engine, reader: FactReader) -> None:
        self._numbers = engine.facts
        self.reader = reader

    def stated(self, fact: int, inference: Inference) -> object:
        """Return what the descriptor says of a fact, as given.

        A derived fact is stated by the first fact that its rule rests on.
        """
        evidence = inference.facts.evidence[fact]
        while evidence is not None and evidence.behind:
            evidence = evidence.behind[0]
        return None if evidence is None else evidence.value

    def number(self, name: str, inference: Inference) -> float | None:
        """Return a quantity, whole numbers without a fraction."""
        value = self.reader.number(name, inference.facts)
        return int(value) if value is not None and value == value // 1 else value

    def named(self, name: str, spec: str, inference: Inference) -> str:
        """Return what stands in a message for a fact or a quantity.

        A fact is named as the descriptor words it, and by its symbol where it is measured.
        A number is unknown only where a fact was told by its symbol instead.
        """
        if name in self._numbers:
            evidence = inference.facts.evidence[self._numbers[name]]
            if evidence is not None and not isinstance(evidence.value, str | bool | list):
                return words(plain(evidence.source.symbol))
            return words(self.stated(self._numbers[name], inference))
        value = self.number(name, inference)
        if value is None:
            return "?"
        return format(value, spec) if spec else words(value)


def because(evidence: Iterable[Evidence | None]) -> bytes:
    """Write the evidence of some facts, derived ones followed by what they rest on."""
    known = [piece for piece in evidence if piece is not None]
    for piece in known:
        if piece.behind:
            unfolded = {part.source.fact: part for piece in known for part in piece.unfold()}
            known = list(unfolded.values())
            break
    return b",".join([piece.rendered or _entry(piece) for piece in known])


def brief(value: object) -> JsonValue:
    """Shorten a long series: ten thousand numbers are no evidence that anybody reads."""
    if isinstance(value, list) and len(value) > _SHOWN:
        return [*value[:3], f"... {len(value) - 6} more ...", *value[-3:]]
    return cast(JsonValue, value)


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
        return _listed([words(part) for part in value])
    if isinstance(value, str) and not _CODE.intersection(value):
        return value.replace("_", " ")
    return str(value)


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _entry(evidence: Evidence) -> bytes:
    source = evidence.source
    before, after = source.rendered or _frame(source)
    text = b"%b%b%b" % (before, json_text(brief(evidence.value)).encode(), after)
    evidence.rendered = text
    return text


def _frame(source: Source) -> tuple[bytes, bytes]:
    """Write what stands before and after the value, once for all values."""
    before = (
        f'{{"fact":"{source.fact}","symbol":{json_text(plain(source.symbol))},'
        f'"path":{json_text(source.path)},"value":'
    )
    more = {
        "rule": source.rule,
        "quantity": source.quantity,
        "measure": source.measure,
        "looked_at": list(source.looked_at),
    }
    stated = "".join(f',"{key}":{json_text(value)}' for key, value in more.items() if value)
    after = f',"threshold":{json_text(source.threshold)}{stated}}}'
    frame = source.rendered = before.encode(), after.encode()
    return frame

"""Say the parts of a conclusion in words, the same ones in every kind of report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

from advisor.report.model import (
    Because,
    Conclusion,
    Provenance,
    Report,
    RuleBaseInfo,
    Scalar,
)

__all__ = [
    "because_words",
    "choice_words",
    "count",
    "either",
    "outputs_words",
    "plain",
    "rule_base_words",
    "some",
    "source_words",
    "stated_words",
    "summary",
    "symbol_words",
    "symptom_words",
    "value_words",
]

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_LONGEST_VALUE = 60
_LONGEST_LIST = 6


def plain(text: str) -> str:
    """Put a text on one line, without characters that could steer a terminal."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def count(number: int, noun: str) -> str:
    """Say how many: ``1 error``, ``2 errors``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def symbol_words(symbol: Scalar) -> str:
    """Turn a symbol into words: ``roc_auc`` becomes ``roc auc``, ``true`` becomes ``yes``."""
    if isinstance(symbol, bool) or symbol in ("true", "false"):
        return "yes" if symbol in (True, "true") else "no"
    return _number(symbol) if isinstance(symbol, float) else plain(str(symbol).replace("_", " "))


def either(words: Sequence[str]) -> str:
    """Join alternatives: ``a, b or c``."""
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def outputs_words(outputs: Mapping[str, Sequence[Scalar]], *, joint: str = "; ") -> str:
    """Say what is advised: ``last activation: sigmoid; loss: mse or mae``."""
    return joint.join(
        f"{symbol_words(name)}: {either([symbol_words(symbol) for symbol in symbols])}"
        for name, symbols in outputs.items()
    )


def symptom_words(conclusion: Conclusion) -> str:
    """Name a symptom, where it begins and how sure the log makes it."""
    if conclusion.symptom is None:
        return ""
    begins, parts = conclusion.begins, [symbol_words(conclusion.symptom)]
    if begins is not None:
        series = symbol_words(begins.series.removeprefix("history."))
        parts.append(f"from {begins.unit or 'row'} {_number(begins.at)} on ({series})")
    if conclusion.confidence is not None:
        parts.append(f"{conclusion.confidence} confidence")
    return ", ".join(parts)


def stated_words(stated: Mapping[str, JsonValue]) -> str:
    """Say what the descriptor states, in the words it was given in."""
    return "; ".join(f"{symbol_words(name)}: {_given(v)}" for name, v in stated.items())


def _given(value: JsonValue) -> str:
    return symbol_words(value) if isinstance(value, bool) else value_words(value)


def value_words(value: JsonValue) -> str:
    """Write a given or measured value briefly: long series lose their middle."""
    if isinstance(value, list) and len(value) > _LONGEST_LIST:
        kept = [*map(value_words, value[:3]), "...", *map(value_words, value[-2:])]
        return f"[{', '.join(kept)}] ({len(value)} values)"
    if isinstance(value, list):
        return f"[{', '.join(map(value_words, value))}]"
    if isinstance(value, float):
        return _number(value)
    text = plain(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


def because_words(reasons: Iterable[Because], *, arrow: str = "->") -> str:
    """Say what a conclusion rests on: ``path = value; path: measured -> symbol; ...``."""
    given = list(reasons)
    told = [reason for reason in given if reason.symbol != "not_told"]
    return "; ".join(dict.fromkeys(_reason(reason, arrow) for reason in told or given))


def _reason(reason: Because, arrow: str) -> str:
    symbol = symbol_words(reason.symbol)
    if reason.path is None:
        by = f" (by {reason.rule})" if reason.rule else ""
        return f"{symbol_words(reason.fact)}: {symbol}{by}"
    if reason.value is None:
        if not reason.looked_at:
            return f"{reason.path}: {symbol}"
        silent = some(reason.looked_at, limit=3)
        return f"{symbol_words(reason.fact)}: {symbol} (nothing told by {silent})"
    if symbol in ("yes", "no"):  # which of two only means something with the name of the fact
        symbol = f"{symbol_words(reason.fact)}: {symbol}"
    # A number held against a cut-point was measured there; anything else is what was given.
    sign = " =" if reason.threshold is None else ":"
    found = reason.path
    if reason.quantity and reason.measure:
        sign, found = ":", f"{symbol_words(reason.quantity)} ({reason.measure})"
    shown = f"{found}{sign} {value_words(reason.value)}"
    if not _says(reason.value, reason.symbol):
        shown += f" {arrow} {symbol}"
    if reason.threshold is not None:
        shown += f" (threshold {_number(reason.threshold)})"
    return shown


def _says(value: JsonValue, symbol: Scalar) -> bool:
    said = sorted(map(str, value)) if isinstance(value, list) else [str(value)]
    return said == sorted(str(symbol).split("+")) or _same(value, symbol)


def _same(value: JsonValue, symbol: Scalar) -> bool:
    return str(value).casefold() == str(symbol).casefold()


def source_words(provenance: Provenance, *, section: str = "§") -> str:
    """Cite in short form: ``practical-advice §1 item 5(d), H1, 2018``."""
    place = re.sub(r"\bsections? (?=\d)", section, plain(provenance.locator))
    place = re.sub(r"(?<=\d), item ", " item ", place)
    parts = [f"{plain(provenance.document)} {place}".strip(), *provenance.statements]
    parts += [str(provenance.year)] if provenance.year is not None else []
    parts += ["interpreted"] if provenance.basis == "interpreted" else []
    return ", ".join(parts)


def some(names: Sequence[str], *, limit: int = 6) -> str:
    """List the first names and say how many more there are."""
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def choice_words(choices: Iterable[Scalar]) -> str:
    """List the choices of a question as they are to be typed."""
    return ", ".join(
        str(choice).lower() if isinstance(choice, bool) else plain(str(choice))
        for choice in choices
    )


def summary(report: Report) -> str:
    """Say in one line what a report holds: ``1 error, 9 recommendations, 20 questions``."""
    parts = [count(number, noun) for noun, number in _tally(report.conclusions).items() if number]
    if report.open_questions:
        parts.append(count(len(report.open_questions), "question"))
    if report.uncovered:
        parts.append(f"{count(len(report.uncovered), 'topic')} left open")
    return ", ".join(parts) or "nothing to say"


def rule_base_words(base: RuleBaseInfo) -> str:
    """Name the rule base and the documents it speaks from."""
    many = len(base.sources) > _LONGEST_LIST // 2
    named = count(len(base.sources), "document") if many else ", ".join(base.sources)
    origin = f", from {plain(named)}" if named else ""
    return f"Rule base {plain(base.version)} ({base.hash[:12]}){origin}."


def _tally(conclusions: Iterable[Conclusion]) -> dict[str, int]:
    nouns = ("error", "warning", "note", "step", "recommendation", "good sign")
    tally = dict.fromkeys(nouns, 0)
    for conclusion in conclusions:
        tally[_noun(conclusion)] += 1
    return tally


def _noun(conclusion: Conclusion) -> str:
    if conclusion.wrong:
        return "note" if conclusion.severity == "info" else conclusion.severity
    if "step" in conclusion.outputs:
        return "step"
    return "good sign" if conclusion.good else "recommendation"


def _number(number: float) -> str:
    return f"{number:.4g}" if abs(number) < 1000 else f"{number:.6g}"

"""Check that code stands for advice that some rule gives, and is Python (R132 to R135)."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.descriptor import FIELDS
from advisor.errors import Problem, did_you_mean
from advisor.rulebase.draft import Draft, alternatives
from advisor.rulebase.files import RuleFile
from advisor.rulebase.resolve import as_symbol, as_symbols
from advisor.rulebase.snippet_schema import SnippetEntry, SnippetsFile
from advisor.rulebase.snippets import code_of, free_names

__all__ = ["check"]

_Place = tuple[str | int, ...]
_Advised = dict[str, dict[str, None]]


def check(draft: Draft) -> Iterator[Problem]:
    """Check every file of snippets."""
    advised = _advised(draft) if draft.corpus.snippets else {}
    for file in draft.corpus.snippets:
        for name, fill in file.entry.fill.items():
            if fill.path is not None and fill.path not in FIELDS:
                message = f"the descriptor has no field {fill.path!r}"
                near = did_you_mean(fill.path, FIELDS)
                yield file.problem("R120", message + near, "fill", name, "path")
        seen: dict[str, int] = {}
        for number, entry in enumerate(file.entry.snippets):
            place = ("snippets", number)
            yield from _check_advice(file, advised, entry, place)
            yield from _check_facts(draft, file, entry, place)
            yield from _check_code(file, entry, place)
            yield from _check_reach(file, entry, number, seen)


def _advised(draft: Draft) -> _Advised:
    """Return what rules give for each output."""
    found: _Advised = {}
    for _, rule in draft.rules.values():
        for output in rule.then:
            for value in alternatives(rule, output):
                if isinstance(value, str | bool):
                    found.setdefault(output, {})[as_symbol(value)] = None
    return found


def _check_advice(
    file: RuleFile[SnippetsFile], advised: _Advised, entry: SnippetEntry, place: _Place
) -> Iterator[Problem]:
    for output, value in entry.advises.items():
        where = (*place, "advises", output)
        if output not in advised:
            near = did_you_mean(output, advised)
            yield file.problem("R132", f"no rule advises on {output!r}{near}", *where, key=True)
        elif as_symbol(value) not in advised[output]:
            near = did_you_mean(as_symbol(value), advised[output])
            message = f"no rule advises {as_symbol(value)!r} for {output!r}{near}"
            yield file.problem("R132", message, *where)


def _check_facts(
    draft: Draft, file: RuleFile[SnippetsFile], entry: SnippetEntry, place: _Place
) -> Iterator[Problem]:
    for fact, wanted in entry.when.items():
        known = draft.symbols(fact)
        if known is None:
            near = did_you_mean(fact, [*draft.facts, *draft.producers])
            yield file.problem("R103", f"unknown fact {fact!r}{near}", *place, "when", fact)
            continue
        for symbol in as_symbols(wanted):
            if symbol not in known:
                message = f"{fact!r} has no symbol {symbol!r}{did_you_mean(symbol, known)}"
                yield file.problem("R104", message, *place, "when", fact)


def _check_code(
    file: RuleFile[SnippetsFile], entry: SnippetEntry, place: _Place
) -> Iterator[Problem]:
    known = [*file.entry.given, *file.entry.fill]
    for framework, code in code_of(entry).items():
        try:
            unknown = [name for name in free_names(code) if name not in known]
        except SyntaxError as error:
            message = f"no Python, in line {error.lineno} of the code: {error.msg}"
            yield file.problem("R133", message, *place, framework)
            continue
        for name in unknown:
            message = f"{name!r} is neither bound, given nor filled in{did_you_mean(name, known)}"
            yield file.problem("R134", message, *place, framework)


def _check_reach(
    file: RuleFile[SnippetsFile], entry: SnippetEntry, number: int, seen: dict[str, int]
) -> Iterator[Problem]:
    """A snippet for everything hides the later ones for the same advice."""
    advice = repr(sorted((name, as_symbol(value)) for name, value in entry.advises.items()))
    if advice in seen:
        message = f"never shown: snippet {seen[advice]} stands for the same advice in every case"
        yield file.problem("R135", message, "snippets", number)
    elif not entry.when:
        seen[advice] = number

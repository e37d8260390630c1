"""Show advice as code: choose the snippets that stand for it and fill their numbers in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from advisor.descriptor import Descriptor
from advisor.errors import UnknownNameError
from advisor.report.model import CodeExample, Report, Scalar
from advisor.rulebase import Fill, RuleBase, Snippet
from advisor.rulebase.snippet_schema import FRAMEWORKS
from advisor.rulebase.snippets import free_names

__all__ = ["code_of_report", "code_of_rule"]


def code_of_report(
    rulebase: RuleBase, report: Report, framework: str, descriptor: Descriptor | None = None
) -> tuple[CodeExample, ...]:
    """Return the code for all that a report advises, in the order of its conclusions.

    Args:
        rulebase: The rule base that the report is from.
        report: The report.
        framework: ``pytorch``, ``keras`` or ``sklearn``.
        descriptor: What is known of the project; numbers in the code come from it.

    Raises:
        UnknownNameError: There is no such framework.
    """
    _check(framework)
    return tuple(
        _write(conclusion.rule, snippet, framework, descriptor)
        for conclusion in report.conclusions
        if not conclusion.good
        for snippet in _chosen(
            rulebase.snippets,
            conclusion.outputs,
            {reason.fact: (_symbol(reason.symbol),) for reason in conclusion.because},
        )
    )


def code_of_rule(rulebase: RuleBase, rule: str, framework: str) -> tuple[CodeExample, ...]:
    """Return the code for what one rule advises, whatever the project.

    Raises:
        UnknownNameError: There is no such framework.
    """
    _check(framework)
    entry = rulebase.rules[rule]
    outputs = {
        name: tuple(value.value for value in given if value.value is not None)
        for name, given in entry.then.items()
    }
    found = _chosen(rulebase.snippets, outputs, entry.when)
    return tuple(_write(rule, snippet, framework, None) for snippet in found)


def _check(framework: str) -> None:
    if framework not in FRAMEWORKS:
        raise UnknownNameError("framework", framework, FRAMEWORKS)


def _chosen(
    snippets: Iterable[Snippet],
    outputs: Mapping[str, Sequence[Scalar]],
    facts: Mapping[str, Collection[str]],
) -> Iterator[Snippet]:
    """Yield, for each piece of advice, the snippets whose facts may hold, up to one that must."""
    advised = {name: {_symbol(value) for value in values} for name, values in outputs.items()}
    settled: list[Mapping[str, str]] = []
    for snippet in snippets:
        stands = all(value in advised.get(name, ()) for name, value in snippet.advises.items())
        if not stands or snippet.advises in settled or not _may_hold(snippet, facts):
            continue
        if all(set(facts[fact]) <= set(wanted) for fact, wanted in snippet.when.items()):
            settled.append(snippet.advises)
        yield snippet


def _may_hold(snippet: Snippet, facts: Mapping[str, Collection[str]]) -> bool:
    return all(set(wanted) & set(facts.get(fact, ())) for fact, wanted in snippet.when.items())


def _write(
    rule: str, snippet: Snippet, framework: str, descriptor: Descriptor | None
) -> CodeExample:
    code = snippet.code.get(framework)
    lines, to_set = _filled(code, snippet.fill, descriptor) if code else ([], [])
    return CodeExample(
        rule=rule,
        advises=dict(snippet.advises),
        framework=framework,
        code="\n".join(lines) or None,
        lacks=snippet.lacks.get(framework),
        to_set=tuple(to_set),
    )


def _filled(
    code: str, fills: Iterable[Fill], descriptor: Descriptor | None
) -> tuple[list[str], list[str]]:
    """Put the numbers behind the imports; return the lines and the names still to be set."""
    lines = code.rstrip("\n").split("\n")
    named = free_names(code)
    numbers, to_set = [], []
    for fill in fills:
        if fill.name not in named:
            continue
        stated = _stated(descriptor, fill.path)
        if stated is None:
            to_set.append(fill.name)
        where = f"set this: {fill.means}" if stated is None else fill.path
        value = fill.otherwise if stated is None else stated
        numbers.append(f"{fill.name} = {value!r}  # {where}")
    imports = [at for at, line in enumerate(lines, 1) if line.startswith(("import ", "from "))]
    cut = imports[-1] if imports else 0
    before = [*lines[:cut], ""] if numbers and cut else lines[:cut]
    after = lines[cut:] if cut or not numbers else ["", *lines]
    return [*before, *numbers, *after], to_set


def _stated(descriptor: Descriptor | None, path: str | None) -> object:
    value: object = descriptor if path else None
    for name in (path or "").split("."):
        value = getattr(value, name, None)
    return value


def _symbol(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

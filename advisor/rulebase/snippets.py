"""Turn the snippets of rule files into code that is ready to be filled in."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from advisor.rulebase.files import Corpus
from advisor.rulebase.model import Fill, Snippet
from advisor.rulebase.profile import frozen
from advisor.rulebase.resolve import as_symbol, as_symbols
from advisor.rulebase.snippet_schema import FRAMEWORKS, LackEntry, SnippetEntry, SnippetsFile

__all__ = ["code_of", "free_names", "snippets_of"]


def snippets_of(corpus: Corpus) -> tuple[Snippet, ...]:
    """Return the snippets of all files, in order; they must have been checked before."""
    return tuple(_snippets(corpus))


def code_of(entry: SnippetEntry) -> dict[str, str]:
    """Return the code of a snippet by framework, without those that lack it."""
    given = {name: getattr(entry, name) for name in FRAMEWORKS}
    return {name: code for name, code in given.items() if isinstance(code, str)}


def free_names(code: str) -> list[str]:
    """Return the names that a program reads and nowhere binds, in the order of their places.

    Raises:
        SyntaxError: The text is no Python.
    """
    nodes = list(ast.walk(ast.parse(code)))
    bound = {name for node in nodes for name in _bound(node)}
    read = (
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )
    return list(dict.fromkeys(n for n in read if n not in bound and not hasattr(builtins, n)))


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in names)


def _snippets(corpus: Corpus) -> Iterator[Snippet]:
    for file in corpus.snippets:
        for entry in file.entry.snippets:
            given = {name: getattr(entry, name) for name in FRAMEWORKS}
            lacking = {n: lack.lacks for n, lack in given.items() if isinstance(lack, LackEntry)}
            yield Snippet(
                advises=frozen({n: as_symbol(symbol) for n, symbol in entry.advises.items()}),
                when=frozen({name: as_symbols(wanted) for name, wanted in entry.when.items()}),
                code=frozen(code_of(entry)),
                lacks=frozen(lacking),
                fill=_fill(file.entry),
            )


def _fill(file: SnippetsFile) -> tuple[Fill, ...]:
    return tuple(
        Fill(name, entry.means, entry.path, entry.otherwise) for name, entry in file.fill.items()
    )

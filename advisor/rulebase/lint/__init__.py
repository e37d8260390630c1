"""Judge the rule files as a whole: names, tables, examples, provenance, strata."""

from __future__ import annotations

from advisor.errors import Problem
from advisor.rulebase.draft import Draft
from advisor.rulebase.lint import (
    examples,
    messages,
    names,
    provenance,
    snippets,
    strata,
    tables,
    vocabulary,
)

__all__ = ["lint"]


def lint(draft: Draft) -> list[Problem]:
    """Return every problem of the rule base.

    Checks that take names for granted run only over rule files whose names are sound, so
    that one misspelt name is one problem.
    """
    found = [*draft.problems, *vocabulary.check(draft)]
    if found:
        return found
    found = [*names.check(draft), *provenance.check(draft), *strata.check(draft)]
    found += snippets.check(draft)
    unsound = {problem.location.file for problem in found}
    for topic in draft.topics.values():
        if topic.file.document.name not in unsound:
            found.extend(messages.check(draft, topic))
            found.extend(tables.check(draft, topic))
            found.extend(examples.check(draft, topic))
    return found

"""Turn rule files into a checked, immutable rule base."""

from advisor.rulebase.cache import RuleBaseCache, pickled
from advisor.rulebase.loader import load
from advisor.rulebase.model import (
    Document,
    Example,
    Fill,
    Gap,
    Kind,
    Output,
    Provenance,
    Rule,
    RuleBase,
    Severity,
    Snippet,
    Statement,
    Threshold,
    Topic,
)
from advisor.rulebase.profile import Profile, adjust

__all__ = [
    "Document",
    "Example",
    "Fill",
    "Gap",
    "Kind",
    "Output",
    "Profile",
    "Provenance",
    "Rule",
    "RuleBase",
    "RuleBaseCache",
    "Severity",
    "Snippet",
    "Statement",
    "Threshold",
    "Topic",
    "adjust",
    "load",
    "pickled",
]

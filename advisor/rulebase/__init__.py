"""Turn rule files into a checked, immutable rule base."""

from advisor.rulebase.loader import Profile, adjust, load
from advisor.rulebase.model import (
    Document,
    Example,
    Kind,
    Output,
    Provenance,
    Rule,
    RuleBase,
    Severity,
    Statement,
    Threshold,
    Topic,
)

__all__ = [
    "Document",
    "Example",
    "Kind",
    "Output",
    "Profile",
    "Provenance",
    "Rule",
    "RuleBase",
    "Severity",
    "Statement",
    "Threshold",
    "Topic",
    "adjust",
    "load",
]

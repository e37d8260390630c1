"""Turn rule files into a checked, immutable rule base."""

from advisor.rulebase.loader import load
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
from advisor.rulebase.profile import Profile, adjust

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

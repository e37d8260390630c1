"""Cited, rule-based advice for people who build neural networks.

Build an `Advisor` once and ask it often:

    >>> from advisor import Advisor
    >>> advisor = Advisor()
    >>> report = advisor.ask("last_layer", task="binary_classification")
    >>> report.conclusions[0].outputs["last_activation"]
    ('sigmoid',)
"""

from advisor.descriptor import Descriptor
from advisor.errors import (
    AdvisorError,
    DescriptorError,
    EngineError,
    EngineUnavailableError,
    Location,
    Problem,
    ProblemsError,
    RuleBaseError,
    SourceError,
    UnknownNameError,
)
from advisor.report import Report
from advisor.service import Advisor

__all__ = [
    "Advisor",
    "AdvisorError",
    "Descriptor",
    "DescriptorError",
    "EngineError",
    "EngineUnavailableError",
    "Location",
    "Problem",
    "ProblemsError",
    "Report",
    "RuleBaseError",
    "SourceError",
    "UnknownNameError",
]

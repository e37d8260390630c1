"""Say it: ranked, explained and cited conclusions, and what is still open."""

from advisor.report.composer import Composer
from advisor.report.diagnosis import Diagnosis, diagnosis_page
from advisor.report.evidence import EvidenceWriter
from advisor.report.explain import compare, cover, explain
from advisor.report.explanation import (
    Change,
    Comparison,
    Condition,
    Coverage,
    Requirement,
    RuleExplanation,
    ThresholdUse,
    WhyNot,
)
from advisor.report.model import (
    Because,
    Conclusion,
    NotEvaluable,
    OpenQuestion,
    Provenance,
    Report,
    RuleBaseInfo,
)
from advisor.report.why import why_not

__all__ = [
    "Because",
    "Change",
    "Comparison",
    "Composer",
    "Conclusion",
    "Condition",
    "Coverage",
    "Diagnosis",
    "EvidenceWriter",
    "NotEvaluable",
    "OpenQuestion",
    "Provenance",
    "Report",
    "Requirement",
    "RuleBaseInfo",
    "RuleExplanation",
    "ThresholdUse",
    "WhyNot",
    "compare",
    "cover",
    "diagnosis_page",
    "explain",
    "why_not",
]

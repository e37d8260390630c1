"""Say it: ranked, explained and cited conclusions, and what is still open."""

from advisor.report.answer import DiagnosisAnswer
from advisor.report.code import code_of_report, code_of_rule
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
    CodeExample,
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
    "CodeExample",
    "Comparison",
    "Composer",
    "Conclusion",
    "Condition",
    "Coverage",
    "Diagnosis",
    "DiagnosisAnswer",
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
    "code_of_report",
    "code_of_rule",
    "compare",
    "cover",
    "diagnosis_page",
    "explain",
    "why_not",
]

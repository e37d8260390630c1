from advisor.batch.calls import batch
from advisor.check.calls import check
from advisor.check.result import Check
from advisor.client import AsyncClient, Client
from advisor.descriptor import Descriptor, read_descriptor
from advisor.errors import (
    AdvisorError,
    DescriptorError,
    EngineError,
    EngineUnavailableError,
    InspectError,
    IntakeError,
    Location,
    Problem,
    ProblemsError,
    ReviewError,
    RuleBaseError,
    SourceError,
    TableError,
    UnknownNameError,
)
from advisor.inspect.find import inspect
from advisor.inspect.result import Inspection
from advisor.intake import Run, read_run
from advisor.live import Monitor
from advisor.profile.calls import profile
from advisor.profile.whole import Profile
from advisor.report import (
    Comparison,
    Coverage,
    Diagnosis,
    DiagnosisAnswer,
    Report,
    RuleExplanation,
    WhyNot,
)
from advisor.review.calls import review
from advisor.review.model import Review
from advisor.service import Advisor

__all__ = [
    "Advisor",
    "AdvisorError",
    "AsyncClient",
    "Check",
    "Client",
    "Comparison",
    "Coverage",
    "Descriptor",
    "DescriptorError",
    "Diagnosis",
    "DiagnosisAnswer",
    "EngineError",
    "EngineUnavailableError",
    "InspectError",
    "Inspection",
    "IntakeError",
    "Location",
    "Monitor",
    "Problem",
    "ProblemsError",
    "Profile",
    "Report",
    "Review",
    "ReviewError",
    "RuleBaseError",
    "RuleExplanation",
    "Run",
    "SourceError",
    "TableError",
    "UnknownNameError",
    "WhyNot",
    "batch",
    "check",
    "inspect",
    "profile",
    "read_descriptor",
    "read_run",
    "review",
]

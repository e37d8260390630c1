from advisor.batch.calls import batch
from advisor.descriptor import Descriptor
from advisor.errors import (
    AdvisorError,
    DescriptorError,
    EngineError,
    EngineUnavailableError,
    IntakeError,
    Location,
    Problem,
    ProblemsError,
    RuleBaseError,
    SourceError,
    UnknownNameError,
)
from advisor.live import Monitor
from advisor.report import Diagnosis, Report
from advisor.service import Advisor

__all__ = [
    "Advisor",
    "AdvisorError",
    "Descriptor",
    "DescriptorError",
    "Diagnosis",
    "EngineError",
    "EngineUnavailableError",
    "IntakeError",
    "Location",
    "Monitor",
    "Problem",
    "ProblemsError",
    "Report",
    "RuleBaseError",
    "SourceError",
    "UnknownNameError",
    "batch",
]

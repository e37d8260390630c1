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
    TableError,
    UnknownNameError,
)
from advisor.live import Monitor
from advisor.profile.calls import profile
from advisor.profile.whole import Profile
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
    "Profile",
    "Report",
    "RuleBaseError",
    "SourceError",
    "TableError",
    "UnknownNameError",
    "batch",
    "profile",
]

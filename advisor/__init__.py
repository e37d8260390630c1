"""Cited, rule-based advice for people who build neural networks.

Build an `Advisor` once and ask it often:

    >>> from advisor import Advisor
    >>> advisor = Advisor()
    >>> report = advisor.ask("last_layer", task="binary_classification")
    >>> report.conclusions[0].outputs["last_activation"]
    ('sigmoid',)

Names are imported when they are first used, so that ``advisor --help`` answers at once. What
they are is spelt out for type checkers in ``__init__.pyi``.
"""

from importlib import import_module

_ROOMS = {
    "Advisor": "service",
    "AdvisorError": "errors",
    "AsyncClient": "client",
    "Check": "check",
    "Client": "client",
    "Comparison": "report",
    "Coverage": "report",
    "Descriptor": "descriptor",
    "DescriptorError": "errors",
    "Diagnosis": "report",
    "DiagnosisAnswer": "report",
    "EngineError": "errors",
    "EngineUnavailableError": "errors",
    "InspectError": "errors",
    "Inspection": "inspect",
    "IntakeError": "errors",
    "Location": "errors",
    "Monitor": "live",
    "Problem": "errors",
    "ProblemsError": "errors",
    "Profile": "profile",
    "Report": "report",
    "Review": "review",
    "ReviewError": "errors",
    "RuleBaseError": "errors",
    "RuleExplanation": "report",
    "Run": "intake",
    "SourceError": "errors",
    "TableError": "errors",
    "UnknownNameError": "errors",
    "WhyNot": "report",
    "batch": "batch",
    "check": "check",
    "inspect": "inspect",
    "profile": "profile",
    "read_descriptor": "descriptor",
    "read_run": "intake",
    "review": "review",
}

__all__ = sorted(_ROOMS)


def __getattr__(name: str) -> object:
    """Import a public name from its room when it is first used."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'advisor' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"advisor.{_ROOMS[name]}"), name)
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return [*globals(), *(name for name in _ROOMS if name not in globals())]

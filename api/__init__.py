"""HTTP in and out: parse, ask the Advisor, return. Imported as ``advisor.api``."""

from .app import create_app

__all__ = ["create_app"]

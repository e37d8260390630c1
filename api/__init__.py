"""HTTP in and out: parse, ask the Advisor, return. Imported as ``advisor.api``."""

from .app import create_app
from .server import serve
from .settings import Settings

__all__ = ["Settings", "create_app", "serve"]

"""The advisor for coding agents, over the Model Context Protocol; needs the extra ``mcp``."""

from advisor.mcp.server import application, create_server

__all__ = ["application", "create_server"]

"""How the server is set up: by arguments, or by environment variables ``ADVISOR_*``."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

__all__ = ["Settings"]


def _listed(given: object) -> object:
    """Part a text at commas, as lists stand in an environment variable; or read it as JSON."""
    if not isinstance(given, str):
        return given
    if given.lstrip().startswith("["):
        return tuple(json.loads(given))
    return tuple(part.strip() for part in given.split(",") if part.strip())


Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_listed)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Digests = Annotated[
    tuple[Annotated[str, Field(pattern="^[0-9a-f]{64}$")], ...], NoDecode, BeforeValidator(_listed)
]


class Settings(BaseSettings):
    """What may be set: ``max_body`` by ``ADVISOR_MAX_BODY``, and so on. Lists take commas."""

    model_config = SettingsConfigDict(env_prefix="ADVISOR_", frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port; 0 takes a free one.")
    workers: int = Field(default=1, ge=1, le=256, description="Processes that answer.")
    rules: Paths = Field(default=(), description="Your own rule files or folders.")
    disable: Words = Field(default=(), description="Rules to take out, each as RULE=REASON.")
    api_keys: Digests = Field(
        default=(), description="SHA-256 of each key that is let in; none lets everybody in."
    )
    max_body: int = Field(default=1_048_576, ge=1, description="Largest body or line, in bytes.")
    max_log: int = Field(default=67_108_864, ge=1, description="Largest training log, in bytes.")
    max_requests: int = Field(default=256, ge=1, description="Requests at work at once; then 429.")
    max_connections: int = Field(default=4096, ge=1, description="Open in one process; then 503.")
    time_limit: float = Field(default=30, gt=0, description="Seconds for a request or a line.")
    cors_origins: Words = Field(default=(), description="Sites whose pages may ask; none.")
    mcp: bool = Field(default=False, description="Answer coding agents at /mcp; needs `mcp`.")
    log_requests: bool = Field(default=False, description="Log each request, one JSON a line.")

    def export(self) -> None:
        """Set the environment to these settings, for the processes that will be started."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            text = json.dumps([*map(str, value)]) if isinstance(value, tuple) else str(value)
            os.environ[f"ADVISOR_{name.upper()}"] = text

    def disabled(self) -> dict[str, str]:
        """Return the reason for each rule that is taken out."""
        parts = (re.split(r"\s*=\s*", entry, maxsplit=1) for entry in self.disable)
        return {name: "".join(reason) for name, *reason in parts}

"""The OpenAPI description, with the shapes of the bodies that the Advisor reads itself."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from advisor import Descriptor

from .bodies import Changes, LoggedRun
from .log_files import Upload
from .problems import ProblemDetails

__all__ = ["describe"]

_KEYS = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
_READ = (Descriptor, LoggedRun, Changes, Upload)


def describe(app: FastAPI, *, guarded: bool) -> None:
    """Let the application describe bodies and refusals too; made once, when first asked for.

    Args:
        app: The application.
        guarded: Whether a key is wanted.
    """
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            shapes = document.setdefault("components", {}).setdefault("schemas", {})
            for name, shape in _shapes().items():
                shapes.setdefault(name, shape)
            if guarded:
                document["components"]["securitySchemes"] = _KEYS
                document["security"] = [{name: []} for name in _KEYS]
        return plain()

    app.__dict__["openapi"] = openapi


def _shapes() -> dict[str, Any]:
    _, whole = models_json_schema(
        [(model, "validation") for model in _READ] + [(ProblemDetails, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    return dict(whole["$defs"])

"""Write an answer object of the service as JSON."""

from __future__ import annotations

from pydantic import TypeAdapter

__all__ = ["answer_json"]


def answer_json(answer: object) -> str:
    """Return a model or a dataclass as indented JSON."""
    adapter = TypeAdapter[object](type(answer))
    return adapter.dump_json(answer, indent=2, by_alias=True).decode() + "\n"

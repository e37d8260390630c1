"""Write answer objects as indented JSON."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, TypeAdapter

__all__ = ["answer_json"]


def answer_json(answer: BaseModel | Sequence[BaseModel]) -> str:
    """Return one model, or a list of them, as indented JSON."""
    if isinstance(answer, BaseModel):
        return answer.model_dump_json(indent=2, by_alias=True) + "\n"
    adapter = TypeAdapter(list[BaseModel])
    return adapter.dump_json(list(answer), indent=2, serialize_as_any=True).decode() + "\n"

"""What all sections of a descriptor have in common: strict, closed and unchangeable."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Section"]


class Section(BaseModel):
    """A part of a descriptor; every field may be left out, which means *not known*."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        ser_json_inf_nan="strings",
        serialize_by_alias=True,
        defer_build=True,
        protected_namespaces=(),
    )

"""The format of rule files that show advice as code."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from advisor.descriptor.kinds import SchemaVersion
from advisor.rulebase.schema import FileEntry, Name, Path, Sentence, Symbol, Symbols, Text

__all__ = ["FRAMEWORKS", "FillEntry", "LackEntry", "SnippetEntry", "SnippetsFile"]

FRAMEWORKS = ("pytorch", "keras", "sklearn")
"""The frameworks that every piece of advice is shown for, or said to be beyond."""


class FillEntry(FileEntry):
    """A number that code takes from the descriptor, or that its reader sets."""

    means: Text
    path: Path | None = None
    otherwise: int | float


class LackEntry(FileEntry):
    """Why a framework has no code for something."""

    lacks: Sentence


Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=64)]
Code = Annotated[str, Field(min_length=1, max_length=4000)] | LackEntry


class SnippetEntry(FileEntry):
    """The code for one piece of advice, in each framework; ``when`` narrows it by facts."""

    advises: Annotated[dict[Name, Symbol], Field(min_length=1)]
    when: dict[Name, Symbols] = Field(default_factory=dict)
    pytorch: Code
    keras: Code
    sklearn: Code


class SnippetsFile(FileEntry):
    """Code for what rules advise."""

    schema_version: SchemaVersion = Field(alias="schema")
    kind: Literal["snippets"]
    title: Text
    given: dict[Variable, Text] = Field(
        default_factory=dict, description="Names that the reader's own program has."
    )
    fill: dict[Variable, FillEntry] = Field(
        default_factory=dict, description="Numbers that the code names, filled in."
    )
    snippets: Annotated[list[SnippetEntry], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_once(self) -> SnippetsFile:
        twice = self.given.keys() & self.fill.keys()
        if twice:
            raise ValueError(f"both given and filled in: {', '.join(sorted(twice))}")
        return self

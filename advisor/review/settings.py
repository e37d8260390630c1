"""Settings of a review in ``[tool.advisor.review]`` and ``[tool.advisor]`` of pyproject.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.errors import Location, Problem, ReviewError, did_you_mean

__all__ = ["Settings", "read_settings"]

_FILE = "pyproject.toml"


class Settings(BaseModel):
    """What a project wants of its reviews; paths count from the folder of pyproject.toml.

    What ``[tool.advisor.review]`` says wins over ``[tool.advisor]``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    select: list[str] = Field(default=[], description="Rules wanted; all where none is named.")
    ignore: list[str] = Field(default=[], description="Rules left out.")
    per_file_ignores: dict[str, list[str]] = Field(
        default={}, alias="per-file-ignores", description="Rules left out, by pattern of the file."
    )
    severity: Literal["info", "warning", "error"] = Field(default="info", description="Least told.")
    fail_on: Literal["info", "warning", "error", "never"] = Field(default="error", alias="fail-on")
    baseline: str | None = Field(default=None, description="File of findings that are known.")
    exclude: list[str] = Field(default=[], description="Patterns of paths that folders leave out.")
    rules: list[str] = Field(default=[], description="Rule files of one's own.")
    disable: dict[str, str] = Field(
        default={}, description="Rules that are switched off, with reasons."
    )


def read_settings(start: Path) -> tuple[Settings, Path]:
    """Return the settings of the nearest pyproject.toml that has any, at or above a folder.

    Returns:
        The settings, and the folder that their paths count from; the current one without any.

    Raises:
        ReviewError: The file is no TOML, or a setting is unknown or of the wrong type.
    """
    for folder in (start, *start.parents):
        path = folder / _FILE
        if path.is_file():
            table = _table(path)
            if table is not None:
                return _checked(table, path), folder
    return Settings(), Path.cwd()


def _table(path: Path) -> dict[str, object] | None:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReviewError([Problem("A005", str(error), location=Location(str(path)))]) from None
    tool = data.get("tool")
    table = tool.get("advisor") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _checked(table: dict[str, object], path: Path) -> Settings:
    own = table.get("review", {})
    if not isinstance(own, dict):
        raise ReviewError([_problem(path, "review", "a table is wanted")])
    general = {name: value for name, value in table.items() if name != "review"}
    try:
        return Settings.model_validate(general | own)
    except ValidationError as error:
        names = [field.alias or name for name, field in Settings.model_fields.items()]
        problems = []
        for each in error.errors():
            name = ".".join(map(str, each["loc"]))
            unknown = each["type"] == "extra_forbidden"
            message = f"unknown setting{did_you_mean(name, names)}" if unknown else each["msg"]
            within = f"review.{name}" if str(each["loc"][0]) in own else name
            problems.append(_problem(path, within, message))
        raise ReviewError(problems) from None


def _problem(path: Path, setting: str, message: str) -> Problem:
    return Problem("A005", message, f"tool.advisor.{setting}", Location(str(path)))

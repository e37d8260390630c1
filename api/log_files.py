"""Training logs that come over HTTP: columns in JSON, or a file that is kept while it is read."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.datastructures import UploadFile

from advisor import (
    Advisor,
    Descriptor,
    Diagnosis,
    Location,
    Problem,
    Run,
    SourceError,
    read_descriptor,
    read_run,
)
from advisor.source import read_text

from .bodies import LoggedRun, read_body, read_json
from .forms import bytes_of, check_parts, file_of, read_form
from .problems import Keys, Objections, keys_of

__all__ = ["Question", "Upload", "question_in_form", "question_in_json"]

_PARTS = ("log", "descriptor", "kind", "map")
_TEXTS = TypeAdapter(dict[str, str])


class Upload(BaseModel):
    """The parts of a form that brings the file of a log."""

    model_config = ConfigDict(extra="forbid")

    log: bytes = Field(description="The file, of any kind that `advisor diagnose` reads.")
    descriptor: str = Field(default="{}", description="The descriptor, as JSON.")
    kind: str | None = Field(default=None, description="As `history.kind`, where it is known.")
    map: str = Field(default="{}", description="The column of each series that needs it, as JSON.")


def _nowhere(_: str, __: Problem) -> None:
    """Files and parts of forms have no place in a body of JSON."""


@dataclass(frozen=True)
class Question:
    """A run, a project and a kind, each to be read; what is wrong with them is said at once."""

    run: Callable[[], Run]
    project: Callable[[], Descriptor]
    kind: str | None
    place: Callable[[str, Problem], Keys | None] = _nowhere
    locate: Callable[..., Location] | None = None

    def ask(
        self,
        advisor: Advisor,
        sources: Sequence[str] | None = None,
        objections: Objections | None = None,
    ) -> Diagnosis:
        """Read all of it and ask; reading may take its time.

        Args:
            advisor: Who is asked.
            sources: The documents whose rules may speak; all by default.
            objections: What is wrong with the request already.

        Raises:
            Refused: With every problem.
        """
        objections = objections or Objections()
        with objections.gathered(partial(self.place, "descriptor"), self.locate):
            project = self.project()
        with objections.gathered(partial(self.place, "kind"), self.locate):
            read_descriptor({"history": {"kind": self.kind}})
        with objections.gathered(partial(self.place, "run"), self.locate):
            run = self.run()
        objections.refuse()
        return advisor.diagnose(run, project, kind=self.kind, sources=sources)


@asynccontextmanager
async def question_in_json(request: Request) -> AsyncIterator[Question]:
    """Read the question about a run whose columns stand in the body.

    Raises:
        HTTPException: The body is too large or packed.
        SourceError: It is no JSON.
        Refused: It has another shape.
    """
    logged, document = read_json(await read_body(request), LoggedRun)
    yield Question(
        run=lambda: read_run(logged.run.columns, columns=logged.map),
        project=lambda: read_descriptor(logged.descriptor),
        kind=logged.kind,
        place=_in_json,
        locate=document.locate,
    )


@asynccontextmanager
async def question_in_form(
    request: Request, project: Mapping[str, object] | None = None
) -> AsyncIterator[Question]:
    """Read the question about the log file of a multipart form, which is kept until the end.

    Args:
        request: The request that brings the form.
        project: The descriptor, where not the form brings it.

    Raises:
        HTTPException: The form cannot be read, or is too large.
        Refused: It lacks the log, or has parts that nobody asked for.
    """
    settings = request.app.state.settings
    async with read_form(request, settings.max_log) as form:
        log = file_of(form, "log", check_parts(form, _PARTS))
        told = {name: await bytes_of(form, name, settings.max_body) for name in _PARTS[1:]}
        with TemporaryDirectory(prefix="advisor-") as folder:
            path = Path(folder, _file_name(log.filename))
            yield Question(
                run=lambda: _run_in(log, path, _mapping(told["map"])),
                project=partial(_project, told["descriptor"], project),
                kind=None if told["kind"] is None else told["kind"].decode(errors="replace"),
            )


def _in_json(part: str, problem: Problem) -> Keys:
    """Find what a problem of a part is about in a body with columns."""
    if part == "run":
        mapped = problem.code == "I004"
        return ("map",) if mapped else ("run", "columns", *problem.keys)
    return (part,) if part == "kind" else (part, *keys_of(problem))


def _project(told: bytes | None, project: Mapping[str, object] | None) -> Descriptor:
    return read_descriptor(told if told is not None else project or {})


def _mapping(told: bytes | None) -> dict[str, str]:
    document = read_text(told or b"{}", name="map", format="json")
    try:
        return _TEXTS.validate_python(document.data)
    except ValidationError:
        text = "a JSON object of texts is wanted: columns by series"
        raise SourceError([Problem("Y013", text, "map")]) from None


def _run_in(log: UploadFile, path: Path, columns: Mapping[str, str]) -> Run:
    with path.open("wb") as file:
        shutil.copyfileobj(log.file, file)
    # Where it lies here is nobody's business.
    return replace(read_run(path, columns=columns), name=path.name)


def _file_name(given: str | None) -> str:
    """Keep the ending, which some readers go by, and nothing that leads elsewhere."""
    name = Path((given or "").replace("\\", "/")).name
    kept = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "._- ")).strip(". ")
    return kept[-100:] or "log"
